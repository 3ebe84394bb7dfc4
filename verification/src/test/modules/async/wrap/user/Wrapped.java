package async.wrap.user;

import async.wrap.user.hidden.Work;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.time.Duration;

/** Puts interfaces through the door. */
public final class Wrapped {
    private Wrapped() {}

    /** What blocks. */
    public interface Rows {
        String row();
    }

    /** The same, asynchronous. */
    public interface AsyncRows {
        AsyncFuture<String> row();

        default AsyncFuture<String> twice() {
            return row().thenCombine(row(), String::concat);
        }
    }

    public static String run() {
        AsyncWrapper db = AsyncWrapper.builder("db", 2).timeout(Duration.ofMinutes(1)).build();
        try (db) {
            Rows rows = () -> "row";
            AsyncRows twin = db.wrapInterface(AsyncRows.class, rows);
            return String.join(
                    ", ",
                    twin.row().join(),
                    twin.twice().join(),
                    AsyncWrapper.blockingView(Rows.class, twin).row(),
                    Work.run(db));
        }
    }
}
