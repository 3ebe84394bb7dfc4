package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerTest {

    @ParameterizedTest
    @CsvSource({"0,1024", "1,1024", "1024,1", "1306,1024", "4096,1000", "3000,8192"})
    void producer_readToItsEnd_givesTheBytesOfTheMd5(int size, int chunkSize) throws Exception {
        Producer producer = new Producer(size, new Random(1));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (producer.hasNext()) {
            byte[] chunk = producer.next(chunkSize);
            assertThat(chunk).hasSizeBetween(1, chunkSize);
            all.write(chunk);
        }
        assertThat(all.size()).isEqualTo(size);
        assertThat(producer.md5())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("MD5").digest(all.toByteArray())));
    }

    @Test
    void pattern_isAShuffledHexAlphabetRepeated() {
        String bytes = new String(new Producer(2048, new Random(7)).next(2048), StandardCharsets.US_ASCII);
        String alphabet = bytes.substring(0, 16);
        assertThat(alphabet.chars().sorted())
                .containsExactly("0123456789abcdef".chars().boxed().toArray(Integer[]::new));
        assertThat(bytes).isEqualTo(alphabet.repeat(128));
    }

    @Test
    void md5_beforeTheEnd_isRefused() {
        Producer producer = new Producer(10, new Random(1));
        producer.next(4);
        assertThatThrownBy(producer::md5)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("4 of 10");
    }
}
