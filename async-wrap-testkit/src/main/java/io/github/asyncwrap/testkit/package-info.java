/** For tests of code that wraps blocking calls. */
package io.github.asyncwrap.testkit;
