package com.example.upload;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.time.Duration;

/** Uploads through a client that blocks. */
public final class Uploader {

    /** What blocks until the server has answered. */
    public interface Client {
        /** Returns the status of the answer. */
        int put(byte[] body) throws Exception;
    }

    private final AsyncWrapper http;
    private final Client client;

    public Uploader(AsyncWrapper http, Client client) {
        this.http = http.within(Duration.ofSeconds(30));
        this.client = client;
    }

    /** Completes when the server has the body; fails if it has not taken it. */
    public AsyncFuture<Integer> upload(byte[] body) {
        return http.labelled("upload").call(() -> {
            int status = client.put(body);
            if (status >= 400) {
                throw new IllegalStateException("the server answered " + status);
            }
            return status;
        });
    }
}
