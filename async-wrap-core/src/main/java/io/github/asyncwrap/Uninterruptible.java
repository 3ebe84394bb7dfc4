package io.github.asyncwrap;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a method of an interface given to {@link AsyncWrapper#wrapInterface} that its bodies are never interrupted, as
 * those of {@link AsyncWrapper#uninterruptible()} are not.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Uninterruptible {}
