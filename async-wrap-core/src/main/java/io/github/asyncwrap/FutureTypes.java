package io.github.asyncwrap;

import com.google.common.primitives.Primitives;
import com.google.common.reflect.TypeToken;
import com.google.common.util.concurrent.ListenableFuture;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The types that say "a result to come". */
final class FutureTypes {
    /** What an AsyncFuture can be returned as, the widest first. */
    private static final List<Class<?>> GIVEN =
            List.of(CompletionStage.class, CompletableFuture.class, ListenableFuture.class, AsyncFuture.class);

    private FutureTypes() {}

    static boolean isGiven(Class<?> raw) {
        return GIVEN.contains(raw);
    }

    static boolean isFuture(Class<?> raw) {
        return CompletionStage.class.isAssignableFrom(raw) || Future.class.isAssignableFrom(raw);
    }

    /** What a future of a type gives; null if the type does not say. */
    static @Nullable Type element(Type future) {
        Class<?> raw = TypeToken.of(future).getRawType();
        Type said = isGiven(raw) ? future : supertype(future, raw);
        if (!(said instanceof ParameterizedType generic)) {
            return null;
        }
        Type argument = generic.getActualTypeArguments()[0];
        return argument instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : argument;
    }

    @SuppressWarnings("unchecked") // the raw type is one of it
    private static Type supertype(Type future, Class<?> raw) {
        TypeToken<Object> token = (TypeToken<Object>) TypeToken.of(future);
        Class<?> base = CompletionStage.class.isAssignableFrom(raw) ? CompletionStage.class : Future.class;
        return token.getSupertype((Class<Object>) base).getType();
    }

    /** What an asynchronous method may return for a blocking one. */
    static String wouldFit(Type result) {
        return "CompletionStage<" + TypeNames.of(boxed(result))
                + "> would fit (or CompletableFuture, ListenableFuture, AsyncFuture)";
    }

    /** That of a primitive, Void of void, and any other type itself. */
    static Type boxed(Type type) {
        return type instanceof Class<?> raw ? Primitives.wrap(raw) : type;
    }
}
