package io.github.asyncwrap.examples.lesson.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.asyncwrap.examples.lesson.LessonServer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every style of the echo server against what is asked of it. */
class EchoConformanceTest {

    @ParameterizedTest
    @MethodSource("pointsThatHold")
    void point_ofAStyle_holds(EchoStyle style, EchoConformance point) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (LessonServer server = start(style, 0)) {
            point.holds(server);
        }
        EchoConformance.assertNoThreadIsLeft(before);
    }

    @ParameterizedTest
    @MethodSource("pointsThatFail")
    void point_thatAStyleIsMeantToFail_failsAsMeant(EchoStyle style, EchoConformance point) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (LessonServer server = start(style, 0)) {
            point.fails(server);
        }
        EchoConformance.assertNoThreadIsLeft(before);
    }

    @ParameterizedTest
    @MethodSource("styles")
    void start_onAPortThatIsTaken_throwsAndLeavesNothing(EchoStyle style) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (LessonServer server = start(style, 0)) {
            Set<Thread> meanwhile = Thread.getAllStackTraces().keySet();
            assertThatThrownBy(() -> start(style, server.port())).isInstanceOf(BindException.class);
            EchoConformance.assertNoThreadIsLeft(meanwhile);
            try (EchoClient client = new EchoClient(server.port())) {
                assertThat(client.ask(new byte[] {1})).containsExactly(1);
            }
        }
        EchoConformance.assertNoThreadIsLeft(before);
    }

    private static LessonServer start(EchoStyle style, int port) throws Exception {
        return style.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static Stream<EchoStyle> styles() {
        return Arrays.stream(EchoStyle.values()).filter(EchoStyle::isAvailable);
    }

    static Stream<Arguments> pointsThatHold() {
        return points(false);
    }

    static Stream<Arguments> pointsThatFail() {
        return points(true);
    }

    private static Stream<Arguments> points(boolean failing) {
        return styles().flatMap(style -> Arrays.stream(EchoConformance.values())
                .filter(point -> EchoConformance.notOf(style).contains(point) == failing)
                .map(point -> arguments(style, point)));
    }
}
