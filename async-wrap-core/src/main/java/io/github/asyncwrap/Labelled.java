package io.github.asyncwrap;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a method of an interface given to {@link AsyncWrapper#wrapInterface} what its calls are called in errors, in
 * events and in {@link AsyncWrapper#runningCalls()}, as {@link AsyncWrapper#labelled} does. Without it that is the label
 * of the wrapper it was made through, and without that the interface and the method: {@code AsyncUsers.find}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Labelled {

    /**
     * The name of the calls.
     *
     * @return not blank
     */
    String value();
}
