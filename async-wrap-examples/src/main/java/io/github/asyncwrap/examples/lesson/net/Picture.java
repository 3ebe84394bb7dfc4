package io.github.asyncwrap.examples.lesson.net;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A picture that tells by its pixels which one it is: rings whose colour and width depend on the number. Neither a screen nor a
 * font is needed to draw one, and no file to encode or decode it (ImageIO would use one if it were given a plain stream).
 *
 * @param number which one
 */
record Picture(int number) {

    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;
    private static final float GOLDEN = 0.618034f;

    /** The name of its file. */
    String name() {
        return "picture-" + number + ".png";
    }

    /** Its bytes as a PNG. */
    byte[] png() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(draw(), "png", out)) {
                throw new IOException("this Java cannot write PNG");
            }
        }
        return bytes.toByteArray();
    }

    private BufferedImage draw() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, colourAt(x, y));
            }
        }
        return image;
    }

    private int colourAt(int x, int y) {
        double distance = Math.hypot(x - WIDTH / 2.0, y - HEIGHT / 2.0);
        boolean ring = (int) (distance / (4 + number % 7)) % 2 == 0;
        // Steps of the golden ratio on the circle of hues: no two neighbours look alike.
        return Color.HSBtoRGB(number * GOLDEN, 0.7f, ring ? 0.9f : 0.6f);
    }

    /** Whether these bytes are a picture, and this one, pixel by pixel. */
    boolean isIn(byte[] bytes) {
        BufferedImage image = decode(bytes);
        if (image == null || image.getWidth() != WIDTH || image.getHeight() != HEIGHT) {
            return false;
        }
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (image.getRGB(x, y) != colourAt(x, y)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static @Nullable BufferedImage decode(byte[] bytes) {
        try {
            // Closes what it has read from.
            return ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException | RuntimeException e) {
            return null; // the decoders throw many things at bytes that are no picture
        }
    }

    /** What is printed by {@code sha256sum}. */
    static String checksum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
