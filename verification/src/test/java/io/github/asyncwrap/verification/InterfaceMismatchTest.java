package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.FluentFuture;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Direct;
import io.github.asyncwrap.Keyed;
import io.github.asyncwrap.Labelled;
import io.github.asyncwrap.Uninterruptible;
import io.github.asyncwrap.Within;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

/** What does not fit: all of it is told at once, each with the method and what would. */
class InterfaceMismatchTest {

    /** What blocks. */
    public static class Users {
        public String find(int id) {
            return "user " + id;
        }

        public String find(long id, boolean lock) {
            return "user " + id;
        }

        public int count() {
            return 0;
        }

        public void touch(int id) {}

        public List<String> names(List<String> of) {
            return of;
        }

        public CompletableFuture<String> later() {
            return CompletableFuture.completedFuture("later");
        }

        public String url() throws IOException {
            return "url";
        }
    }

    /** Nothing of it fits. */
    public interface AsyncUsers {
        AsyncFuture<String> find(String id);

        CompletionStage<Long> count();

        CompletionStage<Integer> touch(int id);

        CompletionStage<List<Integer>> names(List<String> of);

        CompletionStage<List<String>> nmaes(List<String> of);

        CompletionStage<String> later();

        FluentFuture<String> find(int id);

        String find(long id, boolean lock);

        @Direct
        String url();
    }

