// Files of every kind are read row by row, whatever is wrong with some of the rows.
package dev.rondo.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.rondo.schema.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFileTest {
  @TempDir private Path directory;

  @Test
  void linesKeepTheirNumbersAndBadOnesCostOnlyThemselves() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("{\"a\": 1}\n\n{\"a\": \r\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}', '\n'});
    bytes.writeBytes("[1]\n{\"a\": 1} x\n{\"a\": 1, \"a\": 2}\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(("{\"a\": \"" + "x".repeat(300) + "\"}\n").getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("{\"a\": 2}".getBytes(StandardCharsets.UTF_8));
    assertThat(read(bytes.toByteArray()))
        .extracting(SourceRow::line, SourceRow::reason)
        .containsExactly(
            tuple(1L, null),
            tuple(3L, "malformed-json"),
            tuple(4L, "not-utf-8"),
            tuple(5L, "not-an-object"),
            tuple(6L, "malformed-json"),
            tuple(7L, "malformed-json"),
            tuple(8L, "row-too-long"),
            tuple(9L, null));
  }

  @Test
  void anArrayIsReadItemByItem() throws IOException {
    String array =
        "\uFEFF[\n {\"a\": \"], \\\" {\"},\n {\"a\": {\"b\": [1, 2]}},\n nonsense,\n 7,\n"
            + " {\"a\": 3}\n]\n";
    assertThat(read(array.getBytes(StandardCharsets.UTF_8)))
        .extracting(SourceRow::line, SourceRow::reason)
        .containsExactly(
            tuple(2L, null),
            tuple(3L, null),
            tuple(4L, "malformed-json"),
            tuple(5L, "not-an-object"),
            tuple(6L, null));
  }

  @Test
  void objectsOverManyLinesAndBehindEachOtherAreReadAlike() throws IOException {
    String indented =
        "{\n  \"a\": [\n    {\n      \"b\": \"} {\"\n    }\n  ]\n}\n{\n  \"a\": 2\n}\n";
    assertThat(read(indented.getBytes(StandardCharsets.UTF_8)))
        .extracting(SourceRow::line, SourceRow::reason)
        .containsExactly(tuple(1L, null), tuple(8L, null));
    assertThat(read("{\"a\": 1}{\"a\": 2} {\"a\": 3}\n{\"a\": 4".getBytes(StandardCharsets.UTF_8)))
        .extracting(SourceRow::line, SourceRow::reason)
        .containsExactly(
            tuple(1L, null), tuple(1L, null), tuple(1L, null), tuple(2L, "malformed-json"));
    assertThat(read("{\"a\": 1, \"b\": [NaN, -Infinity]}".getBytes(StandardCharsets.UTF_8)))
        .extracting(SourceRow::reason)
        .containsExactly((String) null);
  }

  @Test
  void aNumberOutOfRangeCostsOnlyItsRow() throws IOException {
    String rows = "{\"a\": 1E-2147483648}\n{\"a\": 1e99999999999}\n{\"a\": 1}\n";
    List<SourceRow> read = read(rows.getBytes(StandardCharsets.UTF_8));
    assertThat(read).extracting(SourceRow::reason).startsWith("malformed-json");
    assertThat(read.get(2).reason()).isNull();
    assertThat(read.get(0).detail()).isEqualTo("A number is out of range");
  }

  @Test
  void aLongDecimalKeepsEveryDigitOrCostsOnlyItsRow() throws IOException {
    String longest = "0." + "1234567890".repeat(9) + "1";
    String tooLong = "9".repeat(1_001) + ".5";
    Path file = directory.resolve("rows.jsonl");
    Files.writeString(file, "{\"a\": " + longest + "}\n{\"a\": " + tooLong + "}\n{\"a\": 0.1}\n");
    List<SourceRow> read = new ArrayList<>();
    new SourceFile(file, 2_000, 100).forEachRow(List.of(), read::add);

    assertThat(read).extracting(SourceRow::reason).containsExactly(null, "malformed-json", null);
    assertThat(read.get(0).value().get("a").asText()).isEqualTo(longest);
  }

  @Test
  void aRowWithoutEndIsNotWaitedFor() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return '{';
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            Arrays.fill(target, offset, offset + length, (byte) '{');
            return length;
          }
        };
    assertThatThrownBy(() -> new JsonRows(endless, "endless.jsonl", 100).next())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("endless.jsonl line 1: a row has more than 1073741824 bytes");
  }

  @Test
  void noRowSpeaksOfTheParser() throws IOException {
    String rows = "{\"a\": 1\n{\"a\": [1\n" + "{\"a\":".repeat(2000) + "1\n";
    assertThat(read(rows.getBytes(StandardCharsets.UTF_8)))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.detail()).doesNotContain("REDACTED", "\n"));
  }

  @Test
  void aFileWithoutRowsOrWithTooManyIsRefused() throws IOException {
    assertRefused("[]", "it has no rows (allowed: at least 1)");
    assertRefused("{\"a\": 1}\n".repeat(101), "101 rows or more (allowed: at most 100");
    Path pointer = directory.resolve("pointer");
    Files.writeString(pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
    assertThatThrownBy(() -> new SourceFile(pointer, 200, 100).forEachRow(List.of(), row -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a pointer of Git LFS");
  }

  @Test
  void aFileOfNoKnownKindIsRefusedWithItsName() {
    assertRefused("", "empty");
    assertRefused("problem,answer\n1,2\n", "'p'");
    assertRefused("\u001F\u008B", "gzip");
    assertRefused("[{\"a\": 1}, {\"a\": 2}", "line 1: the array is not closed");
    assertRefused("[{\"a\": 1}]\n{}", "line 2: text after the array");
    assertRefused("PAR1 but not really", "Parquet");
  }

  @Test
  void aLookAtAFileRefusesItBeforeAnyRowIsRead() throws IOException {
    Path file = directory.resolve("rows.txt");
    for (String content : List.of("", "problem,answer\n1,2\n", "PAR1 but not really")) {
      Files.writeString(file, content);
      assertThatThrownBy(() -> new SourceFile(file, 200, 100).check(List.of()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("rows.txt");
    }
    Files.writeString(file, "{\"a\": 1}\n");
    new SourceFile(file, 200, 100).check(List.of());
  }

  private void assertRefused(String content, String why) {
    assertThatThrownBy(() -> read(content.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rows.txt")
        .hasMessageContaining(why);
  }

  private List<SourceRow> read(byte[] bytes) throws IOException {
    Path file = directory.resolve("rows.txt");
    Files.write(file, bytes);
    List<SourceRow> rows = new ArrayList<>();
    new SourceFile(file, 200, 100).forEachRow(List.of(), rows::add);
    return rows;
  }
}
