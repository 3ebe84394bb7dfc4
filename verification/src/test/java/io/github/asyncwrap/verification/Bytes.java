package io.github.asyncwrap.verification;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Random bytes, and random ways to write and to read them. */
final class Bytes {
    private static final int[] WINDOWS = {1, 7, 100, 4096, 64 * 1024};

    private Bytes() {}

    /** Not too many for the window: each time that it is full two threads take turns. */
    static byte[] random(Random random, int window) {
        int most = random.nextInt(4) == 0 ? 300_000 : 20_000;
        byte[] data = new byte[random.nextInt(Math.min(most, 200 * window))];
        random.nextBytes(data);
        return data;
    }

    static int window(Random random) {
        return WINDOWS[random.nextInt(WINDOWS.length)];
    }

    /** Nothing, one, a few, or more than a window. */
    static int size(Random random, int window, int atMost) {
        int size = switch (random.nextInt(6)) {
            case 0 -> random.nextInt(2);
            case 1 -> random.nextInt(50);
            case 2 -> window + random.nextInt(window) + 1;
            default -> 1 + random.nextInt(10_000);
        };
        return Math.min(size, atMost);
    }

    /** A part of an array, in a buffer of some kind. */
    static ByteBuffer chunk(Random random, byte[] data, int from, int size) {
        return switch (random.nextInt(4)) {
            case 0 -> ByteBuffer.wrap(data, from, size);
            case 1 -> ByteBuffer.wrap(data, from, size).slice();
            case 2 -> ByteBuffer.wrap(data, from, size).asReadOnlyBuffer();
            default -> ByteBuffer.allocateDirect(size).put(data, from, size).flip();
        };
    }

    /** Writes from the array, in pieces of any size, in any way; the array that is given away is scrambled afterwards. */
    static void writeOddly(OutputStream out, byte[] data, Random random, int window) throws IOException {
        for (int at = 0; at < data.length; ) {
            int size = size(random, window, data.length - at);
            switch (random.nextInt(3)) {
                case 0 -> {
                    out.write(data[at]);
                    size = 1;
                }
                case 1 -> {
                    byte[] again = Arrays.copyOfRange(data, at, at + size);
                    out.write(again);
                    Arrays.fill(again, (byte) 0);
                }
                default -> out.write(data, at, size);
            }
            at += size;
            if (random.nextInt(10) == 0) {
                out.flush();
            }
        }
    }

    /**
     * Reads in any way.
     *
     * @param to has what was read also if this throws
     * @param enough after how many bytes it may stop
     * @return whether it has seen the end
     */
    static boolean readOddly(InputStream in, ByteArrayOutputStream to, Random random, int enough) throws IOException {
        while (to.size() < enough) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    int one = in.read();
                    if (one < 0) {
                        return true;
                    }
                    to.write(one);
                }
                case 1 -> to.write(in.readNBytes(random.nextInt(100_000)));
                case 2 -> to.write(in.readNBytes(in.available()));
                case 3 -> {
                    byte[] bytes = new byte[1 + random.nextInt(5_000)];
                    to.write(bytes, 0, in.readNBytes(bytes, 0, bytes.length));
                }
                case 4 -> {
                    if (random.nextInt(20) == 0) {
                        in.transferTo(to);
                        return true;
                    }
                }
                case 5 -> {
                    if (random.nextInt(20) == 0) {
                        to.write(in.readAllBytes());
                        return true;
                    }
                }
                default -> {
                    byte[] bytes = new byte[1 + random.nextInt(50_000)];
                    int read = in.read(bytes, 0, bytes.length);
                    if (read < 0) {
                        return true;
                    }
                    to.write(bytes, 0, read);
                }
            }
        }
        return false;
    }
}
