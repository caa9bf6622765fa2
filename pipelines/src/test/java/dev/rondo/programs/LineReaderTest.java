package dev.rondo.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines cut from a stream that comes in pieces of any size. */
class LineReaderTest {

  /** Gives at most a few bytes at a time. */
  private static InputStream dripping(String text, int bytes) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, bytes));
      }
    };
  }

  private static List<String> lines(InputStream in, int mostBytes) throws IOException {
    LineReader reader = new LineReader(in, mostBytes);
    List<String> lines = new ArrayList<>();
    for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
      lines.add(line.isTooLong() ? "(too long)" : new String(line.bytes(), StandardCharsets.UTF_8));
    }
    return lines;
  }

  @Test
  void linesAreTheSameHoweverTheBytesCome() throws IOException {
    String text = "one\n\ntwo\r\nthree\n" + "x".repeat(200) + "\nlast";
    for (int bytes = 1; bytes < 30; bytes++) {
      assertThat(lines(dripping(text, bytes), 1000))
          .containsExactly("one", "", "two", "three", "x".repeat(200), "last");
    }
  }

  @Test
  void ofALineThatIsTooLongNothingIsKeptAndTheNextOneIsWhole() throws IOException {
    String text = "one\n" + "x".repeat(5000) + "\ntwo\n" + "y".repeat(300_000);
    for (int bytes : new int[] {1, 7, 100, 1 << 20}) {
      assertThat(lines(dripping(text, bytes), 50))
          .containsExactly("one", "(too long)", "two", "(too long)");
    }
  }

  @Test
  void aLineWithoutEndIsNotWaitedFor() {
    InputStream zeros =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            return length;
          }
        };
    assertThatThrownBy(() -> lines(zeros, 50))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot grade: a line has more than 1073741824 bytes (allowed: lines of at most 50)");
  }

  @Test
  void anEmptyStreamHasNoLines() throws IOException {
    assertThat(lines(dripping("", 1), 50)).isEmpty();
    assertThat(lines(dripping("\n", 1), 50)).containsExactly("");
  }

  @Test
  void theNextLineIsThereOnlyWhenItIsWhole() throws IOException {
    LineReader reader = new LineReader(dripping("one\ntwo", 2), 50);

    assertThat(reader.isNextThere()).isTrue();
    assertThat(reader.next().bytes()).hasSize(3);
    assertThat(reader.isNextThere()).isFalse();
    assertThat(reader.next().bytes()).hasSize(3);
  }
}
