package io.github.asyncwrap.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/**
 * The bytes of an entry, as many as it says that it has, with the checksum that it says: what it says was counted against
 * the limits, and neither {@code ZipFile} nor what it inflates with looks whether that is true.
 */
final class EntryInputStream extends FilterInputStream {
    private final long size;
    private final long checksum;
    private final CRC32 crc = new CRC32();
    private long read;

    EntryInputStream(InputStream in, ZipEntry entry) {
        super(in);
        this.size = entry.getSize();
        this.checksum = entry.getCrc();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        if (n < 0) {
            if (read != size) {
                throw new ZipException("the entry has only " + read + " bytes of the " + size + " that it says");
            } else if (crc.getValue() != checksum) {
                throw new ZipException("the entry is damaged: its checksum is another one");
            }
            return n;
        }
        read += n;
        if (read > size) {
            throw new ZipException("the entry has more bytes than the " + size + " that it says");
        }
        crc.update(bytes, offset, n);
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
