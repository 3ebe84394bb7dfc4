package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PauseTest {
    private final Pause tea = new Pause("tea", new Timeline("pause"), "tea", Duration.ofMillis(1));

    @Test
    void callThatNeverBegins_isTold_whoeverWaitsForIt() {
        assertThatThrownBy(tea::awaitBegun)
                .isInstanceOf(LessonException.class)
                .hasMessage("The call for tea is not on a thread, after 1 ms");
        assertThatThrownBy(tea::end).isInstanceOf(LessonException.class);
        assertThatThrownBy(tea::fail).isInstanceOf(LessonException.class);
        assertThat(tea.hasEnded()).isFalse();
    }

    @Test
    void callThatIsGivenUp_returns() throws Exception {
        tea.giveUp();
        assertThat(tea.call()).isEqualTo("tea");
        tea.end();
        assertThat(tea.hasEnded()).isTrue();
    }
}
