package io.github.asyncwrap.examples;

import java.net.URI;

/**
 * What an {@link UploadServer} is told.
 *
 * @param url the address to listen on; port 0 is any free one
 * @param chunkSize the receive size in bytes, to which the counted pieces of an upload are filled
 * @param maxBytes the size of the largest upload that is accepted
 */
record ServerSettings(URI url, int chunkSize, long maxBytes) {

    /** The address to listen on unless told otherwise, and that of the server a client looks for. */
    static final String DEFAULT_URL = "http://127.0.0.1:8080";

    private static final int HTTP_PORT = 80;

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
