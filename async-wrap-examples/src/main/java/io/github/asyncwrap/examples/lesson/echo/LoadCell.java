package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.echo.LoadGenerator.Load;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a server did with so many connections.
 *
 * @param answered on how many of them everything that was sent came back
 * @param load what was measured; null if that was not all of them
 */
record LoadCell(int connections, int answered, @Nullable Load load) {

    /**
     * Measures a server.
     *
     * @param port where it is, on this machine
     * @param connections how many
     * @param time how long it is measured
     * @param patience how long the first, and after the measurement any of them, may get no answer
     * @param patienceWithOthers how long the others may get no first answer
     * @return what it did
     * @throws IOException if a connection failed, or an answer was wrong
     */
    static LoadCell of(int port, int connections, Duration time, Duration patience, Duration patienceWithOthers)
            throws IOException {
        try (LoadGenerator generator = new LoadGenerator(port)) {
            // The first must be answered by all styles, and on a busy machine that takes time; then it shows who goes
            // on.
            generator.connect(1, patience);
            int answered = generator.connect(connections, patienceWithOthers);
            if (answered < connections) {
                return new LoadCell(connections, answered, null);
            }
            Load load = generator.measure(time);
            // A server that has gone silent in the meantime has a number, but not one that means anything.
            int unanswered = generator.awaitAnswers(patience);
            return new LoadCell(connections, answered - unanswered, unanswered == 0 ? load : null);
        }
    }

    boolean isAllAnswered() {
        return answered == connections;
    }

    String text() {
        return load == null
                ? String.format(
                        Locale.ROOT, "%24s", String.format(Locale.ROOT, "%,d of %,d answered", answered, connections))
                : String.format(Locale.ROOT, "%,12.0f %,11.2f", load.messagesPerSecond(), load.p99Millis());
    }
}
