package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** White box: runners that rest, and the one that runs alone. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestingTest {
    private final Door door = new Door(AsyncWrapper.builder("db", 2).maxPending(10_000), Carriers.platform("db"));

    @Test
    void bodyThatBlocks_whileOneRunnerRunsAlone_holdsNobodyUp() {
        for (int round = 0; round < 300; round++) {
            List<Call<?>> calls = new ArrayList<>();
            CountDownLatch opened = new CountDownLatch(1);
            for (int i = 0; i < 500; i++) {
                calls.add(door.root.submit(() -> "row"));
            }
            calls.add(door.root.submit(() -> opened.await(1, HOURS)));
            for (int i = 0; i < 20; i++) {
                calls.add(door.root.submit(() -> "row"));
            }
            calls.add(door.root.submit(() -> {
                opened.countDown();
                return true;
            }));
            calls.forEach(Call::join);
        }
        assertThat(door.roster.stats(door.line).succeeded()).isEqualTo(300 * 522L);
    }
}
