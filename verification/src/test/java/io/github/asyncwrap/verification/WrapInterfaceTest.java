package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Direct;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code wrapInterface}: what fits, and what its methods do. */
class WrapInterfaceTest {
    private final AsyncWrapper db = AsyncWrapper.of("db", 2);

    @AfterEach
    void close() {
        db.close();
        assertThat(db.stats().running()).isZero();
        assertThat(db.stats().pending()).isZero();
    }

    /** A user. */
    public record User(int id, String name) {}

    /** What blocks. */
    public static class Users {
        final List<Integer> touched = new ArrayList<>();

        public User find(int id) throws IOException {
            if (id < 0) {
                throw new FileNotFoundException("no user " + id);
            }
            return new User(id, "user " + id);
        }

        public User find(String name) {
            return new User(name.length(), name);
        }

        public @Nullable User findOrNull(int id) {
            return null;
        }

        public void touch(int id) {
            touched.add(id);
        }

        public long count(boolean all, char initial, byte b, short s, float f, double d) {
            return (all ? 1 : 0) + initial + b + s + (long) f + (long) d;
        }

        public List<User> findAll(int... ids) {
            return Arrays.stream(ids).mapToObj(id -> new User(id, "many")).toList();
        }

        public <T> T as(Class<T> type) {
            return type.cast("as");
        }

        public <K extends Comparable<K>, V> Map<K, List<V>> group(K key, V value) {
            return Map.of(key, List.of(value));
        }

        public String thread() {
            return Thread.currentThread().getName();
        }

        public String url() throws IOException {
            return "url on " + Thread.currentThread().getName();
        }

        public int[][] matrix(int[][] of, User... users) {
            return of;
        }
    }

    /** The same, asynchronous, in all forms. */
    public interface AsyncUsers {
        AsyncFuture<User> find(int id) throws IOException;

        CompletableFuture<User> find(String name);

        ListenableFuture<User> findOrNull(int id);

        CompletionStage<Void> touch(int id);

        AsyncFuture<Long> count(boolean all, char initial, byte b, short s, float f, double d);

        CompletionStage<List<User>> findAll(int... ids);

        <T> AsyncFuture<T> as(Class<T> type);

        <A extends Comparable<A>, B> AsyncFuture<Map<A, List<B>>> group(A key, B value);

        AsyncFuture<String> thread();

        @Direct
        String url() throws IOException;

        AsyncFuture<int[][]> matrix(int[][] of, User... users);
    }

    @Test
    void methods_inEveryForm_areCallsOfTheDoor() throws Exception {
        Users blocking = new Users();
        AsyncUsers users = db.wrapInterface(AsyncUsers.class, blocking);
        assertThat(users.find(1).get()).isEqualTo(new User(1, "user 1"));
        assertThat(users.find("Ann").get()).isEqualTo(new User(3, "Ann"));
        assertThat(users.findOrNull(7).get()).isNull();
        assertThat(users.touch(9).toCompletableFuture().get()).isNull();
        assertThat(blocking.touched).containsExactly(9);
        assertThat(users.count(true, 'a', (byte) 1, (short) 2, 3f, 4d).get()).isEqualTo(1 + 'a' + 1 + 2 + 3 + 4);
        assertThat(users.findAll(4, 5).toCompletableFuture().get())
                .containsExactly(new User(4, "many"), new User(5, "many"));
        assertThat(users.findAll().toCompletableFuture().get()).isEmpty();
        assertThat(users.as(String.class).get()).isEqualTo("as");
        assertThat(users.group("key", 1).get()).isEqualTo(Map.of("key", List.of(1)));
        assertThat(users.thread().get()).startsWith("db-");
        int[][] matrix = {{1}};
        assertThat(users.matrix(matrix, new User(1, "one"), new User(2, "two")).get())
                .isSameAs(matrix);
        assertThat(db.stats().submitted()).isEqualTo(11);
    }

    @Test
    void direct_runsOnTheCaller() throws IOException {
        AsyncUsers users = db.wrapInterface(AsyncUsers.class, new Users());
        assertThat(users.url()).isEqualTo("url on " + Thread.currentThread().getName());
        assertThat(db.stats().submitted()).isZero();
    }

