// Which rows of two datasets differ.
package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    Map<String, IndexedRecord> before = rows(first, firstFiles, equal);
    Map<String, IndexedRecord> after = rows(second, secondFiles, equal);
    List<String> onlyInFirst = new ArrayList<>();
    Map<String, Set<String>> changed = new TreeMap<>();
    for (Map.Entry<String, IndexedRecord> row : before.entrySet()) {
      IndexedRecord other = after.get(row.getKey());
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

  private static Map<String, IndexedRecord> rows(
      DatasetStore store, List<FileEntry> files, Set<String> leftOut) throws IOException {
    Map<String, IndexedRecord> rows = new TreeMap<>();
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
            rows.put(unique, row);
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

  private static Set<String> differentFields(IndexedRecord row, IndexedRecord other) {
    Set<String> fields = new LinkedHashSet<>();
    for (Schema.Field field : row.getSchema().getFields()) {
      Schema.Field same = other.getSchema().getField(field.name());
      if (same == null || !Objects.equals(row.get(field.pos()), other.get(same.pos()))) {
        fields.add(field.name());
      }
    }
    return fields;
  }
}
