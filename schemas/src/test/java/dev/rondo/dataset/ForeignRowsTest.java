package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of a schema that somebody else made: digested, or refused in one line. */
class ForeignRowsTest {
  @TempDir Path directory;

  @Test
  void rowsOfAnotherTypeAreDigestedAndCompared() throws IOException {
    Schema schema =
        other(
            "[\"null\", {\"type\": \"map\", \"values\": {\"type\": \"record\", \"name\": \"Inner\","
                + " \"fields\": [{\"name\": \"a\", \"type\": {\"type\": \"array\", \"items\":"
                + " \"double\"}}, {\"name\": \"b\", \"type\": \"bytes\"}]}}]");
    Schema innerSchema = schema.getField("x").schema().getTypes().get(1).getValueType();
    GenericData.Record inner = new GenericData.Record(innerSchema);
    inner.put("a", List.of(1.5, -0.0));
    inner.put("b", ByteBuffer.wrap(new byte[] {1, 2}));
    DatasetStore store = commit("one", schema, row(schema, Map.of("k", inner)), null);
    DatasetStore same = commit("two", schema, row(schema, Map.of("k", inner)), null);
    DatasetStore without = commit("three", schema, row(schema, null), null);

    store.verify();
    assertThat(DatasetDiff.between(store, same).equalFiles()).isEqualTo(1);
    assertThat(DatasetDiff.between(store, without).changed().toString()).isEqualTo("{Other=[x]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 4} | the type fixed",
        "{\"type\": \"array\", \"items\": {\"type\": \"fixed\", \"name\": \"F\", \"size\": 4}}"
            + " | the type fixed",
        "[\"null\", \"string\", \"int\"] | a union of others than null and one type",
        "[\"string\", \"int\"] | a union of others than null and one type",
      })
  void aTypeWithoutAnEncodingIsRefused(String type, String what) throws IOException {
    Schema schema = other(type);
    DatasetStore store = commit("one", schema, List.of(), "0".repeat(64));
    String line =
        "Cannot digest the rows of "
            + directory
            + "/one/shard-00000.parquet: field x has "
            + what
            + " (allowed: texts, numbers, booleans, bytes, and arrays, maps and records of them,"
            + " each or null)";

    assertThatThrownBy(store::verify).isInstanceOf(InvalidInputException.class).hasMessage(line);
    DatasetStore other = commit("two", schema, List.of(), "1".repeat(64));
    assertThatThrownBy(() -> DatasetDiff.between(store, other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(line);
  }

  /** Columns are looked up by their names, so a file with others in this order was taken. */
  @Test
  void rowsOfThisProgramInAnotherOrderOfFieldsAreRefused() throws IOException {
    Schema known = Rollout.getClassSchema();
    List<Schema.Field> fields = new ArrayList<>();
    known.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    Collections.swap(fields, 0, 1);
    Schema schema = Schema.createRecord(known.getName(), null, known.getNamespace(), false, fields);
    GenericData.Record row = new GenericData.Record(schema);
    Rollout rollout = SampleRollouts.groups(1, 4, 1).get(0);
    known.getFields().forEach(field -> row.put(field.name(), rollout.get(field.pos())));

    assertThatThrownBy(commit("one", schema, List.of(row), null)::verify)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot read "
                + directory
                + "/one/shard-00000.parquet as rows of Rollout: its Avro schema has field"
                + " sampleIndex where problemId belongs (allowed: problemId, sampleIndex, ");
  }

  @Test
  void aRecordWithinItselfHasNoDigestAndOneThatIsThereTwiceHas() {
    String inner =
        "{\"type\": \"record\", \"name\": \"Inner\", \"fields\": [{\"name\": \"y\", \"type\":"
            + " [\"null\", \"%s\"]}, {\"name\": \"z\", \"type\": \"int\"}]}";
    assertThat(RowDigest.fault(other(String.format(inner, "Inner"))))
        .contains("field x has a record within itself");
    assertThat(RowDigest.fault(other(String.format(inner, "Other"))))
        .contains("field x has a record within itself");
    Schema twice =
        new Schema.Parser()
            .parse(
                "{\"type\": \"record\", \"name\": \"Other\", \"fields\": [{\"name\": \"x\","
                    + " \"type\": "
                    + String.format(inner, "string")
                    + "}, {\"name\": \"again\", \"type\": \"Inner\"}]}");
    assertThat(RowDigest.fault(twice)).isEmpty();
  }

  private static Schema other(String typeOfX) {
    return new Schema.Parser()
        .parse(
            "{\"type\": \"record\", \"name\": \"Other\", \"fields\": [{\"name\": \"x\", \"type\": "
                + typeOfX
                + "}]}");
  }

  private static List<IndexedRecord> row(Schema schema, Object x) {
    GenericData.Record row = new GenericData.Record(schema);
    row.put("x", x);
    return List.of(row);
  }

  /**
   * @param digest null for that of the rows
   */
  private DatasetStore commit(
      String name, Schema schema, List<? extends IndexedRecord> rows, String digest)
      throws IOException {
    byte[] bytes = Encoded.rows(schema, rows, new TreeMap<>());
    Path file = directory.resolve(name).resolve("shard-00000.parquet");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    DatasetStore store = new DatasetStore(new LocalStorage(directory.resolve(name)), "");
    FileEntry entry =
        new FileEntry(
            "shard-00000.parquet",
            bytes.length,
            Digests.sha256(bytes),
            rows.size(),
            digest == null ? RowDigest.of(schema, rows) : digest);
    store.commit("problems", List.of(entry), new TreeMap<>(), SampleLineage.round(1, 4));
    return store;
  }
}
