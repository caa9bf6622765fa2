// Rows of a JSON, JSON Lines or Parquet file.
package dev.rondo.imports;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rondo.dataset.ForeignParquet;
import dev.rondo.dataset.JsonFields;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a source file row by row. Its first bytes say what it is; its name says nothing. A row that
 * is not UTF-8, not JSON, not an object or above the size limit is reported as such and the next
 * one is read; a file that is none of the three kinds is refused.
 */
final class SourceFile {
  private static final String NOT_UTF_8 = "The row is not UTF-8 text";
  private static final int MOST_CONTENT_CHARACTERS = 4000;
  private static final int PEEKED_ROWS = 100;
  private static final byte[] PARQUET_MARK = {'P', 'A', 'R', '1'};

  /** What is done with a row. */
  @FunctionalInterface
  interface RowConsumer {
    void accept(SourceRow row) throws IOException;
  }

  private final Path file;
  private final int mostBytes;
  private final long mostRows;
  private final ObjectMapper json;

  /**
   * @param mostBytes limit of a row; above it the row is rejected
   * @param mostRows limit of the file; above it the file is refused
   */
  SourceFile(Path file, int mostBytes, long mostRows) {
    this.file = file;
    this.mostBytes = mostBytes;
    this.mostRows = mostRows;
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(mostBytes).build())
            .build();
    this.json =
        JsonMapper.builder(factory)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Python writes NaN; where nobody reads it, it does no harm.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
  }

  /**
   * Looks at the beginning of a file, or the footer, for what makes it a file that is not read.
   *
   * @param requiredPaths as for {@link #forEachRow}
   */
  void check(List<List<String>> requiredPaths) throws IOException {
    RegularFiles.refusePointer(file);
    if (isParquet(file)) {
      try (ForeignParquet parquet = ForeignParquet.open(file, mostBytes)) {
        check(requiredPaths, parquet);
      }
    } else {
      try (InputStream in = open()) {
        new JsonRows(in, file.toString(), mostBytes);
      }
    }
  }

  private void check(List<List<String>> requiredPaths, ForeignParquet parquet) {
    requireRows(parquet.rowCount());
    for (List<String> paths : requiredPaths) {
      requireColumn(paths, parquet.columns());
    }
  }

  private InputStream open() throws IOException {
    return Files.newInputStream(file);
  }

  /**
   * Reads every row, in order.
   *
   * @param requiredPaths fields of which a Parquet file must have at least one each
   */
  void forEachRow(List<List<String>> requiredPaths, RowConsumer rows) throws IOException {
    long[] count = new long[1];
    RowConsumer counted =
        row -> {
          requireRows(++count[0]);
          rows.accept(row);
        };
    RegularFiles.refusePointer(file);
    if (isParquet(file)) {
      readParquet(requiredPaths, counted);
    } else {
      readJson(counted);
    }
    if (count[0] == 0) {
      throw new InvalidInputException(
          "Cannot import " + file + ": it has no rows (allowed: at least 1)");
    }
  }

  private void requireRows(long rows) {
    if (rows > mostRows) {
      throw new InvalidInputException(
          "Cannot import "
              + file
              + ": "
              + rows
              + " rows or more (allowed: at most "
              + mostRows
              + ", which --max-rows sets)");
    }
  }

  /**
   * Looks at the beginning of a file, or the footer, before all of it is read for its digest.
   *
   * @throws InvalidInputException if it is none of the three kinds
   */
  static void requireKind(Path file) throws IOException {
    RegularFiles.refusePointer(file);
    if (isParquet(file)) {
      ForeignParquet.open(file, Integer.MAX_VALUE).close();
    } else {
      try (InputStream in = Files.newInputStream(file)) {
        JsonRows rows = new JsonRows(in, file.toString(), 1);
        for (int i = 0; i < PEEKED_ROWS && rows.next() != null; i++) {}
      }
    }
  }

  private static boolean isParquet(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(PARQUET_MARK.length), PARQUET_MARK);
    }
  }

  private void readParquet(List<List<String>> requiredPaths, RowConsumer rows) throws IOException {
    try (ForeignParquet parquet = ForeignParquet.open(file, mostBytes)) {
      check(requiredPaths, parquet);
      for (long row = 0; parquet.hasNext(); row++) {
        rows.accept(parquetRow(row, parquet.next()));
      }
    }
  }

  private SourceRow parquetRow(long position, ForeignParquet.Row row) {
    long number = position + 1;
    if (row.fault() == ForeignParquet.Fault.TOO_LONG) {
      return new SourceRow(position, number, null, "row-too-long", tooLong(), "");
    }
    String content = row.value().toString();
    if (row.fault() == ForeignParquet.Fault.NOT_UTF_8) {
      return new SourceRow(
          position, number, null, "not-utf-8", NOT_UTF_8, cut(content, MOST_CONTENT_CHARACTERS));
    }
    if (content.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
      return new SourceRow(position, number, null, "row-too-long", tooLong(), "");
    }
    return new SourceRow(
        position, number, row.value(), null, null, cut(content, MOST_CONTENT_CHARACTERS));
  }

  private void requireColumn(List<String> paths, List<String> columns) {
    for (String path : paths) {
      if (columns.contains(path) || columns.contains(path.split("\\.")[0])) {
        return;
      }
    }
    throw new InvalidInputException(
        "Cannot import "
            + file
            + ": no column "
            + String.join(" or ", paths)
            + " (allowed: of those that it has, "
            + String.join(", ", columns)
            + ")");
  }

  private void readJson(RowConsumer rows) throws IOException {
    try (InputStream in = open()) {
      JsonRows cut = new JsonRows(in, file.toString(), mostBytes);
      long position = 0;
      for (JsonRows.Row row = cut.next(); row != null; row = cut.next()) {
        rows.accept(parse(position++, row));
      }
    }
  }

  private SourceRow parse(long position, JsonRows.Row row) {
    if (row.bytes() == null) {
      return bad(position, row, "row-too-long", tooLong(), "");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(row.bytes())).toString();
    } catch (CharacterCodingException e) {
      String readable = new String(row.bytes(), StandardCharsets.UTF_8);
      return bad(position, row, "not-utf-8", NOT_UTF_8, cut(readable, MOST_CONTENT_CHARACTERS));
    }
    try {
      JsonNode value = json.readTree(text);
      if (!value.isObject()) {
        String kind = value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
        return bad(
            position,
            row,
            "not-an-object",
            "The row is a JSON " + kind,
            cut(text, MOST_CONTENT_CHARACTERS));
      }
      return new SourceRow(
          position, row.line(), value, null, null, cut(text, MOST_CONTENT_CHARACTERS));
    } catch (JsonProcessingException e) {
      return bad(
          position, row, "malformed-json", JsonFields.fault(e), cut(text, MOST_CONTENT_CHARACTERS));
    } catch (NumberFormatException e) {
      return bad(
          position,
          row,
          "malformed-json",
          "A number is out of range",
          cut(text, MOST_CONTENT_CHARACTERS));
    }
  }

  private static SourceRow bad(
      long position, JsonRows.Row row, String reason, String detail, String content) {
    return new SourceRow(position, row.line(), null, reason, detail, content);
  }

  private String tooLong() {
    return "The row has more than " + mostBytes + " bytes";
  }

  /** The text, cut where it is too long to keep, never inside a character. */
  static String cut(String text, int mostCharacters) {
    if (text.length() <= mostCharacters) {
      return text;
    }
    int end = mostCharacters;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }
}