    @Test
    void direct_throwsWhatTheMethodThrows_asItIs() {
        IOException refused = new IOException("no url");
        AsyncUsers users = db.wrapInterface(AsyncUsers.class, new Users() {
            @Override
            public String url() throws IOException {
                throw refused;
            }
        });
        assertThatThrownBy(users::url).isSameAs(refused);
    }

    /** A proxy hands over the same Method objects each time; whoever calls its handler may have others. */
    @Test
    void handler_calledWithMethodObjectsThatTheProxyDoesNotUse_doesTheSame() throws Throwable {
        AsyncUsers users = db.wrapInterface(AsyncUsers.class, new Users());
        InvocationHandler handler = Proxy.getInvocationHandler(users);
        for (int i = 0; i < 100; i++) { // more than there are methods
            Method find = AsyncUsers.class.getMethod("find", int.class);
            Method url = AsyncUsers.class.getMethod("url");
            assertThat(((AsyncFuture<?>) handler.invoke(users, find, new Object[] {i})).join())
                    .isEqualTo(new User(i, "user " + i));
            assertThat(users.find(i).join()).isEqualTo(new User(i, "user " + i));
            assertThat(handler.invoke(users, url, null)).isEqualTo(users.url());
            assertThat(users.find("Ann").join()).isEqualTo(new User(3, "Ann"));
        }
    }

    @Test
    void exceptions_areTheFutures_asTheyAre() throws IOException {
        AsyncUsers users = db.wrapInterface(AsyncUsers.class, new Users());
        assertThat(Failures.of(users.find(-1)))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("no user -1");
        assertThat(Failures.of(users.as(Integer.class))).isInstanceOf(ClassCastException.class);
        db.close();
        assertThat(Failures.of(users.find(1))).isInstanceOf(AsyncRejectedException.class);
    }

    /** Throws what is neither an Exception nor an Error. */
    public interface Thrower {
        void fail() throws Throwable;
    }

    /** The same, asynchronous. */
    public interface AsyncThrower {
        AsyncFuture<Void> fail();
    }

    @Test
    void bodyThatThrowsAThrowable_failsWithIt() {
        Throwable odd = new Throwable("odd");
        Thrower thrower = () -> {
            throw odd;
        };
        assertThat(Failures.of(db.wrapInterface(AsyncThrower.class, thrower).fail()))
                .isSameAs(odd);
    }

    /** A repository of anything. */
    public interface Repo<T> {
        T load(int id);

        T save(T value);

        List<T> saveAll(List<? extends T> values);

        T[] array(T[] values);
    }

    /** The same, asynchronous. */
    public interface AsyncRepo<T> {
        AsyncFuture<T> load(int id);

        CompletionStage<T> save(T value);

        AsyncFuture<List<T>> saveAll(List<? extends T> values);

        AsyncFuture<T[]> array(T[] values);
    }

    /** Of users. */
    public interface AsyncUserRepo extends AsyncRepo<User> {
        @Override
        AsyncFuture<User> save(User value);
    }

    /** A repository that knows of what it is one. */
    public static class UserRepo implements Repo<User> {
        @Override
        public User load(int id) {
            return new User(id, "loaded");
        }

        @Override
        public User save(User value) {
            return value;
        }

        @Override
        public List<User> saveAll(List<? extends User> values) {
            return List.copyOf(values);
        }

        @Override
        public User[] array(User[] values) {
            return values;
        }
    }

    /** One that has forgotten it when it runs. */
    public static class MapRepo<T> implements Repo<T> {
        private final Map<Integer, T> values = new HashMap<>();

        @Override
        public T load(int id) {
            return Objects.requireNonNull(values.get(id));
        }

        @Override
        public T save(T value) {
            values.put(values.size(), value);
            return value;
        }

        @Override
        public List<T> saveAll(List<? extends T> saved) {
            saved.forEach(this::save);
            return List.copyOf(saved);
        }

        @Override
        public T[] array(T[] given) {
            return given;
        }
    }

    @Test
    void generics_bothSidesSayWhatTheyAreOf_fit() throws Exception {
        AsyncUserRepo repo = db.wrapInterface(AsyncUserRepo.class, new UserRepo());
        checkRepo(repo, "loaded");
        AsyncRepo<User> seenAsWider = repo; // calls the method without the narrower result, and a bridge
        assertThat(seenAsWider.save(new User(3, "wide")).toCompletableFuture().get())
                .isEqualTo(new User(3, "wide"));
    }

