package io.github.asyncwrap;

import io.github.asyncwrap.ContextCapture.Snapshot;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Another setting, such as that of a view, and what was captured for one call through it. */
class InContext extends Setting {
    private final Setting setting;
    private final @Nullable Snapshot context;

    InContext(Setting setting, @Nullable Snapshot context) {
        this.setting = setting;
        this.context = context;
    }

    @Override
    Executor plain() {
        return setting.plain();
    }

    @Override
    Executor async() {
        return setting.async();
    }

    @Override
    View view() {
        return setting.view();
    }

    @Override
    Carrier carrier() {
        return setting.carrier();
    }

    @Override
    @Nullable
    Snapshot context() {
        return context;
    }
}
