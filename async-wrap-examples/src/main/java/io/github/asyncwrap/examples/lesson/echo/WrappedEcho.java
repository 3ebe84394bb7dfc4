package io.github.asyncwrap.examples.lesson.echo;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Blocking sockets behind an {@link AsyncWrapper}. What its two numbers mean decides how it is written.
 *
 * <p>The <i>limit</i> is how many calls are blocked at one time, each on a thread. Were the service of a client one call
 * ({@code read} and {@code write} until it goes), a client that says nothing would hold a slot, and sixteen of them would be
 * the whole server. Were each {@code read} a call, it would be the same: it is in {@code read} that one waits for a silent
 * client. So nobody waits for what can be watched: a selector watches the silent ones, and a call is made when there is
 * something to read. It reads that, writes it back, and gives its slot to the next. Sixteen threads serve a thousand clients.
 *
 * <p><i>Pending</i> is who has sent something and waits for a slot. A client has one call at most, so as many as there
 * may be clients: with one more the server does not refuse anybody, it does not accept him yet.
 *
 * <p>The bound is the clients that do not <i>read</i>: a call that writes to one blocks. Sixteen of those hold all slots,
 * until their calls have taken {@link #PATIENCE}. Then the call is interrupted, which closes its channel, and the slot is
 * free: nobody is stuck for ever, but all wait so long. The styles before this one watch for writing, too. That is the
 * lesson: the door is for calls that can only block. It bounds them; it does not make them something else.
 */
final class WrappedEcho implements LessonServer {
    /** How many clients are being answered at one time, each by a thread. */
    static final int LIMIT = 16;

    /** How many clients there may be. */
    static final int CLIENTS = 4_096;

    /** How long a client may keep a call from ending, the wait for a slot included. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long PAUSE_MILLIS = 100;

    private final AsyncWrapper door = AsyncWrapper.builder("echo-wrapped-call", LIMIT)
            .maxPending(CLIENTS)
            .timeout(PATIENCE)
            .build();
    private final ServerSocketChannel listener;
    private final int port;
    private final Selector selector;
    private final SelectionKey accepting;
    private final Thread thread = new Thread(this::watch, "echo-wrapped");
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final Queue<SocketChannel> silent = new ConcurrentLinkedQueue<>();
    private boolean acceptFailed;
    private volatile boolean closing;
}
