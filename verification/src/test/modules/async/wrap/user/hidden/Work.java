package async.wrap.user.hidden;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Within;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;

/** In a package that is not exported. */
public final class Work {
    private Work() {}

    interface Dao {
        String find();
    }

    interface AsyncDao {
        @Within(value = 1, unit = TimeUnit.MINUTES)
        AsyncFuture<String> find();

        default AsyncFuture<String> findAgain() {
            return find();
        }
    }

    /** Public, but not for others. */
    public static final class NotExported {
        public String find() {
            return "row";
        }
    }

    private static final class JdbcDao implements Dao {
        @Override
        public String find() {
            return "row";
        }
    }

    public static String run(AsyncWrapper db) {
        AsyncDao twin = db.wrapInterface(MethodHandles.lookup(), AsyncDao.class, new JdbcDao());
        Dao back = AsyncWrapper.blockingView(MethodHandles.lookup(), Dao.class, twin);
        String row = twin.findAgain().thenCombine(twin.find(), (one, other) -> one).join();
        if (!row.equals(back.find())) {
            throw new IllegalStateException(row);
        }
        return refusal(() -> db.wrapInterface(AsyncDao.class, new JdbcDao())) + ", "
                + refusal(() -> db.wrapInterface(AsyncDao.class, new NotExported())) + ", " + row;
    }

    private static String refusal(Runnable making) {
        try {
            making.run();
            return "fits";
        } catch (IllegalArgumentException refused) {
            return refused.getMessage().contains("MethodHandles.lookup()") ? "refused" : refused.getMessage();
        }
    }
}
