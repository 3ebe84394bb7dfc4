package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Cancellation;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Which ports of a host are open: asked one after the other, or many at once. Both ask with the same blocking code. */
final class PortScan {

    private final Probe probe;
    private final Runnable progress;

    /** Asks one port, and blocks until the answer is known. */
    interface Probe {
        PortState stateOf(int port) throws IOException, InterruptedException;
    }

    /**
     * A scan.
     *
     * @param probe asks
     * @param progress is run after each port, by the thread that asked
     */
    PortScan(Probe probe, Runnable progress) {
        this.probe = probe;
        this.progress = progress;
    }

    /** The result, in the order of the ports given. */
    record Answer(int port, PortState state) {}

    /**
     * Asks by connecting.
     *
     * @param host to whom
     * @param timeout how long to wait for an answer; less than a system's own limit, which is two minutes or so
     */
    @SuppressWarnings("try") // what is only closed is used all the same
    static Probe connecting(InetAddress host, Duration timeout) {
        return port -> {
            // An interrupt does not wake a thread that connects: when the door gives the port up, this does.
            AtomicBoolean isGivenUp = new AtomicBoolean(); // a socket that cannot connect closes itself, too
            try (Socket socket = new Socket();
                    Cancellation stop = Cancellation.onCancel(() -> {
                        isGivenUp.set(true);
                        socket.close();
                    })) {
                socket.setTcpNoDelay(true); // only now there is a socket: that we may not have one is about no port
                int timeoutMillis = Math.toIntExact(timeout.toMillis());
                return answer(socket, new InetSocketAddress(host, port), timeoutMillis, isGivenUp::get);
            }
        };
    }

    private static PortState answer(
            Socket socket, InetSocketAddress address, int timeoutMillis, BooleanSupplier isGivenUp) throws IOException {
        try {
            socket.connect(address, timeoutMillis);
            return isItself(socket) ? PortState.CLOSED : PortState.OPEN;
        } catch (SocketTimeoutException e) {
            return PortState.FILTERED;
        } catch (SocketException e) {
            if (isGivenUp.getAsBoolean()) {
                throw e; // by us: this is no answer
            }
            return stateAfter(e);
        }
    }

    /** What the failure of an attempt says about the port. One port with an odd answer does not end a scan of thousands. */
    static PortState stateAfter(SocketException failure) {
        if (failure instanceof ConnectException) {
            return PortState.CLOSED;
        }
        // That there is no network has no class of its own.
        boolean isFar = String.valueOf(failure.getMessage()).contains("unreachable");
        return isFar || failure instanceof NoRouteToHostException ? PortState.UNREACHABLE : PortState.UNKNOWN;
    }

    /**
     * Whether nobody else is at the other end. Who asks this machine for a port that is free may get just that port for its
     * own end, and TCP then lets it connect to itself.
     */
    static boolean isItself(Socket socket) {
        return socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress());
    }

    /**
     * Looks a name up.
     *
     * @throws LessonException if there is no such host
     */
    static InetAddress resolve(String host) throws LessonException {
        try {
            if (!host.isBlank()) {
                return InetAddress.getByName(host);
            }
        } catch (UnknownHostException e) {
            throw new LessonException("Cannot scan " + host + ": there is no host of this name", e);
        }
        throw new LessonException("Cannot scan '" + host + "': this is not the name of a host");
    }

    /** Each port when the one before it has been answered. Ports that do not answer take the timeout each. */
    List<Answer> oneByOne(Iterable<Integer> ports) throws IOException, InterruptedException {
        List<Answer> answers = new ArrayList<>();
        for (int port : ports) {
            if (Thread.interrupted()) {
                throw new InterruptedException(); // to connect is no method that would have noticed
            }
            answers.add(ask(port));
        }
        return answers;
    }

    /**
     * As many ports at once as the door has slots. The answers come as they come; {@code mapAll} has them in order, and
     * pulls the next port only when there is room for it: 65,535 of them need no more memory than a few.
     */
    List<Answer> throughDoor(Iterable<Integer> ports, int concurrency) throws IOException, InterruptedException {
        AsyncWrapper door = AsyncWrapper.of("scan", concurrency);
        try {
            return door.mapAll(ports, this::ask).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            // Whatever still runs is not wanted any more: after a failure, or an interrupt.
            CloseReport unused = door.close(Duration.ZERO);
        }
    }

    private Answer ask(int port) throws IOException, InterruptedException {
        try {
            Answer answer = new Answer(port, probe.stateOf(port));
            progress.run();
            return answer;
        } catch (IOException e) {
            throw new LessonException("Port " + port + " cannot be asked: " + e.getMessage(), e);
        }
    }

    /** What there is to say about a scan, a line for each state; for the odd one only if there is any. */
    static List<String> report(List<Answer> answers) {
        Map<PortState, TreeSet<Integer>> byState = new EnumMap<>(PortState.class);
        answers.forEach(answer -> byState.computeIfAbsent(answer.state(), state -> new TreeSet<>())
                .add(answer.port()));
        List<String> lines = new ArrayList<>();
        for (PortState state : PortState.values()) {
            PortSet ports = PortSet.of(byState.getOrDefault(state, new TreeSet<>()));
            if (state == PortState.UNKNOWN && ports.size() == 0) {
                continue;
            }
            lines.add("%-12s%5d%s".formatted(state.word() + ":", ports.size(), ports.size() == 0 ? "" : "  " + ports));
        }
        return lines;
    }
}
