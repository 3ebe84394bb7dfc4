/** Uses the library from the module path, with interfaces that nobody else may use. */
module async.wrap.user {
    requires io.github.asyncwrap.core;

    exports async.wrap.user;
}