    @Test
    void generics_theObjectHasForgotten_fit() throws Exception {
        MapRepo<User> users = new MapRepo<>();
        users.values.put(5, new User(5, "in the map"));
        checkRepo(db.wrapInterface(AsyncUserRepo.class, users), "in the map");
    }

    @Test
    @SuppressWarnings("unchecked") // a class object has no arguments
    void generics_theInterfaceIsRaw_fit() throws Exception {
        AsyncRepo<User> repo = db.wrapInterface(AsyncRepo.class, new UserRepo());
        checkRepo(repo, "loaded");
    }

    private static void checkRepo(AsyncRepo<User> repo, String loaded) throws Exception {
        User user = new User(8, "eight");
        assertThat(repo.load(5).get()).isEqualTo(new User(5, loaded));
        assertThat(repo.save(user).toCompletableFuture().get()).isEqualTo(user);
        assertThat(repo.saveAll(List.of(user)).get()).containsExactly(user);
        assertThat(repo.array(new User[] {user}).get()).containsExactly(user);
    }

    /** Gives more than it promises. */
    public static class Wide {
        @SuppressWarnings("NonApiType") // that is the point
        public ArrayList<String> names() {
            return new ArrayList<>(List.of("name"));
        }

        public Integer number() {
            return 1;
        }

        public Set<?> any() {
            return Set.of();
        }
    }

    /** Promises less. */
    public interface AsyncNarrow {
        CompletionStage<? extends List<? extends CharSequence>> names();

        CompletionStage<Number> number();

        CompletionStage<?> any();
    }

    @Test
    void widerResults_fit() throws Exception {
        AsyncNarrow narrow = db.wrapInterface(AsyncNarrow.class, new Wide());
        assertThat((Object) narrow.names().toCompletableFuture().get()).isEqualTo(List.of("name"));
        assertThat(narrow.number().toCompletableFuture().get()).isEqualTo(1);
        assertThat((Object) narrow.any().toCompletableFuture().get()).isEqualTo(Set.of());
    }

    /** Above. */
    public interface AsyncReader {
        AsyncFuture<String> read();

        default AsyncFuture<String> readTwice() {
            return read().thenCombine(read(), (one, two) -> one + two);
        }

        default String name() {
            return "reader";
        }

        static String staticName() {
            return "static";
        }
    }

    /** Beside. */
    public interface AsyncWriter {
        AsyncFuture<Void> write(String text);
    }

    /** Below. */
    public interface AsyncStore extends AsyncReader, AsyncWriter {
        @Override
        default String name() {
            return "store, above it a " + AsyncReader.super.name() + secret();
        }

        default AsyncFuture<String> replace(String text, int... ignored) {
            return write(text).thenCompose(nothing -> read()).thenApply(read -> read + ignored.length);
        }

        private String secret() {
            return "!";
        }
    }

    /** What blocks; it is not public, but its interface is. */
    public interface Store {
        String read();

        void write(String text);
    }

    private static final class StoreInMemory implements Store {
        private volatile String text = "";

        @Override
        public String read() {
            return text;
        }

        @Override
        public void write(String written) {
            text = written;
        }
    }

    @Test
    void inheritedAndDefaultMethods_run_theDefaultOnesAsTheyAre() throws Exception {
        AsyncStore store = db.wrapInterface(AsyncStore.class, new StoreInMemory());
        assertThat(store.name()).isEqualTo("store, above it a reader!");
        assertThat(store.replace("text", 1, 2, 3).get()).isEqualTo("text3");
        assertThat(store.readTwice().get()).isEqualTo("texttext");
        assertThat(AsyncReader.staticName()).isEqualTo("static");
    }

    @Test
    void lambdasAndProxies_areObjectsAsAnyOther() throws Exception {
        Supplier<String> lambda = () -> "row";
        AsyncSupplier<String> twin = supplier(lambda);
        assertThat(twin.get().get()).isEqualTo("row");
    }

    /** A supplier's twin. */
    public interface AsyncSupplier<T> {
        AsyncFuture<T> get();
    }

