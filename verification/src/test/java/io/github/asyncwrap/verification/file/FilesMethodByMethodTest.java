package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.file.AsyncFiles;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That no method of {@code Files} that touches the disk is without its counterpart, on whichever Java this runs. */
class FilesMethodByMethodTest {
    private static final String BLOCKS =
            "gives an object whose methods block: AsyncFiles.open, lines and chunks do not";

    /** What has no counterpart, and why. */
    private static final Map<String, String> REFUSED = Map.of(
            "newInputStream", BLOCKS,
            "newOutputStream", BLOCKS,
            "newByteChannel", BLOCKS,
            "newBufferedReader", BLOCKS,
            "newBufferedWriter", BLOCKS,
            "getFileAttributeView",
                    "touches no disk, and gives an object whose methods block: readAttributes does not");

    /** What touches the disk and throws no IOException. */
    private static final Set<String> QUIET = Set.of(
            "exists",
            "notExists",
            "isRegularFile",
            "isDirectory",
            "isSymbolicLink",
            "isReadable",
            "isWritable",
            "isExecutable");

    @Test
    void everyMethod_hasItsCounterpartOrIsRefused() {
        assertThat(methods().filter(method -> !REFUSED.containsKey(method.getName()) && counterpart(method) == null))
                .isEmpty();
    }

    @Test
    void everyMethod_isKnown() {
        // A new one that throws no IOException must not slip through.
        assertThat(methods()
                        .filter(method ->
                                !Arrays.asList(method.getExceptionTypes()).contains(IOException.class))
                        .map(Method::getName)
                        .collect(Collectors.toSet()))
                .isEqualTo(Stream.concat(QUIET.stream(), Stream.of("getFileAttributeView"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void refused_areThere() {
        assertThat(methods().map(Method::getName)).containsAll(REFUSED.keySet());
        assertThat(Stream.of(AsyncFiles.class.getMethods()).map(Method::getName))
                .doesNotContainAnyElementsOf(REFUSED.keySet());
    }

    @Test
    void counterparts_giveFuturesOrPublishers() {
        List<Class<?>> results = methods()
                .filter(method -> !REFUSED.containsKey(method.getName()))
                .<Class<?>>map(method -> counterpart(method).getReturnType())
                .distinct()
                .toList();
        assertThat(results).containsExactlyInAnyOrder(AsyncFuture.class, Flow.Publisher.class);
    }

    private static Stream<Method> methods() {
        return Stream.of(java.nio.file.Files.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()));
    }

    @SuppressWarnings("NullAway") // a method without one is what the first test looks for
    private static Method counterpart(Method method) {
        try {
            return AsyncFiles.class.getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException none) {
            return null;
        }
    }
}
