package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * There and back: a blocking view of the asynchronous twin of an object does what the object does, for random calls with
 * arguments of all types.
 */
class InterfaceRandomTest {
    private static final int CALLS = 3_000;

    /** What blocks. */
    public interface Everything<E extends Comparable<E>> {
        boolean aBoolean(boolean value);

        byte aByte(byte value);

        short aShort(short value);

        char aChar(char value);

        int anInt(int value);

        long aLong(long value);

        float aFloat(float value);

        double aDouble(double value);

        String text(@Nullable String value);

        int[] ints(int... values);

        E element(E value);

        List<? extends E> elements(List<? extends E> values, E another);

        <T> T any(T value, Class<T> type, long l, double d);

        void nothing(Object... values);

        int overloaded(int value);

        long overloaded(long value);

        String overloaded(Integer value);

        String overloaded(Object value);
    }

    /** The same, asynchronous. */
    public interface AsyncEverything<E extends Comparable<E>> {
        AsyncFuture<Boolean> aBoolean(boolean value);

        CompletionStage<Byte> aByte(byte value);

        CompletableFuture<Short> aShort(short value);

        AsyncFuture<Character> aChar(char value);

        AsyncFuture<Integer> anInt(int value);

        AsyncFuture<Long> aLong(long value);

        AsyncFuture<Float> aFloat(float value);

        AsyncFuture<Double> aDouble(double value);

        AsyncFuture<String> text(@Nullable String value);

        AsyncFuture<int[]> ints(int... values);

        AsyncFuture<E> element(E value);

        AsyncFuture<List<? extends E>> elements(List<? extends E> values, E another);

        <V> AsyncFuture<V> any(V value, Class<V> type, long l, double d);

        AsyncFuture<Void> nothing(Object... values);

        AsyncFuture<Integer> overloaded(int value);

        AsyncFuture<Long> overloaded(long value);

        AsyncFuture<String> overloaded(Integer value);

        AsyncFuture<String> overloaded(Object value);
    }

    /** Of strings. */
    public interface Strings extends Everything<String> {}

    /** The same, asynchronous. */
    public interface AsyncStrings extends AsyncEverything<String> {}

    /** Answers with a description of the call where it can, else with a value that depends on it. */
    private static Strings echo() {
        return (Strings) Proxy.newProxyInstance(
                InterfaceRandomTest.class.getClassLoader(), new Class<?>[] {Strings.class}, (self, method, given) -> {
                    Object first = given == null ? null : given[0];
                    String call =
                            method.getName() + Arrays.toString(method.getParameterTypes()) + Arrays.deepToString(given);
                    if (Math.floorMod(call.hashCode(), 7) == 0) {
                        throw new IllegalStateException(call);
                    }
                    return method.getReturnType() == String.class
                            ? call
                            : method.getReturnType() == void.class ? null : first;
                });
    }

    @Test
    void thereAndBack_isAsWithoutTheWay() throws Exception {
        Strings plain = echo();
        Random random = new Random(11);
        List<Method> methods = Arrays.stream(Strings.class.getMethods())
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            Strings back = AsyncWrapper.blockingView(Strings.class, db.wrapInterface(AsyncStrings.class, plain));
            for (int i = 0; i < CALLS; i++) {
                Method method = methods.get(random.nextInt(methods.size()));
                Object[] arguments = Arrays.stream(method.getParameterTypes())
                        .map(type -> valueOf(type, random))
                        .toArray();
                assertThat(outcome(method, back, arguments))
                        .as("call %d: %s%s", i, method, Arrays.deepToString(arguments))
                        .isEqualTo(outcome(method, plain, arguments));
            }
            assertThat(db.stats().submitted()).isEqualTo(CALLS);
        }
    }

    private static @Nullable Object outcome(Method method, Object target, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            return String.valueOf(thrown.getCause());
        }
    }

    private static @Nullable Object valueOf(Class<?> type, Random random) {
        if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == byte.class) {
            return (byte) random.nextInt();
        } else if (type == short.class) {
            return (short) random.nextInt();
        } else if (type == char.class) {
            return (char) random.nextInt();
        } else if (type == int.class || type == Integer.class) {
            return random.nextInt();
        } else if (type == long.class) {
            return random.nextLong();
        } else if (type == float.class) {
            return random.nextFloat();
        } else if (type == double.class) {
            return random.nextDouble();
        } else if (type == int[].class) {
            return random.ints(random.nextInt(4)).toArray();
        } else if (type == List.class) {
            return List.of("a" + random.nextInt(), "b");
        } else if (type == Class.class) {
            return Object.class;
        } else if (type == Object[].class) {
            return new Object[] {random.nextInt(), "object"};
        }
        return random.nextInt(5) == 0 ? null : "text " + random.nextInt();
    }
}
