package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The HTTP clients that the server is tested with, by what a test needs of them. */
enum UploadClient {
    OKHTTP {
        @Override
        Answer send(StatsServer server, String method, byte[] body, boolean chunked) throws IOException {
            Request request = new Request.Builder()
                    .url(server.url())
                    .method(method, method.equals("GET") ? null : Bodies.okHttp(body, chunked))
                    .build();
            try (Response response = Clients.OKHTTP.newCall(request).execute()) {
                return new Answer(
                        response.code(),
                        String.valueOf(response.header("Content-Type")),
                        response.body().string());
            }
        }
    },

    JDK {
        @Override
        Answer send(StatsServer server, String method, byte[] body, boolean chunked)
                throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(server.uri())
                    .method(method, Bodies.jdk(body, chunked))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            HttpResponse<String> response = Clients.JDK.send(request, BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        }
    };

    /** The real ones, shared by all tests. */
    private static final class Clients {
        static final OkHttpClient OKHTTP = new OkHttpClient();
        static final HttpClient JDK =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    record Answer(int code, String contentType, String body) {
        UploadStats stats() {
            return UploadStats.fromJson(body);
        }
    }

    abstract Answer send(StatsServer server, String method, byte[] body, boolean chunked)
            throws IOException, InterruptedException;

    Answer put(StatsServer server, byte[] body, boolean chunked) throws IOException, InterruptedException {
        return send(server, "PUT", body, chunked);
    }

    Answer get(StatsServer server) throws IOException, InterruptedException {
        return send(server, "GET", new byte[0], false);
    }
}
