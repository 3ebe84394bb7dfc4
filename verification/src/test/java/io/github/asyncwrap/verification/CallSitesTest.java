package io.github.asyncwrap.verification;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncConsumer;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Cancellation;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Outcome;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.RunningCall;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that the README and the guide show compile as they stand, and do what they say. */
class CallSitesTest {
    private record User(String name) {}

    private interface Dao {
        User find(int id) throws IOException;

        void touch(int id) throws IOException;

        String report() throws IOException;
    }

    private static final Dao DAO = new Dao() {
        @Override
        public User find(int id) {
            return new User("user " + id);
        }

        @Override
        public void touch(int id) throws IOException {
            throw new IOException("no user " + id);
        }

        @Override
        public String report() {
            return "report";
        }
    };

    private static void send(String message) throws IOException {
        if (message.isEmpty()) {
            throw new IOException("empty");
        }
    }

    private static int put(InputStream in) throws IOException {
        return in.readAllBytes().length;
    }

    @Test
    void calls_asShown() throws Exception {
        Dao dao = DAO;
        AsyncWrapper db = AsyncWrapper.builder("db", 16)
                .maxPending(1_000)
                .overflow(Overflow.reject())
                .timeout(Duration.ofSeconds(30))
                .build();
        AsyncFuture<User> user = db.call(() -> dao.find(42));
        AsyncFuture<Void> done = db.run(() -> dao.touch(42));
        AsyncFuture<Void> sent = db.accept(CallSitesTest::send, "message");
        Function<Integer, AsyncFuture<User>> find = db.wrapFunction(dao::find);
        Function<String, AsyncFuture<Void>> send = db.wrapConsumer(CallSitesTest::send);
        Supplier<AsyncFuture<String>> report = db.wrapCallable(dao::report);
        CompletableFuture<User> cf = user;
        ListenableFuture<User> lf = user;

        assertThat(cf.join()).isEqualTo(lf.get()).isEqualTo(new User("user 42"));
        assertThat(Failures.of(done)).isInstanceOf(IOException.class).hasMessage("no user 42");
        assertThat(sent.get()).isNull();
        assertThat(find.apply(7).thenApply(User::name).get()).isEqualTo("user 7");
        assertThat(Failures.of(send.apply(""))).hasMessage("empty");
        assertThat(report.get().get()).isEqualTo("report");
        AsyncStats now = db.stats();
        assertThat(now.submitted()).isEqualTo(6);
        CloseReport end = db.close(Duration.ofSeconds(30));
        assertThat(end.stuck()).isEmpty();
    }

