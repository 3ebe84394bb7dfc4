package io.github.asyncwrap.verification.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which methods of a contract a test is about, as in {@code get(long, TimeUnit)}: so that one without a test shows. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Covers {
    String[] value();
}
