package io.github.asyncwrap.examples;

import io.github.asyncwrap.AsyncWrapper;

/** The consumers to choose from. The constants are spelled as they are on the command line. */
enum ConsumerKind {

    /** {@link AConsumer}. */
    async(true) {
        @Override
        ConsumerFactory consumers(Uploader uploader, int workers) {
            AsyncWrapper uploads = AConsumer.uploads(workers);
            return ConsumerFactory.sharing(uploads, () -> new AConsumer(uploads, uploader));
        }
    },

    /** {@link TConsumer}. */
    thread(true) {
        @Override
        ConsumerFactory consumers(Uploader uploader, int workers) {
            return ConsumerFactory.ofUnrelated(() -> new TConsumer(uploader::upload));
        }
    },

    /** {@link WrongConsumer}. */
    wrong(false) {
        @Override
        ConsumerFactory consumers(Uploader uploader, int workers) {
            return ConsumerFactory.ofUnrelated(() -> new WrongConsumer(uploader));
        }
    };

    /** What the client uses if it is not told. */
    static final ConsumerKind DEFAULT = async;

    private final boolean correct;

    ConsumerKind(boolean correct) {
        this.correct = correct;
    }

    /** Whether uploads of more than one chunk arrive as they were written. */
    boolean isCorrect() {
        return correct;
    }

    /**
     * The consumers of one run.
     *
     * @param uploader the blocking upload that they all go through; it stays open
     * @param workers how many consumers are in use at a time
     */
    abstract ConsumerFactory consumers(Uploader uploader, int workers);
}
