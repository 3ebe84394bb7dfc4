package com.example.upload;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The client of the JDK, used in the way that blocks. */
public final class HttpPut implements Uploader.Client {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri;

    public HttpPut(URI uri) {
        this.uri = uri;
    }

    @Override
    public int put(byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .PUT(BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