    @Test
    void sink_asShown() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("files", 8)) {
            AsyncSink<ByteBuffer, Integer> upload = db.byteSink(in -> put(in));
            upload.write(ByteBuffer.allocate(100))
                    .thenRun(() -> upload.write(ByteBuffer.allocate(11)))
                    .join();
            AsyncFuture<Integer> response = upload.finish();
            assertThat(response.get()).isEqualTo(111);
            AsyncSink<User, Long> rows = db.sink(iterator -> copyIn(iterator));
            rows.write(new User("row")).join();
            assertThat(rows.finish().join()).isEqualTo(1);
        }
    }

    private static long copyIn(Iterator<User> users) {
        long count = 0;
        for (; users.hasNext(); users.next()) {
            count++;
        }
        return count;
    }

    @Test
    void source_asShown() {
        try (AsyncWrapper db = AsyncWrapper.of("files", 8)) {
            Flow.Publisher<ByteBuffer> export = db.byteSource(out -> out.write(new byte[10]));
            Flow.Publisher<User> users = db.source(consumer -> consumer.accept(DAO.find(1)));
            Collecting<ByteBuffer> bytes = new Collecting<>(1);
            Collecting<User> rows = new Collecting<>(1);
            export.subscribe(bytes);
            users.subscribe(rows);
            assertThat(bytes.ended.join()).containsExactly(ByteBuffer.allocate(10));
            assertThat(rows.ended.join()).containsExactly(new User("user 1"));
        }
    }

    @Test
    void givenExecutor_asShown() {
        ExecutorService existingExecutor = Executors.newCachedThreadPool();
        try (AsyncWrapper mine =
                AsyncWrapper.builder("legacy", 4).executor(existingExecutor).build()) {
            assertThat(mine.call(() -> "row").join()).isEqualTo("row");
        } finally {
            existingExecutor.shutdownNow();
        }
    }

    @Test
    void views_asShown() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 16)) {
            AsyncWrapper hurried = db.within(Duration.ofSeconds(20));
            AsyncWrapper reports = db.limitedTo("reports", 4);
            AsyncWrapper onLoop = db.deliverOn(Runnable::run);
            AsyncWrapper polite = db.uninterruptible();
            AsyncWrapper labelled = db.labelled("findUser");
            ListeningExecutorService guavaStyle = db.asExecutorService();
            for (AsyncWrapper view : List.of(hurried, reports, onLoop, polite, labelled)) {
                assertThat(view.call(() -> DAO.find(1)).join()).isEqualTo(new User("user 1"));
            }
            assertThat(guavaStyle.submit(DAO::report).get()).isEqualTo("report");
        }
    }

    @Test
    void moreControl_asShown() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 16)) {
            AsyncFuture<User> user = db.call(() -> DAO.find(42));
            AsyncFuture<Void> reallyOver = user.stopped();
            AsyncFuture<String> name = user.linked().thenApply(User::name);
            AsyncFuture<StringReader> conn = db.call(() -> new StringReader("")).onDiscarded(StringReader::close);
            AsyncFuture<String> got = db.call(() -> {
                try (var stop = Cancellation.onCancel(() -> send("stop"))) {
                    return stop == null ? "" : DAO.report();
                }
            });
            db.maxConcurrency(32);
            List<RunningCall> who = db.runningCalls();

            assertThat(db.ready().thenApply(ready -> "resumed").join()).isEqualTo("resumed");
            assertThat(reallyOver.join()).isNull();
            assertThat(name.join()).isEqualTo("user 42");
            assertThat(conn.join()).isNotNull();
            assertThat(got.join()).isEqualTo("report");
            assertThat(who).hasSizeLessThanOrEqualTo(3);
            assertThat(AsyncFuture.from(Futures.immediateFuture("guava")).join())
                    .isEqualTo("guava");
            assertThat(AsyncFuture.completed("value").join()).isEqualTo("value");
            assertThat(AsyncFuture.failed(new IOException("no"))).isCompletedExceptionally();
        }
    }

    @Test
    void oneAfterAnother_asShown() {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        List<User> inserted = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            AsyncConsumer<String> audit = db.consumer(log::add, 256);
            AsyncFuture<Void> written = audit.accept("event");
            AsyncFuture<Void> flushed = audit.finish();
            AsyncConsumer<User> rows = db.batchConsumer(inserted::addAll, 500, Duration.ofMillis(10));
            AsyncFuture<Void> row = rows.accept(new User("row"));
            long accountId = 42;
            AsyncFuture<Void> inOrder = db.keyed(accountId).run(() -> log.add("entry"));
            AsyncFuture.allOf(written, flushed, row, inOrder).join();
            assertThat(log).containsExactlyInAnyOrder("event", "entry");
            assertThat(inserted).containsExactly(new User("row"));
        }
    }

    @Test
    @SuppressWarnings("StreamToIterable") // once is what it is for
    void manyElements_asShown() {
        Dao dao = DAO;
        List<Integer> ids = List.of(1, 2, 3);
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            AsyncFuture<List<User>> users = db.mapAll(ids, dao::find);
            AsyncFuture<Long> count = db.forEach(ids, id -> dao.find(id));
            Flow.Publisher<Integer> publisherOfIds = MappingPublisherTest.synchronous(3);
            Flow.Publisher<User> stream = db.map(publisherOfIds, dao::find);
            AsyncFuture<List<Outcome<User>>> some =
                    db.mapping(dao::find).window(100).unordered().settle(ids);
            AsyncFuture<List<User>> streamed = db.mapAll(ids.stream().filter(id -> id > 1)::iterator, dao::find);
            assertThat(users.join()).containsExactly(new User("user 1"), new User("user 2"), new User("user 3"));
            assertThat(count.join()).isEqualTo(3);
            assertThat(Received.of(stream, 10).awaitEnd()).isNull();
            assertThat(some.join()).hasSize(3).allMatch(Outcome::isSuccess);
            assertThat(streamed.join()).hasSize(2);
        }
    }

    @Test
    void files_asShown(@TempDir Path dir) throws IOException {
        Path path = Files.writeString(dir.resolve("config"), "config");
        Path target = dir.resolve("target");
        Path log = dir.resolve("log.java");
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFiles files = AsyncFiles.on(disk);
            AsyncFuture<String> config = files.readString(path);
            assertThat(config.join()).isEqualTo("config");
            AsyncFuture<Path> moved = files.move(path, target, REPLACE_EXISTING);
            assertThat(moved.join()).isEqualTo(target).hasContent("config");
            AsyncFile file = files.open(log, CREATE, WRITE).join();
            AsyncFuture<Void> one = file.write("one\n");
            AsyncFuture<Void> two = file.write("two\n");
            AsyncFuture<Long> copied = file.write(files.chunks(target));
            AsyncFuture<Void> closed = copied.thenCompose(bytes -> file.close());
            AsyncFuture.allOf(one, two, closed).join();
            Flow.Publisher<String> lines = files.lines(log);
            Flow.Publisher<ByteBuffer> chunks = files.chunks(log);
            Flow.Publisher<Path> sources = files.newDirectoryStream(dir, "*.{java,kt}");
            Collecting<String> read = new Collecting<>(10);
            lines.subscribe(read);
            assertThat(read.ended.join()).containsExactly("one", "two", "config");
            Collecting<ByteBuffer> bytes = new Collecting<>(10);
            chunks.subscribe(bytes);
            assertThat(bytes.ended.join()).extracting(ByteBuffer::remaining).containsExactly(14);
            Collecting<Path> found = new Collecting<>(10);
            sources.subscribe(found);
            assertThat(found.ended.join()).containsExactly(log);
        }
    }

    /** As in the Javadoc of {@code AsyncFile}. */
    @Test
    void openFile_asShown(@TempDir Path dir) throws IOException {
        Path path = dir.resolve("a");
        AsyncFile log = AsyncFile.open(path, CREATE, WRITE).join();
        log.write("one\n");
        log.write("two\n");
        AsyncFuture<Void> written = log.close();
        written.join();
        assertThat(path).hasContent("one\ntwo\n");
        AsyncFile source = AsyncFile.open(path).join();
        AsyncFile target = AsyncFile.open(dir.resolve("b"), CREATE, WRITE).join();
        AsyncFuture<Long> copied = target.write(source.chunks());
        assertThat(copied.join()).isEqualTo(8);
        source.close().join();
        target.close().join();
    }
}
