package io.github.asyncwrap;

import io.github.asyncwrap.ContextCapture.Snapshot;
import java.util.concurrent.Executor;

/** The setting of a view, and what was captured for one call through it. */
final class InContext extends Setting {
    private final Setting setting;
    private final Snapshot context;

    InContext(Setting setting, Snapshot context) {
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
    Carrier carrier() {
        return setting.carrier();
    }

    @Override
    Snapshot context() {
        return context;
    }
}
