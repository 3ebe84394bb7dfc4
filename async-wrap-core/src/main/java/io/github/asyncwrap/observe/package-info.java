/** Looking at what runs: whether an event loop is blocked, and by what. */
package io.github.asyncwrap.observe;
