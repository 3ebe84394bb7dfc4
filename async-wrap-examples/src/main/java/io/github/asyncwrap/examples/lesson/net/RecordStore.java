package io.github.asyncwrap.examples.lesson.net;

import java.io.IOException;
import java.util.List;

/** Where records, which are lines of text, are kept. All methods block. */
interface RecordStore {

    /** Keeps nothing: for a chat that lives in memory alone. */
    RecordStore NOWHERE = new RecordStore() {
        @Override
        public List<String> load() {
            return List.of();
        }

        @Override
        public void append(String record) {}

        @Override
        public void replace(List<String> records) {}
    };

    /**
     * What is kept; to be called once, before the others.
     *
     * @throws IOException if it cannot be read, or is not what was written
     */
    List<String> load() throws IOException;

    /**
     * Keeps one more. When this returns it survives a crash; when this throws it is not kept.
     *
     * @param record without control characters
     */
    void append(String record) throws IOException;

    /** Keeps these instead of what was kept before: after a crash it is the ones or the others, whole. */
    void replace(List<String> records) throws IOException;
}
