package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small Parquet files that stand for more than fits in memory. */
@Timeout(60)
class GuardedParquetTest {
  private static final MessageType TEXT =
      MessageTypeParser.parseMessageType("message m { required binary problem (STRING); }");

  @TempDir Path directory;

  /** The file is some tens of kilobytes; unpacked, its one value is a third of the heap. */
  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"GZIP", "ZSTD", "SNAPPY"})
  void aPageAboveTheLimitIsNotUnpacked(CompressionCodecName codec) throws IOException {
    int bytes = (int) Math.min(GuardedParquet.mostBytes() + 1000, 400 << 20);
    Path file = directory.resolve("bomb.parquet");
    try (ParquetWriter<org.apache.parquet.example.data.Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(TEXT)
            .withCompressionCodec(codec)
            .withDictionaryEncoding(false)
            .build()) {
      writer.write(
          new SimpleGroupFactory(TEXT)
              .newGroup()
              .append("problem", Binary.fromConstantByteArray(new byte[bytes])));
    }

    assertThatThrownBy(() -> ForeignParquet.open(file, 1 << 20).next())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a page has ")
        .hasMessageContaining("a quarter of the Java heap, which RONDO_HEAP sets")
        .message()
        .doesNotContain("\n");
  }

  /** No page is too large, but one of each column has to be in memory at once. */
  @Test
  void pagesOfManyColumnsThatDoNotFitTogetherAreNotUnpacked() throws IOException {
    int columns = 8;
    int bytes = (int) Math.min(GuardedParquet.mostBytes() / 6, 64 << 20);
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      fields.append("required binary c").append(i).append(" (STRING); ");
    }
    MessageType wide = MessageTypeParser.parseMessageType("message m { " + fields + "}");
    Path file = directory.resolve("wide.parquet");
    org.apache.parquet.example.data.Group row = new SimpleGroupFactory(wide).newGroup();
    org.apache.parquet.example.data.Group small = new SimpleGroupFactory(wide).newGroup();
    for (int i = 0; i < columns; i++) {
      row.add(i, Binary.fromConstantByteArray(new byte[bytes]));
      small.add(i, Binary.fromConstantByteArray(new byte[bytes / 2]));
    }
    for (List<org.apache.parquet.example.data.Group> rows :
        List.of(List.of(row), List.of(small, small, small))) {
      Files.deleteIfExists(file);
      try (ParquetWriter<org.apache.parquet.example.data.Group> writer =
          ExampleParquetWriter.builder(new LocalOutputFile(file))
              .withConf(new PlainParquetConfiguration())
              .withType(wide)
              .withCompressionCodec(CompressionCodecName.ZSTD)
              .withDictionaryEncoding(false)
              .withRowGroupRowCountLimit(1)
              .build()) {
        for (org.apache.parquet.example.data.Group each : rows) {
          writer.write(each);
        }
      }
      try (ForeignParquet read = ForeignParquet.open(file, 1 << 20)) {
        if (rows.size() == 1) {
          assertThatThrownBy(read::next)
              .isInstanceOf(InvalidInputException.class)
              .hasMessageContaining("a page of each column together has ");
        } else { // each row group by itself fits
          for (int i = 0; i < rows.size(); i++) {
            assertThat(read.next().fault()).isEqualTo(ForeignParquet.Fault.TOO_LONG);
          }
        }
      }
    }
  }

  @Test
  void columnsOfManyLevelsAreRefused() throws IOException {
    for (int levels : new int[] {64, 65, 900}) {
      Type type = Types.required(PrimitiveTypeName.INT32).named("leaf");
      for (int i = 1; i < levels; i++) {
        type = Types.requiredGroup().addField(type).named("level");
      }
      MessageType deep = new MessageType("m", type);
      Path file = directory.resolve(levels + ".parquet");
      ExampleParquetWriter.builder(new LocalOutputFile(file))
          .withConf(new PlainParquetConfiguration())
          .withType(deep)
          .build()
          .close();
      if (levels == 64) {
        ForeignParquet.open(file, 1 << 20).close();
      } else {
        assertThatThrownBy(() -> ForeignParquet.open(file, 1 << 20))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("column level has " + levels + " levels (allowed: at most 64)");
      }
    }
  }

  @Test
  void aFooterThatWouldFillTheMemoryIsRefused() throws IOException {
    Path file = directory.resolve("footer.parquet");
    int footer = (int) GuardedParquet.MOST_FOOTER_BYTES + 1;
    byte[] tail = new byte[8];
    ByteBuffer.wrap(tail)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(footer)
        .put("PAR1".getBytes(StandardCharsets.US_ASCII));
    Files.write(file, "PAR1".getBytes(StandardCharsets.US_ASCII));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(tail), 4L + footer);
    }
    assertThatThrownBy(() -> ForeignParquet.open(file, 1 << 20))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its footer has " + footer + " bytes (allowed: at most ");
  }

  /** Unpacking it would take a third of a second for a million values, and nothing is kept. */
  @Test
  void aListWithMoreValuesThanARowMayHaveBytesIsNotUnpacked() throws IOException {
    MessageType list = MessageTypeParser.parseMessageType("message m { repeated int32 problem; }");
    Path file = directory.resolve("list.parquet");
    try (ParquetWriter<org.apache.parquet.example.data.Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(list)
            .build()) {
      org.apache.parquet.example.data.Group row = new SimpleGroupFactory(list).newGroup();
      for (int i = 0; i < 3_000; i++) {
        row.add("problem", 7);
      }
      writer.write(row);
    }

    assertThatThrownBy(() -> ForeignParquet.open(file, 1 << 10))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("column problem has 3000 values in 1 rows (allowed: at most 1024 a");
    assertThat(ForeignParquet.open(file, 1 << 12).next().value().get("problem")).hasSize(3_000);
  }

  @Test
  void aFooterThatClaimsMoreThanTheFileIsRefused() throws IOException {
    byte[] whole =
        Encoded.rows(Rollout.getClassSchema(), SampleRollouts.groups(2, 4, 1), new TreeMap<>());
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(whole.length - 8, 1 << 30);
    assertThatThrownBy(() -> Decoded.rows(whole, "x", Rollout.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot read x as Parquet: it has ");
  }

  @Test
  void aProjectionHasTheFieldsThatWereAskedFor() throws IOException {
    List<Rollout> rows = SampleRollouts.groups(3, 4, 1);
    Path file = directory.resolve("rows.parquet");
    Files.write(file, Encoded.rows(Rollout.getClassSchema(), rows, new TreeMap<>()));

    List<String> found = new ArrayList<>();
    ParquetRows.forEach(
        file,
        "rows",
        Rollout.class,
        List.of("verdict", "sampleIndex", "responseTokens"),
        row -> {
          assertThat(row.getSchema().getFields()).hasSize(3);
          found.add(row.get("verdict") + " " + row.get(1) + " " + row.get("responseTokens"));
        });

    assertThat(found)
        .isEqualTo(
            rows.stream()
                .map(r -> r.getVerdict() + " " + r.getSampleIndex() + " " + r.getResponseTokens())
                .toList());
  }
}
