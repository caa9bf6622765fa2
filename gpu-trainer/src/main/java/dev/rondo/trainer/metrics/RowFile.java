// One file of rows of metrics: JSON Lines that only grow, but for what a resume cuts away.
package dev.rondo.trainer.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.DurableFiles;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A file of rows. Not thread-safe: {@link MetricsLog} sees to it that one thread uses it. */
final class RowFile {
  static final long MOST_BYTES = 256L << 20;

  /** Times that a file of this process was cut back: what other instances know of it is void. */
  private static long replacements;

  private final Path file;
  private final List<MetricsLog.Row> known = new ArrayList<>();
  private final Map<String, MetricsPosition> lastPositions = new HashMap<>();
  private long knownBytes;
  private Object knownFile;
  private long knownReplacements;

  RowFile(Path file) {
    this.file = file;
  }

  /**
   * Appends a row, durably, unless the file has it or one behind it of the same phase: then another
   * process went on where this one was paused.
   *
   * @return whether it was appended
   */
  boolean append(MetricsLog.Row row) throws IOException {
    boolean isThere = Files.exists(file);
    boolean isTorn = isThere && refresh();
    MetricsPosition last = isThere ? lastPositions.get(row.phase()) : null;
    if (last != null && row.position().compareTo(last) <= 0) {
      return false;
    }
    if (isTorn) {
      rewrite(any -> true);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("phase", row.phase());
    fields.put("round", row.position().round());
    fields.put("update", row.position().update());
    fields.putAll(row.values());
    // A policy is published after its rows, durably; so they must be durable, too.
    DurableFiles.append(file, (CanonicalJson.line(fields) + "\n").getBytes(StandardCharsets.UTF_8));
    return true;
  }

  /**
   * Removes the rows of a phase that come after a position, and a torn last line.
   *
   * @return whether anything was removed
   */
  boolean cutBack(String phase, MetricsPosition last) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    Predicate<MetricsLog.Row> isKept =
        row -> !row.phase().equals(phase) || row.position().compareTo(last) <= 0;
    boolean isTorn = refresh();
    if (!isTorn && known.stream().allMatch(isKept)) {
      return false;
    }
    rewrite(isKept);
    return true;
  }

  /** All rows, in the order of the file; a torn last line is left out. */
  List<MetricsLog.Row> rows() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    refresh();
    return List.copyOf(known);
  }

  /**
   * Takes in what the file has got since it was last read, or all of it if it is another file.
   *
   * @return whether a torn line is at its end
   */
  private boolean refresh() throws IOException {
    long size = RegularFiles.size(file);
    if (size > MOST_BYTES) {
      throw new InvalidInputException(
          "Cannot read " + file + ": " + size + " bytes (allowed: at most " + MOST_BYTES + ")");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      if (!Objects.equals(key, knownFile)
          || knownReplacements != replacements
          || channel.size() < knownBytes) {
        known.clear();
        lastPositions.clear();
        knownBytes = 0;
        knownFile = key;
        knownReplacements = replacements;
      }
      byte[] bytes = Channels.newInputStream(channel.position(knownBytes)).readAllBytes();
      int start = 0;
      for (int end = 0; end < bytes.length; end++) {
        if (bytes[end] == '\n') {
          MetricsLog.Row row = parse(new String(bytes, start, end - start, StandardCharsets.UTF_8));
          known.add(row);
          lastPositions.put(row.phase(), row.position());
          knownBytes += end + 1 - start;
          start = end + 1;
        }
      }
      return start < bytes.length;
    }
  }

  /** Keeps the lines of some of the known rows, as they are. */
  private void rewrite(Predicate<MetricsLog.Row> isKept) throws IOException {
    List<String> lines = Files.readAllLines(file);
    StringBuilder kept = new StringBuilder();
    for (int k = 0; k < known.size(); k++) {
      if (isKept.test(known.get(k))) {
        kept.append(lines.get(k)).append('\n');
      }
    }
    DurableFiles.replace(file, kept.toString().getBytes(StandardCharsets.UTF_8));
    replacements++;
  }

  private MetricsLog.Row parse(String line) {
    try {
      JsonNode json = JsonFile.tree(line.getBytes(StandardCharsets.UTF_8));
      if (!json.path("phase").isTextual()
          || !json.path("round").isInt()
          || !json.path("update").isInt()
          || json.get("round").intValue() < 0
          || json.get("update").intValue() < 0) {
        throw refused(line, null);
      }
      SortedMap<String, Double> values = new TreeMap<>();
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        if (field.getValue().isNumber() && field.getKey().contains("/")) {
          values.put(field.getKey(), field.getValue().doubleValue());
        }
      }
      return new MetricsLog.Row(
          json.get("phase").textValue(),
          new MetricsPosition(json.get("round").intValue(), json.get("update").intValue()),
          values);
    } catch (JsonProcessingException e) {
      throw refused(line, e);
    }
  }

  private InvalidInputException refused(String line, Exception cause) {
    String start = line.length() > 60 ? line.substring(0, 60) + "..." : line;
    return new InvalidInputException(
        "Cannot read metrics "
            + file
            + ": line "
            + start
            + " (allowed: a JSON object with phase, and round and update of 0 and above)",
        cause);
  }
}