    private static String[] linesOf(Runnable making) {
        try {
            making.run();
        } catch (IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage()).split("\n");
        }
        throw new AssertionError("fits, but should not");
    }

    @Test
    void mismatches_areAllToldInOneException_inOrder() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(linesOf(() -> db.wrapInterface(AsyncUsers.class, new Users())))
                    .containsExactly(
                            "AsyncUsers does not fit " + Users.class.getName() + ":",
                            "  AsyncUsers.count(): returns CompletionStage<Long>, but count() gives int; "
                                    + "CompletionStage<Integer> would fit (or CompletableFuture, ListenableFuture, AsyncFuture)",
                            "  AsyncUsers.find(String): there is no such method with these parameters; find(int), "
                                    + "find(long, boolean) would fit",
                            "  AsyncUsers.find(int): returns FluentFuture<String>; CompletionStage<String> would fit (or "
                                    + "CompletableFuture, ListenableFuture, AsyncFuture)",
                            "  AsyncUsers.find(long, boolean): returns String, which is no future: "
                                    + "CompletionStage<String> would fit (or CompletableFuture, ListenableFuture, "
                                    + "AsyncFuture), or @Direct if it does not block and may run on the caller",
                            "  AsyncUsers.later(): later() gives CompletableFuture<String>, so it is asynchronous "
                                    + "already: call it as it is (a default method would), or with flatCall if it "
                                    + "blocks before",
                            "  AsyncUsers.names(List<String>): returns CompletionStage<List<Integer>>, but "
                                    + "names(List<String>) gives List<String>; CompletionStage<List<String>> would fit "
                                    + "(or CompletableFuture, ListenableFuture, AsyncFuture)",
                            "  AsyncUsers.nmaes(List<String>): there is no method of that name; with these parameters "
                                    + "there is names(List<String>)",
                            "  AsyncUsers.touch(int): returns CompletionStage<Integer>, but touch(int) gives void; "
                                    + "CompletionStage<Void> would fit (or CompletableFuture, ListenableFuture, AsyncFuture)",
                            "  AsyncUsers.url(): is @Direct, but url() throws IOException: throws IOException would fit");
            assertThat(db.stats().submitted()).isZero();
        }
    }

    /** Policies that cannot be. */
    public interface Policies {
        @Within(0)
        AsyncFuture<String> find(int id);

        @Labelled(" ")
        AsyncFuture<Integer> count();

        AsyncFuture<String> find(@Keyed long id, @Keyed boolean lock);

        @Direct
        @Within(5)
        @Labelled("touch")
        @Uninterruptible
        void touch(@Keyed int id);

        @Direct
        AsyncFuture<List<String>> names(List<String> of);

        @Within(100)
        @Direct
        default String named() {
            return "";
        }
    }

    @Test
    void policiesThatCannotBe_areAmongThem() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(linesOf(() -> db.wrapInterface(Policies.class, new Users())))
                    .containsExactly(
                            "Policies does not fit " + Users.class.getName() + ":",
                            "  Policies.count(): @Labelled must not be blank, was ' '",
                            "  Policies.find(int): @Within must be positive, was 0 MILLISECONDS",
                            "  Policies.find(long, boolean): a call has one key, but 2 parameters are @Keyed: mark one, "
                                    + "of a type whose equals says what belongs together",
                            "  Policies.named(): is a default method and runs as it is, so @Direct, @Within would mean "
                                    + "nothing",
                            "  Policies.names(List<String>): is @Direct and returns a future, but names(List<String>) "
                                    + "gives List<String>: return that, or take @Direct away",
                            "  Policies.touch(int): @Direct runs on the caller, past the door, so @Within, @Labelled, "
                                    + "@Uninterruptible, @Keyed would mean nothing: take one or the other away");
        }
    }

    /** One of two, if it were known of what. */
    public interface AsyncRaw<T> {
        AsyncFuture<Void> put(T value);
    }

    /** Has both. */
    public static class Both {
        public void put(String value) {}

        public void put(Integer value) {}
    }

    /** Says it. */
    public interface AsyncOfStrings extends AsyncRaw<String> {}

    /** Not what it has. */
    public interface AsyncOfLongs extends AsyncRaw<Long> {}

    @Test
    void typeVariables_thatNobodyKnows_mayFitTwo_andThenDoNot() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            firstLine(() -> db.wrapInterface(AsyncRaw.class, new Both()))
                    .startsWith(
                            "  AsyncRaw.put(T): fits more than one method, since type variables are not known here: "
                                    + "put(Integer), put(String). ");
            assertThat(db.wrapInterface(AsyncOfStrings.class, new Both()).put("row"))
                    .succeedsWithin(java.time.Duration.ofSeconds(30));
            firstLine(() -> db.wrapInterface(AsyncOfLongs.class, new Both()))
                    .isEqualTo("  AsyncOfLongs.put(Long): there is no such method with these parameters; put(Integer), "
                            + "put(String) would fit");
        }
    }

    private static AbstractStringAssert<?> firstLine(Runnable making) {
        return assertThat(linesOf(making)[1]);
    }

    // The way back.

    /** What is asynchronous. */
    public static class AsyncSide {
        public AsyncFuture<String> find(int id) {
            return AsyncFuture.completed("user");
        }

        public Future<Integer> count() {
            return AsyncFuture.completed(1);
        }

        public String url() throws IOException {
            return "url";
        }

        public CompletionStage<Void> touch() {
            return AsyncFuture.completed("").thenAccept(text -> {});
        }
    }

    /** Nothing of it fits. */
    public interface Blocking {
        Integer find(int id);

        long count();

        @Direct
        void touch();

        String url();

        AsyncFuture<String> missing();
    }

    /** Nor of this. */
    public interface BlockingToo {
        CompletionStage<String> find(int id);

        @Within(5)
        Integer count();

        @Direct
        String url();

        String touch();
    }

    @Test
    void mismatches_ofTheWayBack() {
        assertThat(linesOf(() -> AsyncWrapper.blockingView(Blocking.class, new AsyncSide())))
                .containsExactly(
                        "Blocking does not fit " + AsyncSide.class.getName() + ":",
                        "  Blocking.count(): returns long, but count() gives Future<Integer>; Integer would fit",
                        "  Blocking.find(int): returns Integer, but find(int) gives AsyncFuture<String>; String would fit",
                        "  Blocking.missing(): there is no method of that name; with these parameters there is count(), "
                                + "touch(), url()",
                        "  Blocking.touch(): is @Direct, but touch() gives CompletionStage<Void>, which has to be waited "
                                + "for: take @Direct away",
                        "  Blocking.url(): url() gives String, which is no future: CompletionStage<String> would fit (or "
                                + "CompletableFuture, ListenableFuture, AsyncFuture), or @Direct to call it as it is");
        assertThat(linesOf(() -> AsyncWrapper.blockingView(BlockingToo.class, new AsyncSide())))
                .containsExactly(
                        "BlockingToo does not fit " + AsyncSide.class.getName() + ":",
                        "  BlockingToo.count(): a blocking view waits for calls that somebody else makes, so @Within "
                                + "would mean nothing",
                        "  BlockingToo.find(int): returns CompletionStage<String>, but a blocking view gives values, "
                                + "not futures",
                        "  BlockingToo.touch(): returns String, but touch() gives CompletionStage<Void>; Void would fit",
                        "  BlockingToo.url(): is @Direct, but url() throws IOException: throws IOException would fit");
    }

    @Test
    void badArguments_ofTheWayBack_areRefusedByName() {
        assertThatThrownBy(() -> AsyncWrapper.blockingView(AsyncSide.class, new AsyncSide()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blockingApi must be an interface that is not sealed, was " + AsyncSide.class);
        assertThatThrownBy(() -> AsyncWrapper.blockingView(Blocking.class, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("async");
    }

    // Two declarations of one method.

    /** Says something. */
    public interface InOrder {
        AsyncFuture<Void> touch(@Keyed int id);
    }

    /** Says nothing. */
    public interface Plainly {
        AsyncFuture<Void> touch(int id);
    }

    /** Which of the two? */
    public interface OrderLast extends Plainly, InOrder {}

    /** Which of the two? */
    public interface OrderFirst extends InOrder, Plainly {}

    /** That is clear. */
    public interface Said extends Plainly, InOrder {
        @Override
        AsyncFuture<Void> touch(@Keyed int id);
    }

    @Test
    void annotations_ofWhichOnlyOneOfTwoDeclarationsHasThem() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            for (Class<?> unclear : List.of(OrderLast.class, OrderFirst.class)) {
                assertThat(linesOf(() -> db.wrapInterface(unclear, new Users())))
                        .containsExactly(
                                unclear.getSimpleName() + " does not fit " + Users.class.getName() + ":",
                                "  " + unclear.getSimpleName()
                                        + ".touch(int): in InOrder it has @Keyed, but in Plainly "
                                        + "it has no annotation, and neither overrides the other: override it in "
                                        + unclear.getSimpleName() + " and say which");
            }
            assertThat(db.wrapInterface(Said.class, new Users()).touch(1).join())
                    .isNull();
        }
    }

    /** Has parameters that equal themselves only. */
    public static class Bytes {
        public void put(byte[] key) {}

        public void putAll(String... keys) {}
    }

    /** Takes them as keys. */
    public interface AsyncBytes {
        AsyncFuture<Void> put(@Keyed byte[] key);

        AsyncFuture<Void> putAll(@Keyed String... keys);
    }

    @Test
    void keys_thatAreArrays() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(linesOf(() -> db.wrapInterface(AsyncBytes.class, new Bytes())))
                    .hasSize(3)
                    .filteredOn(line -> line.contains("@Keyed is on an array, and an array equals itself only"))
                    .hasSize(2);
        }
    }
}
