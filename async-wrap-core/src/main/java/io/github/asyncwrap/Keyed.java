package io.github.asyncwrap;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a method of an interface given to {@link AsyncWrapper#wrapInterface} whose value is the key of
 * the call: calls with equal keys run one after another, in the order of their submission, as those of
 * {@link AsyncWrapper#keyed} do. One parameter of a method at most, and no array, since
 * arrays with the same elements are not equal. The keys of all methods, and of the whole wrapper, are
 * the same; an argument that is null is a NullPointerException, thrown to the caller at once.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Keyed {}
