package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What is shown of a scan: that both ways find the same, and how they differ. */
final class ScanDemo {

    private static final int CONCURRENCY = 8;
    private static final long PATIENCE_SECONDS = 30;

    private final Demo demo;
    private final Timeline timeline;
    private final DemoPorts site;
    private final Duration timeout;
    private final List<Integer> ports;

    ScanDemo(Demo demo, Timeline timeline, DemoPorts site, Duration timeout) {
        this.demo = demo;
        this.timeline = timeline;
        this.site = site;
        this.timeout = timeout;
        this.ports = List.copyOf(site.states().keySet());
    }

    void oneByOne() throws IOException, InterruptedException {
        Watched probe = new Watched("one by one");
        long began = System.nanoTime();
        List<PortScan.Answer> found = new PortScan(probe, () -> {}).oneByOne(ports);
        long nanos = System.nanoTime() - began;
        demo.say("one by one: " + ports.size() + " ports in " + nanos / 1_000_000 + " ms");
        PortScan.report(found).forEach(demo::say);
        demo.see("every port was found to be what it is", isRight(found));
        demo.see(
                "each of the " + site.silent() + " ports that do not answer took its " + timeout.toMillis()
                        + " ms, one after the other",
                probe.most.get() == 1 && nanos >= site.silent() * timeout.toNanos());
    }

    /**
     * Two things are not left to luck. The ports that do not answer wait for one another before they are asked, so that all
     * are asked at once, if that can be. And the lowest open port is asked when all others have been answered.
     */
    void throughDoor() throws IOException, InterruptedException {
        Watched probe = new Watched("door");
        int lowestOpen = site.lowestOpen();
        CountDownLatch silent = new CountDownLatch(site.silent());
        CountDownLatch others = new CountDownLatch(ports.size() - 1);
        AtomicInteger together = new AtomicInteger();
        PortScan scan = new PortScan(
                port -> {
                    if (port == lowestOpen) {
                        others.await();
                    } else if (site.states().get(port) == PortState.FILTERED) {
                        silent.countDown();
                        if (silent.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                            together.incrementAndGet();
                        }
                    }
                    try {
                        return probe.stateOf(port);
                    } finally {
                        others.countDown();
                    }
                },
                () -> {});
        long began = System.nanoTime();
        List<PortScan.Answer> found = scan.throughDoor(ports, CONCURRENCY);
        long nanos = System.nanoTime() - began;
        demo.say("through a door of " + CONCURRENCY + ": " + ports.size() + " ports in " + nanos / 1_000_000 + " ms");
        demo.see(
                "it found the same, and all ports that do not answer were waited for together",
                isRight(found) && together.get() == site.silent());
        demo.see("never more than " + CONCURRENCY + " were asked at once", probe.most.get() <= CONCURRENCY);
        List<Integer> answered = probe.answered();
        demo.see(
                "port " + lowestOpen + " was answered last, and stands in its place in the result",
                answered.get(answered.size() - 1) == lowestOpen
                        && found.get(ports.indexOf(lowestOpen)).port() == lowestOpen);
    }

    private boolean isRight(List<PortScan.Answer> found) {
        return found.stream().map(PortScan.Answer::port).toList().equals(ports)
                && found.stream()
                        .allMatch(answer -> answer.state() == site.states().get(answer.port()));
    }

    /** Connects, and notes how many do at once, and in which order the answers come. */
    private final class Watched implements PortScan.Probe {
        private final PortScan.Probe probe = PortScan.connecting(InetAddress.getLoopbackAddress(), timeout);
        private final String name;
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final List<Integer> answered = Collections.synchronizedList(new ArrayList<>());

        Watched(String name) {
            this.name = name;
        }

        @Override
        public PortState stateOf(int port) throws IOException, InterruptedException {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            long from = timeline.now();
            try {
                PortState state = probe.stateOf(port);
                answered.add(port);
                timeline.until(name + ": " + port, state.word(), from, kind(state));
                return state;
            } finally {
                now.decrementAndGet();
            }
        }

        List<Integer> answered() {
            return List.copyOf(answered);
        }

        private Timeline.Kind kind(PortState state) {
            return switch (state) {
                case OPEN -> Timeline.Kind.GOOD;
                case CLOSED -> Timeline.Kind.WORK;
                case FILTERED -> Timeline.Kind.WAIT;
                case UNREACHABLE, UNKNOWN -> Timeline.Kind.BAD;
            };
        }
    }
}
