package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Cancellation;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Direct;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.Labelled;
import io.github.asyncwrap.Uninterruptible;
import io.github.asyncwrap.Within;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JDBC, whose interfaces are the JDK's, asynchronous with {@code wrapInterface}, in front of a database. */
class JdbcInterfaceTest {
    private static final String URL = "jdbc:h2:mem:jdbc-interface-test";

    /** What of a connection is used here. */
    public interface AsyncConnection {
        AsyncFuture<PreparedStatement> prepareStatement(String sql);

        CompletionStage<Void> commit();

        AsyncFuture<Void> close();

        @Direct
        boolean isClosed() throws SQLException;
    }

    /** What of a statement is. */
    public interface AsyncStatement {
        @Direct
        void setInt(int index, int value) throws SQLException;

        @Direct
        void setString(int index, String value) throws SQLException;

        AsyncFuture<ResultSet> executeQuery();

        CompletionStage<Integer> executeUpdate();

        AsyncFuture<Void> close();
    }

    /** A query that is stopped by the database: an interrupt would not do it, or do harm. */
    public interface AsyncQuery {
        @Uninterruptible
        @Labelled("report")
        @Within(value = 1, unit = TimeUnit.HOURS)
        AsyncFuture<Long> count();
    }

    /** Says how it is stopped. */
    public static final class Query {
        private final PreparedStatement statement;

        Query(PreparedStatement statement) {
            this.statement = statement;
        }

