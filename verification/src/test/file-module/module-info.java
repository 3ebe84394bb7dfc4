/** Uses files from the module path. */
module async.wrap.filer {
    requires io.github.asyncwrap.core;

    exports async.wrap.filer;
}
