package io.github.asyncwrap.examples.lesson.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A chat server in a process of its own, with quick hashes; it prints its port. */
public final class ServerToKill {
    private ServerToKill() {}

    public static void main(String[] args) throws Exception {
        ChatSettings settings = ChatSettings.of(Path.of(args[0]), System.err::println);
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ChatServer server = ChatServer.start(anyPort, settings.with(new Pbkdf2(1)))) {
            System.out.println(server.port());
            server.awaitStopped();
        }
    }

    /** Starts it, with its port as the first line that it prints. */
    static Process start(Path folder) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return new ProcessBuilder(java, "-cp", classPath, ServerToKill.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
