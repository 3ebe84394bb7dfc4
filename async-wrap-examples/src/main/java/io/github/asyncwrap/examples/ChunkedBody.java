package io.github.asyncwrap.examples;

import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A request body of unknown length that sends each read of a stream as one transfer chunk. */
final class ChunkedBody extends RequestBody {

    private static final MediaType BYTES = MediaType.get("application/octet-stream");

    private final InputStream body;
    private final int chunkSize;

    ChunkedBody(InputStream body, int chunkSize) {
        this.body = body;
        this.chunkSize = chunkSize;
    }

    @Override
    public @Nullable MediaType contentType() {
        return BYTES;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        byte[] buffer = new byte[chunkSize];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            // Not sink.write(...): that passes full segments of 8 KiB on before the flush, as a chunk of their own.
            sink.getBuffer().write(buffer, 0, read);
            sink.flush();
        }
    }
}
