package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Direct;
import io.github.asyncwrap.Keyed;
import io.github.asyncwrap.Uninterruptible;
import io.github.asyncwrap.Within;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The interfaces that the README and the Javadoc of {@code wrapInterface} show compile as they stand, and fit. */
class InterfaceCallSitesTest {

    /** A user. */
    public record User(String name) {}

    /** A page. */
    public record Page(String url) {}

    /** Of the README. */
    public interface Dao {
        User find(int id) throws IOException;

        String report() throws IOException;

        void touch(int id) throws IOException;

        String url();
    }

    /** Of the README. */
    public interface AsyncDao {
        AsyncFuture<User> find(int id);

        @Within(30_000)
        CompletionStage<String> report();

        @Uninterruptible
        AsyncFuture<Void> touch(@Keyed int id);

        @Direct
        String url();

        default AsyncFuture<String> name(int id) {
            return find(id).thenApply(User::name);
        }
    }

    /** What can be made of that again, but for what failed with IOException. */
    public interface BlockingDao {
        User find(int id) throws IOException;

        String report() throws IOException, InterruptedException;

        void touch(int id) throws IOException;

        @Direct
        String url();
    }

    private static final class JdbcDao implements Dao {
        final List<Integer> touched = Collections.synchronizedList(new ArrayList<>());

        @Override
        public User find(int id) {
            return new User("user " + id);
        }

        @Override
        public String report() {
            return "report";
        }

        @Override
        public void touch(int id) {
            touched.add(id);
        }

        @Override
        public String url() {
            return "url";
        }
    }

    private static CompletableFuture<Page> fetchAsync(String url) {
        return CompletableFuture.completedFuture(new Page(url));
    }

    @Test
    void readme_asShown() throws Exception {
        JdbcDao dao = new JdbcDao();
        try (AsyncWrapper db = AsyncWrapper.of("db", 4)) {
            AsyncDao asyncDao = db.wrapInterface(AsyncDao.class, dao);
            BlockingDao again = AsyncWrapper.blockingView(BlockingDao.class, asyncDao);
            AsyncFuture<Page> page = db.flatCall(() -> fetchAsync(dao.url()));

            assertThat(asyncDao.find(42).join()).isEqualTo(new User("user 42"));
            assertThat(asyncDao.name(42).join()).isEqualTo("user 42");
            assertThat(asyncDao.touch(1).join()).isNull();
            assertThat(again.find(7)).isEqualTo(new User("user 7"));
            assertThat(again.report()).isEqualTo("report");
            again.touch(2);
            assertThat(again.url()).isEqualTo("url");
            assertThat(dao.touched).containsExactly(1, 2);
            assertThat(page.join()).isEqualTo(new Page("url"));
        }
    }

    /** Of the Javadoc. */
    public interface Users {
        User find(int id);

        int count();

        void rename(int id, String name);

        String url();
    }

    /** Of the Javadoc. */
    public interface AsyncUsers {
        AsyncFuture<User> find(int id);

        @Within(30_000)
        CompletionStage<Integer> count();

        AsyncFuture<Void> rename(@Keyed int id, String name);

        @Direct
        String url();
    }

    private static final class JdbcUsers implements Users {
        @Override
        public User find(int id) {
            return new User("user " + id);
        }

        @Override
        public int count() {
            return 3;
        }

        @Override
        public void rename(int id, String name) {}

        @Override
        public String url() {
            return "url";
        }
    }

    @Test
    void javadoc_asShown() {
        Users jdbcUsers = new JdbcUsers();
        try (AsyncWrapper db = AsyncWrapper.of("db", 4)) {
            AsyncUsers users = db.wrapInterface(AsyncUsers.class, jdbcUsers);
            assertThat(users.find(1).join()).isEqualTo(new User("user 1"));
            assertThat(users.count().toCompletableFuture().join()).isEqualTo(3);
            assertThat(users.rename(1, "Ann").join()).isNull();
            assertThat(users.url()).isEqualTo("url");
        }
    }
}
