package io.github.asyncwrap.examples;

import io.github.asyncwrap.testkit.UploadStats;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The obvious way to use a function that pulls from a consumer that is pushed, kept to show that it is wrong: every
 * {@link #write} is an upload of its own. Each of them succeeds; {@link #close} answers the stats of the last one, whose
 * MD5 is that of the last chunk, and whose count of requests gives the mistake away.
 *
 * <p>An interrupt is not noticed here before the upload under way has ended.
 */
final class WrongConsumer implements Consumer {

    private final Uploader uploader;
    private long bytes;
    private @Nullable UploadStats last;
    private @Nullable IOException failure;
    private boolean closed;

    WrongConsumer(Uploader uploader) {
        this.uploader = uploader;
    }

    @Override
    public void write(byte[] chunk) {
        if (closed) {
            throw new IllegalStateException("The body has ended: nothing can be written after close");
        }
        upload(chunk);
    }

    @Override
    public UploadStats close() {
        closed = true;
        return last == null || failure != null ? upload(new byte[0]) : last;
    }

    private UploadStats upload(byte[] chunk) {
        ByteArrayInputStream body = new ByteArrayInputStream(chunk);
        Upload upload = uploader.upload(body);
        try {
            if (failure != null) {
                throw failure;
            }
            UploadStats answer = upload.execute();
            last = answer;
            bytes += chunk.length;
            return answer;
        } catch (IOException e) {
            failure = e;
            throw UploadException.of(upload, bytes, e);
        }
    }
}
