package io.github.asyncwrap;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a method of an interface given to {@link AsyncWrapper#wrapInterface} that it is a plain call: it runs on the
 * caller, past the door, and gives what the other side gives, exceptions included. For getters that do not block. Without
 * it a method that gives no future is a mistake, and refused.
 *
 * <p>It excludes {@link Within}, {@link Labelled}, {@link Keyed} and {@link Uninterruptible}, which are about calls
 * through the door. In {@link AsyncWrapper#blockingView} it marks a method that does not wait for a future.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Direct {}
