package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
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
