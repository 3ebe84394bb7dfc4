package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.lesson.door.TickerRun.Answer;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Blocked;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Tick;
import io.github.asyncwrap.observe.BlockedLoop;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoryTest {

    @Test
    void reportWithTheWorkOnItsStack_isSeen_howeverDeepItIs() {
        Story story = told(report("java.net.Socket", LateAnswer.class.getName(), TickerRun.class.getName()));
        assertThat(story.isLoopSeenIn(LateAnswer.class)).isTrue();
        assertThat(story.isLoopSeenIn(KeyWalk.class)).isFalse();
    }

    @Test
    void reportOfAnythingElse_isNotTheWork() {
        Story story = told(report(), report("java.lang.ClassLoader", TickerRun.class.getName()));
        assertThat(story.isLoopSeenIn(LateAnswer.class)).isFalse();
        assertThat(new Story().isLoopSeenIn(LateAnswer.class)).isFalse();
    }

    /** What the demo sees in the one mode must not be so in the other, or it would say nothing. */
    @Test
    void loopThatDoesTheWork_isFoundInIt() throws Exception {
        boolean found = false;
        // A complaint that is older than the work stands for all of the blockage. That is rare: once more, then.
        while (!found) {
            found = new TickerRun(TickerRun.Mode.blocking, EventLoop.SHORTEST_PERIOD, line -> {})
                    .run(LateAnswer::new, 1)
                    .isLoopSeenIn(LateAnswer.class);
        }
        assertThat(found).isTrue();
    }

    /** A monitor that has lost its voice must not keep anybody. */
    @Test
    void monitorThatNeverSaysThatItIsOver_isWaitedForNoLongerThanThat() {
        Story story = told(report());
        story.add(new Answer("done", null, EventLoop.THREAD, 1000));
        story.add(new Tick(1, 1500, 1500));
        assertThat(story.isOver(1, Duration.ofNanos(500))).isFalse();
        story.add(new Tick(2, 1501, 1501));
        assertThat(story.isOver(1, Duration.ofNanos(500))).isTrue();
        assertThat(story.isOver(1, Duration.ofNanos(501))).isFalse();
    }

    private static Story told(BlockedLoop... reports) {
        Story story = new Story();
        for (BlockedLoop report : reports) {
            story.add(new Blocked(report, 0));
        }
        return story;
    }

    private static BlockedLoop report(String... classes) {
        List<StackTraceElement> stack = Stream.of(classes)
                .map(name -> new StackTraceElement(name, "anything", null, -1))
                .toList();
        return new BlockedLoop(EventLoop.THREAD, EventLoop.THREAD, Duration.ofMillis(50), stack);
    }
}
