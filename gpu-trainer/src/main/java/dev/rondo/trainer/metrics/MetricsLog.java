// metrics.jsonl: one JSON object a line. Leaves out everything that digests cover.
package dev.rondo.trainer.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A run's metrics. A row is one JSON object on one line: {@code phase}, {@code round}, {@code
 * update}, then the metrics by key. Phases are independent sequences in one file, such as {@code
 * warm-start}, {@code train} (a row an update), {@code round} (a row a round), {@code evaluation}.
 *
 * <p>The same rows go into TensorBoard event files in {@link #EVENTS} beside the log, a run in it
 * for each phase; the step is the round for rows of a round, and else counts the phase's rows from
 * 1.
 *
 * <p>Whoever resumes a phase first cuts it back to the position that its committed state says; rows
 * after it, and a torn last line, go away. So nothing is there twice. Threads of one process may
 * share a log or open several on one file; only one process writes at a time.
 */
public final class MetricsLog {

  /** Path in a run directory. */
  public static final String PATH = "metrics/metrics.jsonl";

  /** TensorBoard's log directory, beside the log; one run in it for each phase. */
  public static final String EVENTS = "tensorboard";

  /** Phase of the rows that belong to one update of a round each. */
  public static final String UPDATE_PHASE = "train";

  /** Phase of the rows that belong to one round each. */
  public static final String ROUND_PHASE = "round";

  private static final String EVENT_FILE = "events.out.tfevents.0000000000.rondo";
  private static final long MOST_BYTES = 256L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Object ONE_WRITER = new Object();

  /** Times that a log of this process was cut back: what other instances know of it is void. */
  private static long replacements;

  private final Path file;
  private final Map<String, EventFile> eventFiles = new HashMap<>();
  private final Set<String> alignedPhases = new HashSet<>();
  private final List<Row> known = new ArrayList<>();
  private long knownBytes;
  private Object knownFile;
  private long knownReplacements;

  /**
   * A row.
   *
   * @param phase which sequence it belongs to
   * @param position where in it
   * @param values metrics by key, {@code area/name}; finite
   */
  public record Row(String phase, MetricsPosition position, SortedMap<String, Double> values) {}

  /**
   * A log on a file, which is made at the first row.
   *
   * @param file such as {@link #PATH} in a run directory
   */
  public MetricsLog(Path file) {
    this.file = file;
  }

  /**
   * Appends a row. Values that are not finite are left out, since JSON has none.
   *
   * @param phase lower case with hyphens
   * @param values metrics by key
   */
  public void append(String phase, MetricsPosition position, SortedMap<String, Double> values)
      throws IOException {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("phase", phase);
    row.put("round", position.round());
    row.put("update", position.update());
    values.forEach(
        (key, value) -> {
          if (Double.isFinite(value)) {
            row.put(key, value);
          }
        });
    byte[] line = (CanonicalJson.line(row) + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (ONE_WRITER) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(
          file,
          line,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
      events(phase).append(position, values, wallSeconds());
    }
  }

  private EventFile events(String phase) {
    return eventFiles.computeIfAbsent(
        phase,
        name -> new EventFile(file.resolveSibling(EVENTS).resolve(name).resolve(EVENT_FILE)));
  }

  private static double wallSeconds() {
    return System.currentTimeMillis() / 1000.0;
  }

  /**
   * Removes the rows of a phase that come after a position, and a torn last line, and brings the
   * phase's event file into line with the rows that stay. Does nothing if there are none.
   *
   * @param last last position that stays
   */
  public void cutBack(String phase, MetricsPosition last) throws IOException {
    synchronized (ONE_WRITER) {
      if (!Files.exists(file)) {
        return;
      }
      boolean isTorn = refresh();
      List<Row> ofPhase = new ArrayList<>();
      boolean isLonger = false;
      for (Row row : known) {
        if (row.phase().equals(phase)) {
          if (row.position().compareTo(last) <= 0) {
            ofPhase.add(row);
          } else {
            isLonger = true;
          }
        }
      }
      if (isTorn || isLonger) {
        rewrite(row -> !row.phase().equals(phase) || row.position().compareTo(last) <= 0);
      }
      if (alignedPhases.add(phase) || isTorn || isLonger) {
        events(phase).align(ofPhase, wallSeconds());
      }
    }
  }

  /** All rows, in the order of the file; a torn last line is left out. */
  public List<Row> rows() throws IOException {
    synchronized (ONE_WRITER) {
      if (!Files.exists(file)) {
        return List.of();
      }
      refresh();
      return List.copyOf(known);
    }
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
        knownBytes = 0;
        knownFile = key;
        knownReplacements = replacements;
      }
      byte[] bytes = Channels.newInputStream(channel.position(knownBytes)).readAllBytes();
      int start = 0;
      for (int end = 0; end < bytes.length; end++) {
        if (bytes[end] == '\n') {
          known.add(parse(new String(bytes, start, end - start, StandardCharsets.UTF_8)));
          knownBytes += end + 1 - start;
          start = end + 1;
        }
      }
      return start < bytes.length;
    }
  }

  /** Keeps the lines of some of the known rows, as they are. */
  private void rewrite(Predicate<Row> isKept) throws IOException {
    List<String> lines = Files.readAllLines(file);
    StringBuilder kept = new StringBuilder();
    for (int k = 0; k < known.size(); k++) {
      if (isKept.test(known.get(k))) {
        kept.append(lines.get(k)).append('\n');
      }
    }
    replace(kept.toString());
  }

  private Row parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      if (!json.path("phase").isTextual()
          || !json.path("round").isInt()
          || !json.path("update").isInt()) {
        throw refused(line, null);
      }
      SortedMap<String, Double> values = new TreeMap<>();
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        if (field.getValue().isNumber() && field.getKey().contains("/")) {
          values.put(field.getKey(), field.getValue().doubleValue());
        }
      }
      return new Row(
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
            + " (allowed: a JSON object with phase, round and update)",
        cause);
  }

  private void replace(String text) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(StandardCharsets.UTF_8.encode(text));
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    replacements++;
  }
}