        public long count() throws SQLException {
            Cancellation stop = Cancellation.onCancel(statement::cancel);
            try (stop;
                    ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** What the database calls. */
    public static final class Functions {
        static volatile Gate gate = Gate.create();
        static final AtomicLong ROWS = new AtomicLong();

        private Functions() {}

        public static int pass(int value) throws Exception {
            gate.pass();
            return value;
        }

        public static long row(long number) {
            ROWS.incrementAndGet();
            return number;
        }
    }

    private Connection keeper = connect();

    private static Connection connect() {
        try {
            return DriverManager.getConnection(URL);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    @BeforeEach
    void createTables() throws SQLException {
        Functions.gate = Gate.create();
        try (Statement statement = keeper.createStatement()) {
            statement.execute("CREATE TABLE USERS (ID INT PRIMARY KEY, NAME VARCHAR)");
            statement.execute("CREATE ALIAS PASS FOR '" + Functions.class.getName() + ".pass'");
            statement.execute("CREATE ALIAS ROW_SEEN FOR '" + Functions.class.getName() + ".row'");
        }
    }

    @AfterEach
    void closeTheDatabase() throws SQLException {
        Functions.gate.close();
        keeper.close(); // the last connection: it forgets all
    }

    @Test
    void queries_throughADoorOfFour_fourAtATime() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 4);
        try (Gate gate = Functions.gate) {
            List<AsyncConnection> connections = new ArrayList<>();
            List<AsyncFuture<Integer>> values = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int id = i;
                AsyncConnection connection = db.wrapInterface(AsyncConnection.class, connect());
                connections.add(connection);
                values.add(insert(db, connection, id).thenCompose(rows -> query(db, connection, id)));
            }
            gate.awaitEntered(4);
            assertThat(db.stats().running()).isEqualTo(4);
            gate.releaseAll();
            assertThat(Gather.all(values).join()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            assertThat(gate.maxConcurrent()).isEqualTo(4);
            Gather.all(connections.stream().map(AsyncConnection::close).toList())
                    .join();
            for (AsyncConnection connection : connections) {
                assertThat(connection.isClosed()).isTrue();
            }
        }
        assertQuiet(db);
    }

    private static AsyncFuture<Integer> insert(AsyncWrapper db, AsyncConnection connection, int id) {
        return connection.prepareStatement("INSERT INTO USERS VALUES (?, ?)").thenCompose(prepared -> {
            AsyncStatement statement = db.wrapInterface(AsyncStatement.class, prepared);
            try {
                statement.setInt(1, id);
                statement.setString(2, "user " + id);
            } catch (SQLException refused) {
                return AsyncFuture.failed(refused);
            }
            return statement.executeUpdate();
        });
    }

    private static AsyncFuture<Integer> query(AsyncWrapper db, AsyncConnection connection, int id) {
        return connection
                .prepareStatement("SELECT PASS(ID) FROM USERS WHERE ID = ?")
                .thenCompose(prepared -> {
                    AsyncStatement statement = db.wrapInterface(AsyncStatement.class, prepared);
                    try {
                        statement.setInt(1, id);
                    } catch (SQLException refused) {
                        return AsyncFuture.failed(refused);
                    }
                    return statement
                            .executeQuery()
                            .thenCompose(rows -> db.call(() -> {
                                rows.next();
                                return rows.getInt(1);
                            }));
                });
    }

    @Test
    void queriesWithoutEnd_oneCancelled_oneTimedOut_theDatabaseStopsThem_amongOthers() throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real(); // an hour passes when the test says so
        AsyncWrapper db = AsyncWrapper.builder("db", 4).carrier(time).build();
        try (Gate gate = Functions.gate;
                Connection one = connect();
                Connection other = connect();
                Connection third = connect()) {
            AsyncConnection beside = db.wrapInterface(AsyncConnection.class, third);
            AsyncFuture<Integer> besideThem = insert(db, beside, 1).thenCompose(rows -> query(db, beside, 1));
            gate.awaitEntered(1);
            AsyncFuture<Long> cancelled = endless(db, one);
            awaitRows();
            cancelled.cancel(true);
            cancelled.stopped().join();
            assertThat(Failures.of(cancelled))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageStartingWith("db/report - cancelled after ");

            AsyncFuture<Long> late = endless(db, other);
            awaitRows();
            time.elapse(Duration.ofHours(1));
            time.await(late::isDone);
            late.stopped().join();
            assertThat(Failures.of(late))
                    .isInstanceOf(AsyncTimeoutException.class)
                    .hasMessageStartingWith("db/report - timed out after ");
            assertThat(db.stats().cancelled()).isEqualTo(1);
            assertThat(db.stats().timedOut()).isEqualTo(1);
            assertThat(one.isValid(0)).as("the connection is of use").isTrue();
            assertThat(insert(db, db.wrapInterface(AsyncConnection.class, other), 2)
                            .join())
                    .isEqualTo(1);
            assertThat(besideThem).isNotDone();
            gate.release();
            assertThat(besideThem.join()).isEqualTo(1);
        }
        assertQuiet(db);
    }

    private static AsyncFuture<Long> endless(AsyncWrapper db, Connection connection) throws SQLException {
        Functions.ROWS.set(0);
        PreparedStatement statement =
                connection.prepareStatement("SELECT COUNT(ROW_SEEN(X)) FROM SYSTEM_RANGE(1, 1000000000000)");
        return db.wrapInterface(AsyncQuery.class, new Query(statement)).count();
    }

    /** Before that there is nothing that the database could stop. */
    private static void awaitRows() {
        Spin.until(() -> Functions.ROWS.get() > 0);
    }

    private void assertQuiet(AsyncWrapper db) throws SQLException {
        try (Statement statement = keeper.createStatement();
                ResultSet sessions = statement.executeQuery("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS")) {
            assertThat(sessions.next()).isTrue();
            assertThat(sessions.getInt(1)).as("connections beside this one").isEqualTo(1);
        }
        assertThat(db.runningCalls()).isEmpty();
        CloseReport report = db.close(Duration.ofSeconds(30));
        assertThat(report.cancelled()).isZero();
        assertThat(report.stuck()).isEmpty();
        assertThat(db.stats().running() + db.stats().pending() + db.stats().detached())
                .isZero();
    }
}
