package io.github.asyncwrap;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;

/**
 * Says of a method of an interface given to {@link AsyncWrapper#wrapInterface} how long after its submission a call has
 * an outcome at most, as {@link AsyncWrapper#within} does. The shorter of this and the deadline that the wrapper has
 * anyway holds.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Within {

    /**
     * How long.
     *
     * @return a positive number of {@link #unit}
     */
    long value();

    /**
     * In what the value is counted.
     *
     * @return milliseconds unless something else is said
     */
    TimeUnit unit() default TimeUnit.MILLISECONDS;
}
