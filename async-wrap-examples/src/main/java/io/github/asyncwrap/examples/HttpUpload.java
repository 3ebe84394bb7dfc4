package io.github.asyncwrap.examples;

import io.github.asyncwrap.testkit.UploadStats;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;

/** An {@link Upload} by an OkHttp call. */
final class HttpUpload implements Upload {

    private static final int CREATED = 201;

    /** More of an answer's text than this is not read: it is quoted in error messages. */
    private static final int ANSWER_LIMIT = 1024;

    private final Call call;

    HttpUpload(Call call) {
        this.call = call;
    }

    @Override
    public UploadStats execute() throws IOException {
        try (Response response = call.execute()) {
            if (response.code() != CREATED) {
                throw new IOException(
                        ("answered " + response.code() + " " + response.message()).strip() + ": " + textOf(response));
            }
            return stats(response.peekBody(ANSWER_LIMIT).string());
        }
    }

    @Override
    public void cancel() {
        call.cancel();
    }

    @Override
    public String toString() {
        return call.request().method() + " " + call.request().url();
    }

    private static UploadStats stats(String json) throws IOException {
        try {
            return UploadStats.fromJson(json);
        } catch (IllegalArgumentException e) {
            throw new IOException("answered 201, but " + e.getMessage(), e);
        }
    }

    /** The status has arrived and tells the main thing: it is not given up for a text that does not. */
    private static String textOf(Response response) {
        try {
            return response.peekBody(ANSWER_LIMIT).string();
        } catch (IOException e) {
            return "(its text was lost: " + UploadException.describe(e) + ")";
        }
    }
}
