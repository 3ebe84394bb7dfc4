package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Cancellation;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Downloads pictures with a client that blocks, and believes in none that it has not checked. */
final class Gallery implements AutoCloseable {

    private static final int KEPT = 64;

    private final HttpUrl url;
    private final OkHttpClient client;
    private final Watch watch;

    /** Is told of each download: by the thread that made it. */
    interface Watch {
        /** What has begun now; what this returns is run when it has ended. */
        Runnable began(Picture picture);
    }

    /**
     * The pictures of a server.
     *
     * @param host where the server is
     * @param port on which it listens
     * @param watch is told of each download
     */
    Gallery(String host, int port, Watch watch) {
        this.url = new HttpUrl.Builder().scheme("http").host(host).port(port).build();
        this.client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(KEPT, 1, TimeUnit.MINUTES))
                .readTimeout(Duration.ZERO) // how long the server takes is its own choice
                .build();
        this.watch = watch;
    }

    /** One after the other: the thread waits for each. */
    List<byte[]> oneByOne(List<Picture> pictures) throws IOException {
        Map<String, String> checksums = checksums();
        List<byte[]> all = new ArrayList<>();
        for (Picture picture : pictures) {
            all.add(download(picture, checksums));
        }
        return all;
    }

    /**
     * Several at once: the same blocking method, as calls of a door. The first failure cancels the others.
     *
     * @return as many as there are pictures, in their order
     */
    List<byte[]> throughDoor(List<Picture> pictures, int concurrency) throws IOException, InterruptedException {
        AsyncWrapper door = AsyncWrapper.builder("gallery", concurrency)
                .maxPending(pictures.size())
                .build();
        try {
            Map<String, String> checksums = door.call(this::checksums).get();
            List<AsyncFuture<byte[]>> downloads = pictures.stream()
                    .map(door.wrapFunction((Picture picture) -> download(picture, checksums)))
                    .toList();
            return Gather.all(downloads).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            CloseReport unused = door.close(Duration.ZERO);
        }
    }

    private byte[] download(Picture picture, Map<String, String> checksums) throws IOException {
        Runnable ended = watch.began(picture);
        try {
            byte[] png = get("pictures/" + picture.name());
            String expected = checksums.get(picture.name());
            if (!Picture.checksum(png).equals(expected)) {
                throw new LessonException(picture.name() + " is damaged: its checksum should be " + expected);
            } else if (!picture.isIn(png)) {
                throw new LessonException(picture.name() + " is not the picture that it should be");
            }
            return png;
        } finally {
            ended.run();
        }
    }

    private Map<String, String> checksums() throws IOException {
        Map<String, String> checksums = new HashMap<>();
        for (String line : new String(get("checksums.txt"), StandardCharsets.UTF_8).split("\n", -1)) {
            String[] parts = line.split("  ", 2);
            if (parts.length == 2) {
                checksums.put(parts[1], parts[0]);
            }
        }
        return checksums;
    }

    @SuppressWarnings("try") // what is only closed is used all the same
    private byte[] get(String path) throws IOException {
        HttpUrl address = url.newBuilder().addPathSegments(path).build();
        Call call = client.newCall(new Request.Builder().url(address).build());
        // An interrupt does not wake a thread that waits for a socket: when the door gives a download up, this does.
        try (Cancellation stop = Cancellation.onCancel(call::cancel);
                Response response = call.execute()) {
            if (!response.isSuccessful()) {
                throw new LessonException(address + " was answered with " + response.code());
            }
            return response.body().bytes();
        } catch (LessonException e) {
            throw e;
        } catch (IOException e) {
            throw new LessonException(address + " could not be downloaded: " + e.getMessage(), e);
        }
    }

    /** Closes the connections that were kept. */
    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
