package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** In virtual time, so that the pictures are always the same. */
@Timeout(60)
class RecorderTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final DeterministicCarrier carrier = DeterministicCarrier.step();
    private final Recorder recorder = Recorder.create(carrier);

    private AsyncWrapper wrapper(Recorder listener) {
        return AsyncWrapper.builder("db", 1)
                .maxPending(2)
                .carrier(carrier)
                .listener(listener)
                .build();
    }

    private AsyncFuture<Void> sleep(AsyncWrapper db, int seconds) {
        return db.run(() -> carrier.sleep(Duration.ofSeconds(seconds)));
    }

    /** One that succeeds, one that times out and runs on, one that waits, one that is refused. */
    private void play() throws Exception {
        try (AsyncWrapper db = wrapper(recorder)) {
            AsyncFuture<Void> quick = sleep(db.labelled("quick"), 2);
            AsyncFuture<Void> stubborn = db.within(Duration.ofMillis(3_990)).run(() -> {
                long end = carrier.elapsed().plusSeconds(4).toNanos();
                carrier.await(() -> carrier.elapsed().toNanos() >= end
                        || Thread.currentThread().isInterrupted());
                boolean ignored = Thread.interrupted();
                carrier.sleep(SECOND.multipliedBy(2));
            });
            AsyncFuture<Void> last = sleep(db, 4);
            AsyncFuture<Void> refused = sleep(db.labelled("one <too> many"), 1);
            for (AsyncFuture<Void> each : List.of(quick, stubborn, last, refused)) {
                carrier.await(() -> each.stopped().isDone());
            }
        }
    }

    @Test
    void timeline_drawsEachCall() throws Exception {
        play();
        // How the engine rounds deadlines, and which of its threads it takes, is its own business.
        String timeline =
                recorder.timeline().replaceAll("99\\d\\.\\d+ ms", "99x ms").replaceAll("thread-\\d+", "thread-N");
        assertThat(timeline).isEqualTo("""
                4 calls in 999x ms (. pending, # running, ~ running on after the outcome, x never ran)
                #1 db/quick          |############                                                | succeeded, pending 0 ms, ran 2000 ms, on thread-N
                #2 db                |............############~~~~~~~~~~~~                        | timed out, pending 2000 ms, ran 199x ms, then its body went on for 2000 ms, on thread-N
                #3 db                |....................................####################### | succeeded, pending 599x ms, ran 4000 ms, on thread-N
                #4 db/one <too> many |x                                                           | rejected, full, pending 0 ms
                """);
    }

    @Test
    void svg_hasARowForEachCall() throws Exception {
        play();
        Document svg = parse(recorder.svg());
        NodeList rows = svg.getElementsByTagName("g");
        assertThat(rows.getLength()).isEqualTo(4);
        assertThat(rows.item(3).getTextContent()).contains("#4 db/one <too> many");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .startsWith("#1 db/quick: succeeded, pending 0 ms, ran 2000 ms, on thread-");
        // The picture is as wide as the time: the first body ran for 2 of 10 seconds.
        Element bar =
                (Element) ((Element) rows.item(0)).getElementsByTagName("rect").item(0);
        assertThat(Double.parseDouble(bar.getAttribute("width"))).isBetween(130.0, 150.0);
    }

    @Test
    void svg_labelThatIsNoXml_isDrawnAllTheSame() throws Exception {
        try (AsyncWrapper db = wrapper(recorder)) {
            sleep(db.labelled("bell \u0007 & \"quotes\""), 1).join();
        }
        assertThat(parse(recorder.svg()).getElementsByTagName("g").item(0).getTextContent())
                .contains("bell ? & \"quotes\"");
    }

    @Test
    void timeline_labelOfTwoLines_isDrawnInOne() {
        try (AsyncWrapper db = wrapper(recorder)) {
            sleep(db.labelled("two\nlines"), 1).join();
        }
        assertThat(recorder.timeline()).contains("\n#1 db/two lines |").hasLineCount(2);
    }

    /** The row's title tells all of it. */
    @Test
    void svg_longLabel_endsBeforeTheLines() throws Exception {
        String label = "x".repeat(300);
        try (AsyncWrapper db = wrapper(recorder)) {
            sleep(db.labelled(label), 1).join();
        }
        Element row = (Element) parse(recorder.svg()).getElementsByTagName("g").item(0);
        assertThat(row.getElementsByTagName("title").item(0).getTextContent()).contains(label);
        assertThat(row.getElementsByTagName("text").item(0).getTextContent())
                .startsWith("#1 db/xxx")
                .endsWith("x…")
                .hasSize(60);
        assertThat(Double.parseDouble(
                        ((Element) row.getElementsByTagName("rect").item(0)).getAttribute("x")))
                .isGreaterThan(60 * 6.5);
    }

    /** A tick's text is centered on its line. */
    @Test
    void svg_lastTick_isWithinThePicture() throws Exception {
        play();
        Document svg = parse(recorder.svg());
        NodeList texts = svg.getElementsByTagName("text");
        double right = 0;
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            if (text.getAttribute("text-anchor").equals("middle")) {
                double half = text.getTextContent().length() * 6.5 / 2;
                right = Math.max(right, Double.parseDouble(text.getAttribute("x")) + half);
            }
        }
        assertThat(right)
                .isBetween(720.0, Double.parseDouble(svg.getDocumentElement().getAttribute("width")));
    }

    @Test
    void callThatGoesOn_isDrawnUpToNow() {
        try (AsyncWrapper db = wrapper(recorder)) {
            AsyncFuture<Void> call = sleep(db, 10);
            carrier.advance(SECOND);
            assertThat(recorder.timeline()).contains("goes on, pending 0 ms, ran 1000 ms, on thread-");
            call.join();
        }
    }

    @Test
    void moreCallsThanItKeeps_areCounted() {
        Recorder small = recorder.keeping(2);
        try (AsyncWrapper db = wrapper(small)) {
            for (int i = 0; i < 5; i++) {
                sleep(db, 1).join();
            }
        }
        assertThat(small.timeline())
                .startsWith("2 calls in 2000 ms, and 3 more not kept")
                .hasLineCount(3);
        assertThat(small).hasToString("Recorder[2 of 5 calls]");
    }

    @Test
    void nothingRecorded_isATitleOnly() throws Exception {
        assertThat(recorder.timeline()).startsWith("0 calls in 0 ms");
        assertThat(parse(recorder.svg()).getElementsByTagName("g").getLength()).isZero();
    }

    @Test
    void keepingNothing_isRefused() {
        assertThatThrownBy(() -> recorder.keeping(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxCalls must be at least 1, but was 0");
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
