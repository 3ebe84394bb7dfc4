package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.LessonServer;
import io.github.asyncwrap.examples.lesson.ServerLesson;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What does a program do while a server takes its time? With a client that blocks: nothing, once for each picture. The
 * server, though, would have been glad to work on several at once. Nothing needs to be changed in the client for that: its
 * blocking method becomes the body of a call, the door has as many of them under way as it has slots, and what comes
 * back is a list in the order that was asked for.
 */
@Command(
        name = "gallery",
        description = {
            "Downloads pictures from a server that takes its time: one by one, then several at once.",
            "With --demo both are timed, and every picture is checked. By hand it is the server, for a browser: look how"
                    + " the pictures come, a few at a time."
        })
public final class GalleryLesson extends ServerLesson {

    @Option(
            names = "--pictures",
            paramLabel = "N",
            converter = OptionTypes.Concurrency.class,
            description = "How many pictures there are (default: ${DEFAULT-VALUE}).")
    private int pictures = 12;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            converter = OptionTypes.Time.class,
            description = "How long the server takes for each (default: 100ms).")
    private Duration delay = Duration.ofMillis(100);

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            converter = OptionTypes.Concurrency.class,
            description = "With --demo: how many are downloaded at once, 64 at most (default: ${DEFAULT-VALUE}).")
    private int concurrency = 6;

    @Override
    protected LessonServer start(InetSocketAddress address, PrintWriter out) throws IOException {
        return new PictureServer(address, pictures, delay);
    }

    @Override
    protected String hint(String host, int port) {
        String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        return url + "/ in a browser, or curl -O " + url + "/pictures/picture-1.png";
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        if (concurrency > PictureServer.CONNECTIONS) {
            throw misused("--concurrency: the server has " + PictureServer.CONNECTIONS + " threads");
        }
        InetAddress here = InetAddress.getLoopbackAddress();
        Timeline timeline = new Timeline("gallery: one by one, then " + concurrency + " at once");
        List<Picture> wanted =
                IntStream.rangeClosed(1, pictures).mapToObj(Picture::new).toList();
        try (PictureServer server = new PictureServer(new InetSocketAddress(here, 0), pictures, delay)) {
            warmUp(here, server);
            long began = System.nanoTime();
            List<byte[]> first;
            try (Gallery gallery = new Gallery(here.getHostAddress(), server.port(), watch("one by one", timeline))) {
                first = gallery.oneByOne(wanted);
            }
            long oneByOne = System.nanoTime() - began;
            int alone = server.mostAtOnce();

            int together = Math.min(concurrency, pictures);
            server.meetFirst(together); // or a slow machine might have answered one before the next is asked for
            began = System.nanoTime();
            List<byte[]> second;
            try (Gallery gallery = new Gallery(here.getHostAddress(), server.port(), watch("door", timeline))) {
                second = gallery.throughDoor(wanted, concurrency);
            }
            long throughDoor = System.nanoTime() - began;
            int most = server.mostAtOnce();

            demo.say("%-12s%5d pictures  %6d ms".formatted("one by one:", first.size(), oneByOne / 1_000_000));
            demo.say("%-12s%5d pictures  %6d ms"
                    .formatted("door of " + concurrency + ":", second.size(), throughDoor / 1_000_000));
            demo.see(
                    "one by one the server had " + alone + " in hand, and its delays added up",
                    alone == 1 && oneByOne >= pictures * delay.toNanos());
            demo.see("through the door it had " + most + " in hand at once", most == together);
            demo.see(
                    "both ways brought the same pictures, in order, each checked pixel by pixel",
                    first.size() == pictures && Arrays.deepEquals(first.toArray(), second.toArray()));
        }
        demo.draw(timeline.svg());
    }

    /** Downloads one picture, and forgets it: that Java has to find and load its classes first would count for one side only. */
    private static void warmUp(InetAddress here, PictureServer server) throws IOException {
        try (Gallery gallery = new Gallery(here.getHostAddress(), server.port(), picture -> () -> {})) {
            List<byte[]> unused = gallery.oneByOne(List.of(new Picture(1)));
        }
    }

    private static Gallery.Watch watch(String name, Timeline timeline) {
        return picture -> {
            long from = timeline.now();
            return () -> timeline.until(name + ": " + picture.number(), picture.name(), from, Timeline.Kind.GOOD);
        };
    }
}
