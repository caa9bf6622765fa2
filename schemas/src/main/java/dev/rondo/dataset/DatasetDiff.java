// Which rows of two datasets differ. Of a row its key and the digests of its fields are kept, not
// what it says.
package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * How the rows of two datasets differ, whatever library wrote them. Files whose row digests are
 * equal are not opened. Rows are matched by their type, problem and sample; rows without a problem
 * by file and line.
 *
 * @param equalFiles files of rows that are equal under the same path
 * @param onlyInFirst keys of rows that the second lacks, ascending
 * @param onlyInSecond keys of rows that the first lacks, ascending
 * @param changed keys of rows that both have with other values, with the names of these fields
 */
public record DatasetDiff(
    int equalFiles,
    List<String> onlyInFirst,
    List<String> onlyInSecond,
    Map<String, Set<String>> changed) {
  private static final List<String> KEY_FIELDS =
      List.of("problemId", "sampleIndex", "file", "line");

  /** Whether all rows are equal. */
  public boolean isEmpty() {
    return onlyInFirst.isEmpty() && onlyInSecond.isEmpty() && changed.isEmpty();
  }

  /**
   * Compares two committed datasets.
   *
   * @throws InvalidInputException if one is not committed, or a file is not what its manifest says
   */
  public static DatasetDiff between(DatasetStore first, DatasetStore second) throws IOException {
    List<FileEntry> firstFiles = files(first);
    List<FileEntry> secondFiles = files(second);
    Set<String> equal = new TreeSet<>();
    for (FileEntry file : firstFiles) {
      for (FileEntry other : secondFiles) {
        if (file.path().equals(other.path()) && file.rowDigest().equals(other.rowDigest())) {
          equal.add(file.path());
        }
      }
    }
    Map<String, Fields> before = rows(first, firstFiles, equal);
    Map<String, Fields> after = rows(second, secondFiles, equal);
    List<String> onlyInFirst = new ArrayList<>();
    Map<String, Set<String>> changed = new TreeMap<>();
    for (Map.Entry<String, Fields> row : before.entrySet()) {
      Fields other = after.get(row.getKey());
      if (other == null) {
        onlyInFirst.add(row.getKey());
        continue;
      }
      Set<String> fields = differentFields(row.getValue(), other);
      if (!fields.isEmpty()) {
        changed.put(row.getKey(), fields);
      }
    }
    List<String> onlyInSecond =
        after.keySet().stream().filter(key -> !before.containsKey(key)).toList();
    return new DatasetDiff(equal.size(), onlyInFirst, onlyInSecond, changed);
  }

  private static List<FileEntry> files(DatasetStore store) throws IOException {
    return store.committedManifest().files().stream().filter(FileEntry::hasRows).toList();
  }

  private static Map<String, Fields> rows(
      DatasetStore store, List<FileEntry> files, Set<String> leftOut) throws IOException {
    Map<String, Fields> rows = new TreeMap<>();
    RowDigest.OfFields digests = new RowDigest.OfFields();
    for (FileEntry file : files) {
      if (leftOut.contains(file.path())) {
        continue;
      }
      store.forEachAnyRow(
          file,
          row -> {
            String key = key(row);
            String unique = key;
            for (int i = 2; rows.containsKey(unique); i++) {
              unique = key + " (" + i + ")";
            }
            rows.put(unique, new Fields(row.getSchema(), digests.of(row)));
          });
    }
    return rows;
  }

  private static String key(IndexedRecord row) {
    StringBuilder key = new StringBuilder(row.getSchema().getName());
    for (String name : KEY_FIELDS) {
      Schema.Field field = row.getSchema().getField(name);
      if (field != null) {
        key.append(' ').append(row.get(field.pos()));
      }
    }
    return key.toString();
  }

  /** The digests of a row's fields, in the order of its schema. */
  private record Fields(Schema schema, byte[][] digests) {}

  private static Set<String> differentFields(Fields row, Fields other) {
    Set<String> fields = new LinkedHashSet<>();
    for (Schema.Field field : row.schema().getFields()) {
      Schema.Field same = other.schema().getField(field.name());
      if (same == null
          || !same.schema().equals(field.schema())
          || !Arrays.equals(row.digests()[field.pos()], other.digests()[same.pos()])) {
        fields.add(field.name());
      }
    }
    return fields;
  }
}
