package io.github.asyncwrap.examples;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link UploadServer} is told.
 *
 * @param url the address to listen on; port 0 is any free one
 * @param chunkSize the receive size in bytes, to which the counted pieces of an upload are filled
 * @param maxBytes the size of the largest upload that is accepted
 * @param store the folder that uploads are stored in; null if they are not stored
 */
record ServerSettings(
        URI url, int chunkSize, long maxBytes, @Nullable Path store) {

    /** The address to listen on unless told otherwise, and that of the server a client looks for. */
    static final String DEFAULT_URL = "http://127.0.0.1:8080";

    private static final int HTTP_PORT = 80;

    /** Those of a server that stores nothing. */
    ServerSettings(URI url, int chunkSize, long maxBytes) {
        this(url, chunkSize, maxBytes, null);
    }

    /** The host to listen on: a name, or an address without the brackets that an IPv6 address has in a URL. */
    String host() {
        return url.getHost().replaceAll("[\\[\\]]", "");
    }

    int port() {
        return url.getPort() < 0 ? HTTP_PORT : url.getPort();
    }

    /** The address to listen on with another port. */
    URI withPort(int port) {
        return URI.create("http://" + url.getHost() + ":" + port);
    }
}
