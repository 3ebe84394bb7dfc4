package io.github.asyncwrap.examples.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** When a demo has succeeded. */
class DemoTest {
    private final StringWriter told = new StringWriter();
    private final Demo demo = new Demo(new PrintWriter(told));

    @Test
    void demo_thatHasLookedForNothing_hasNotSucceeded() {
        demo.say("nothing to see here");
        assertThat(demo.isAllSeen()).isFalse();
    }

    @Test
    void demo_succeeds_ifAllWasSeen() {
        demo.see("the one", true);
        demo.see("the other", true);
        assertThat(demo.isAllSeen()).isTrue();
        assertThat(told.toString().lines()).containsExactly("seen: the one", "seen: the other");
    }

    @Test
    void demo_withSomethingNotSeen_fails_whateverIsSeenLater() {
        demo.see("the one", false);
        demo.see("the other", true);
        assertThat(demo.isAllSeen()).isFalse();
        assertThat(told.toString().lines()).containsExactly("NOT SEEN: the one", "seen: the other");
    }
}