    @SuppressWarnings("unchecked") // a class object has no arguments
    private <T> AsyncSupplier<T> supplier(Supplier<T> blocking) {
        return db.wrapInterface(AsyncSupplier.class, blocking);
    }

    /** Redeclares what every object has. */
    public interface AsyncNamed {
        AsyncFuture<String> read();

        @Override
        boolean equals(Object other);

        @Override
        int hashCode();

        @Override
        String toString();
    }

    @Test
    @SuppressWarnings("TruthSelfEquals")
    void equalsHashCodeToString_areOfInterfaceObjectAndWrapper() {
        Store store = new StoreInMemory();
        AsyncNamed one = db.wrapInterface(AsyncNamed.class, store);
        AsyncNamed same = db.wrapInterface(AsyncNamed.class, store);
        assertThat(one).isEqualTo(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one)
                .isNotEqualTo(db.wrapInterface(AsyncReader.class, store))
                .isNotEqualTo(db.wrapInterface(AsyncNamed.class, new StoreInMemory()))
                .isNotEqualTo(db.labelled("other").wrapInterface(AsyncNamed.class, store))
                .isNotEqualTo(store)
                .isNotEqualTo(null);
        assertThat(one.toString())
                .startsWith("AsyncNamed of " + StoreInMemory.class.getName() + "@")
                .contains(" through db (running=0/2, pending=0/1000, open)");
        assertThat(Set.of(one)).contains(same);
    }

    // With a lookup.

    private interface HiddenAsync {
        AsyncFuture<String> read();

        default AsyncFuture<String> twice() {
            return read().thenApply(read -> read + read);
        }
    }

    private static class Hidden {
        @SuppressWarnings("UnusedMethod") // by the twin
        String read() {
            return "hidden";
        }
    }

    @Test
    void hiddenTypes_withALookup_fit() throws Exception {
        HiddenAsync twin = db.wrapInterface(MethodHandles.lookup(), HiddenAsync.class, new Hidden());
        assertThat(twin.twice().get()).isEqualTo("hiddenhidden");
        AsyncUserRepo visible = db.wrapInterface(MethodHandles.lookup(), AsyncUserRepo.class, new UserRepo());
        checkRepo(visible, "loaded");
    }

    @Test
    void hiddenTypes_without_sayWhatToDo() {
        assertThatThrownBy(() -> db.wrapInterface(HiddenAsync.class, new Hidden()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\n  HiddenAsync.read(): read() is not accessible: ")
                .hasMessageContaining("\n  HiddenAsync.twice(): is a default method that is not accessible: ")
                .hasMessageContaining("give a MethodHandles.lookup()");
    }

    // Bad arguments.

    /** Nobody else may implement it. */
    public sealed interface Sealed {
        AsyncFuture<User> find(int id);
    }

    /** The only one. */
    public static final class Only implements Sealed {
        @Override
        public AsyncFuture<User> find(int id) {
            return AsyncFuture.completed(new User(id, "only"));
        }
    }

    @Test
    void badArguments_areRefusedByName() {
        assertThatThrownBy(() -> db.wrapInterface(null, new Users()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("asyncApi");
        assertThatThrownBy(() -> db.wrapInterface(AsyncUsers.class, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("blocking");
        assertThatThrownBy(() -> db.wrapInterface(null, AsyncUsers.class, new Users()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("lookup");
        assertThatThrownBy(() -> db.wrapInterface(Users.class, new Users()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("asyncApi must be an interface that is not sealed, was " + Users.class);
        assertThatThrownBy(() -> db.wrapInterface(Sealed.class, new Users()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("asyncApi must be an interface that is not sealed, was " + Sealed.class);
    }

    // What a class inherits from one that is not public.

    abstract static class Table<T> {
        public T put(T row) {
            return row;
        }

        public final String name() {
            return "table";
        }
    }

    /** Public. */
    public static class Names extends Table<String> {}

    /** The same, asynchronous. */
    public interface AsyncNames {
        AsyncFuture<String> put(String row);

        AsyncFuture<String> name();
    }

    @Test
    void publicMethods_ofASuperclassThatIsNotPublic_fit() {
        AsyncNames names = db.wrapInterface(AsyncNames.class, new Names());
        assertThat(names.put("row").join()).isEqualTo("row");
        assertThat(names.name().join()).isEqualTo("table");
    }
}
