package io.github.asyncwrap.examples.lesson.net;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes requests apart by hand: a line, headers, an empty line, a body. Whatever it reads is counted against a limit, and
 * against a deadline: a timeout for each read would begin anew with every byte, so that a client that sends one byte
 * now and then could hold its thread for ever. Here the time left is what the next read gets. For one thread.
 */
final class RequestReader {

    private static final Pattern REQUEST_LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP/(\\d)\\.(\\d)");
    // DOTALL: for a pattern a line may end in more ways than for HTTP, with 0x85 for one, half of a letter in UTF-8.
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)", Pattern.DOTALL);
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})[ \t]*(;.*)?", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("^[^/?]*");
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK_LINE = 256;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final WebLimits limits;
    private final byte[] buffer = new byte[8 * 1024];
    private int position;
    private int end;
    private long deadline;

    /** How many bytes the lines that are being read may still have. */
    private int room;

    private boolean isHead;

    RequestReader(Socket socket, OutputStream out, WebLimits limits) throws IOException {
        this.socket = socket;
        this.out = out;
        this.in = socket.getInputStream();
        this.limits = limits;
    }

    /**
     * Waits until a request begins.
     *
     * @param atMost how long
     * @return false if none came, because the client has nothing to say, or has gone
     */
    boolean awaitBeginning(Duration atMost) throws IOException {
        if (position < end) {
            return true; // the client did not wait for the answer before it sent the next request
        }
        deadline = System.nanoTime() + atMost.toNanos();
        try {
            return fill();
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /**
     * Reads a request that has begun.
     *
     * @throws HttpException if it is malformed, too long, or too slow; where it ends is then unknown
     * @throws IOException if the connection is broken
     */
    WebRequest read() throws IOException, HttpException {
        deadline = System.nanoTime() + limits.deadline().toNanos();
        room = limits.headBytes();
        isHead = false;
        try {
            return readInTime();
        } catch (SocketTimeoutException e) {
            throw new HttpException(
                    408,
                    "the request did not arrive within " + limits.deadline().toMillis() + " ms");
        } catch (EOFException e) {
            throw new HttpException(400, "the request ends in the middle");
        }
    }

    /** Whether the request that was read last, or could not be read, is one whose answer has no body. */
    boolean isHead() {
        return isHead;
    }

    private WebRequest readInTime() throws IOException, HttpException {
        String first = line(414, "the request line is");
        while (first.isEmpty()) {
            first = line(414, "the request line is"); // some clients send an empty line after a body
        }
        isHead = first.startsWith("HEAD ");
        Matcher parts = REQUEST_LINE.matcher(first);
        if (!parts.matches()) {
            throw new HttpException(400, "the first line is not METHOD PATH HTTP/1.1");
        } else if (!parts.group(3).equals("1")) {
            throw new HttpException(505, "this is HTTP/" + parts.group(3) + "; the server speaks HTTP/1");
        }
        boolean modern = !parts.group(4).equals("0");
        String path = path(parts.group(2));
        Map<String, String> headers = headers();
        String host = headers.get("host");
        if ((modern && host == null) || (host != null && host.contains(","))) {
            throw new HttpException(400, "there must be one Host header");
        }
        byte[] body = body(headers, modern);
        boolean keepAlive = modern
                ? !WebRequest.hasWord(headers, "connection", "close")
                : WebRequest.hasWord(headers, "connection", "keep-alive");
        return new WebRequest(parts.group(1), path, headers, WebRequest.text(body), keepAlive);
    }

    private static String path(String target) throws HttpException {
        String path = target;
        if (target.regionMatches(true, 0, "http://", 0, 7)) {
            // As a client writes it that takes the server for a proxy. There may be no path between host and query.
            path = HOST.matcher(target.substring(7)).replaceFirst("");
            path = path.startsWith("/") ? path : "/" + path;
        }
        int query = path.indexOf('?');
        path = PercentCoding.decode(query < 0 ? path : path.substring(0, query));
        if (!path.startsWith("/")) {
            throw new HttpException(400, "the path does not begin with a slash");
        }
        return path;
    }

    private Map<String, String> headers() throws IOException, HttpException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(431, "the headers are"); !line.isEmpty(); line = line(431, "the headers are")) {
            Matcher parts = HEADER.matcher(line);
            if (!parts.matches()) {
                throw new HttpException(400, "a header is not NAME: VALUE");
            }
            headers.merge(
                    parts.group(1).toLowerCase(Locale.ROOT), parts.group(2).strip(), (one, two) -> one + ", " + two);
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers, boolean modern) throws IOException, HttpException {
        String coding = headers.get("transfer-encoding");
        String length = headers.get("content-length");
        if (coding != null && (length != null || !modern)) {
            // Two servers that disagree on where a request ends take the rest for a request that nobody sent.
            throw new HttpException(400, "it is not clear where the body ends");
        } else if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            throw new HttpException(501, "of all transfer codings only chunked is understood");
        } else if (coding == null && length == null) {
            return new byte[0];
        } else if (length != null && !length.matches("\\d+")) {
            throw new HttpException(400, "the Content-Length is not a number");
        } else if (length != null && (length.length() > 18 || Long.parseLong(length) > limits.bodyBytes())) {
            throw tooLarge();
        }
        if (modern && WebRequest.hasWord(headers, "expect", "100-continue")) {
            out.write(CONTINUE); // the client has asked before it sends a body that may be in vain
            out.flush();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (length != null) {
            read(Integer.parseInt(length), body);
        } else {
            readChunks(body);
        }
        return body.toByteArray();
    }

    private void readChunks(ByteArrayOutputStream body) throws IOException, HttpException {
        while (true) {
            room = CHUNK_LINE;
            Matcher parts = CHUNK_SIZE.matcher(line(400, "the line before a chunk is"));
            if (!parts.matches()) {
                throw new HttpException(400, "a chunk has no size");
            }
            long size = Long.parseLong(parts.group(1), 16);
            if (size > limits.bodyBytes() - body.size()) {
                throw tooLarge();
            } else if (size == 0) {
                room = limits.headBytes();
                headers(); // what may come after the last chunk; nobody here asks for it
                return;
            }
            read((int) size, body);
            if (!line(400, "a chunk is").isEmpty()) {
                throw new HttpException(400, "a chunk is longer than it says");
            }
        }
    }

    private HttpException tooLarge() {
        return new HttpException(413, "the body is longer than " + limits.bodyBytes() + " bytes");
    }

    private void read(int bytes, ByteArrayOutputStream to) throws IOException {
        for (int left = bytes; left > 0; ) {
            if (position == end && !fill()) {
                throw new EOFException();
            }
            int piece = Math.min(left, end - position);
            to.write(buffer, position, piece);
            position += piece;
            left -= piece;
        }
    }

    /** A line without its end, which is CR LF, or LF from those who type. */
    private String line(int statusIfTooLong, String whatIsTooLong) throws IOException, HttpException {
        StringBuilder line = new StringBuilder();
        for (char next = character(); next != '\n' && room >= 0; next = character()) {
            line.append(next);
            room--;
        }
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
            line.setLength(length - 1);
        }
        room -= 2; // a line's end counts too, or empty lines could be sent for ever
        if (room < 0) {
            throw new HttpException(statusIfTooLong, whatIsTooLong + " too long");
        }
        if (line.chars().anyMatch(character -> (character < ' ' && character != '\t') || character == 127)) {
            throw new HttpException(400, "there is a control character in a line");
        }
        return line.toString();
    }

    private char character() throws IOException {
        if (position == end && !fill()) {
            throw new EOFException();
        }
        return (char) (buffer[position++] & 0xff);
    }

    /** False at the end of what the client sends. */
    private boolean fill() throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left / 1_000_000 + 1));
        position = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
