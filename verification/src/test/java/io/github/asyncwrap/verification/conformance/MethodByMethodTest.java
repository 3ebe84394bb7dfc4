package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListeningExecutorService;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That no method of a contract is without a test, on whichever Java this runs. */
class MethodByMethodTest {

    @Test
    void completableFuture_everyPublicMethod_hasATest() {
        Set<String> covered = covered(
                ReadingTest.class,
                StateNowTest.class,
                CompletingTest.class,
                CompletingLaterTest.class,
                ConversionTest.class,
                StaticsTest.class);
        StageMethod.all()
                .map(StageMethod::method)
                .map(MethodByMethodTest::signature)
                .forEach(covered::add);
        assertThat(covered).containsAll(methods(CompletionStage.class)).containsAll(methods(CompletableFuture.class));
        if (Runtime.version().feature() >= 19) {
            assertThat(methods(CompletableFuture.class)).containsExactlyElementsOf(covered);
        }
    }

    @Test
    void listeningExecutorService_everyPublicMethod_hasATest() {
        Set<String> covered = covered(
                ExecutorSubmitTest.class,
                ExecutorInvokeAllTest.class,
                ExecutorInvokeAnyTest.class,
                ExecutorShutdownTest.class,
                ExecutorCloseTest.class);
        assertThat(covered).containsAll(methods(ListeningExecutorService.class));
        if (Runtime.version().feature() >= 19) {
            assertThat(methods(ListeningExecutorService.class)).containsExactlyElementsOf(covered);
        }
    }

    /** The methods that the tests of these classes say they are about. */
    static Set<String> covered(Class<?>... tests) {
        return Stream.of(tests)
                .flatMap(test -> Stream.of(test.getDeclaredMethods()))
                .map(test -> test.getAnnotation(Covers.class))
                .filter(covers -> covers != null)
                .flatMap(covers -> Stream.of(covers.value()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a type declares and inherits, but for the methods that every object has and it does not override. */
    static Set<String> methods(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(MethodByMethodTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        return method.getName()
                + Stream.of(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
