package io.github.asyncwrap.examples;

import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** What becomes of uploads beside being measured. But for {@link #close}, all of it belongs to the event loop. */
interface UploadTarget {

    /** Uploads are measured, and that is all. */
    UploadTarget NOWHERE = new Nowhere();

    /** Whether another upload may begin. */
    boolean hasRoom();

    /**
     * Begins to keep an upload.
     *
     * @param source what its bytes come from: paused while there is no room for them, resumed when there is
     * @param owner is told how it ended
     */
    Body begin(ReadStream<?> source, Owner owner);

    /**
     * Ends what has been begun, and whatever it holds; to be called once, when no upload can begin any more.
     *
     * @param closed is run when all is over, in a limited time, on any thread
     */
    void close(Runnable closed);

    /** The bytes of one upload on their way. */
    interface Body {

        /** Takes bytes, {@link UploadServer#MAX_CHUNK} at most, unless they are not wanted any more. */
        void add(byte[] bytes);

        /** Says that all bytes have come: the owner will be told. */
        void end();

        /** Gives the upload up: the owner is told nothing, unless all has come already and is being kept. */
        void abandon();
    }

    /** Who wants to know; told once at most. */
    interface Owner {

        /**
         * The upload has come to its place.
         *
         * @param file the name it is stored under; null if it is not stored
         */
        void kept(@Nullable String file);

        /** The upload cannot be kept; it may be still under way. */
        void failed(Throwable cause);
    }

    /** Measures only. */
    final class Nowhere implements UploadTarget {

        private Nowhere() {}

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public Body begin(ReadStream<?> source, Owner owner) {
            return new Body() {
                @Override
                public void add(byte[] bytes) {
                    // They have been measured.
                }

                @Override
                public void end() {
                    owner.kept(null);
                }

                @Override
                public void abandon() {
                    // Nothing is held.
                }
            };
        }

        @Override
        public void close(Runnable closed) {
            closed.run();
        }
    }
}
