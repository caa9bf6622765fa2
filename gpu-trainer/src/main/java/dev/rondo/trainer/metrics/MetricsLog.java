// metrics.jsonl and times.jsonl: one JSON object a line. Leaves out everything that digests cover.
package dev.rondo.trainer.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run's metrics. A row is one JSON object on one line: {@code phase}, {@code round}, {@code
 * update}, then the metrics by key. Phases are independent sequences in one file, such as {@code
 * warm-start}, {@code train} (a row an update), {@code round} (a row a round).
 *
 * <p>The same rows go into TensorBoard event files in {@link #EVENTS} beside the log, a run in it
 * for each phase; the step is the round for rows of a round, and else counts the phase's rows from
 * 1. The wall time of an event is its step. No phase may have the name of a run that reports write
 * there ({@link SummaryFile}): {@code evaluation}, {@code evaluation-control}, {@code rollouts},
 * {@code settings}.
 *
 * <p>What the machine decides, times and memory, stands in {@link #TIMES} beside the log, in rows
 * of the same form, and in event files with true wall times in {@link #EVENT_TIMES}: the log itself
 * and all other event files are the same for the same run, however often it was killed.
 *
 * <p>Whoever resumes a phase first cuts it back to the position that its committed state says; rows
 * after it, and a torn last line, go away. So nothing is there twice. Threads of one process may
 * share a log or open several on one file; only one process writes at a time.
 */
public final class MetricsLog {

  /** Path in a run directory. */
  public static final String PATH = "metrics/metrics.jsonl";

  /** Name of the file beside the log that has the times. */
  public static final String TIMES = "times.jsonl";

  /** TensorBoard's log directory, beside the log; one run in it for each phase. */
  public static final String EVENTS = "tensorboard";

  /** Folder in {@link #EVENTS} of what stands in {@link #TIMES}; one run in it for each phase. */
  public static final String EVENT_TIMES = "times";

  /** Phase of the rows that belong to one update of a round each. */
  public static final String UPDATE_PHASE = "train";

  /** Phase of the rows that belong to one round each. */
  public static final String ROUND_PHASE = "round";

  private static final String EVENT_FILE = "events.out.tfevents.0000000000.rondo";
  private static final Object ONE_WRITER = new Object();

  private final Path file;
  private final RowFile numbers;
  private final RowFile times;
  private final Map<String, EventFile> eventFiles = new HashMap<>();
  private final Map<String, EventFile> timeEventFiles = new HashMap<>();
  private final Set<String> alignedPhases = new HashSet<>();

  /**
   * A row.
   *
   * @param phase which sequence it belongs to
   * @param position where in it
   * @param values metrics by key, {@code area/name}; finite
   */
  public record Row(String phase, MetricsPosition position, SortedMap<String, Double> values) {}

  private record Place(String phase, MetricsPosition position) {}

  /**
   * A log on a file, which is made at the first row.
   *
   * @param file such as {@link #PATH} in a run directory
   */
  public MetricsLog(Path file) {
    this.file = file;
    this.numbers = new RowFile(file);
    this.times = new RowFile(file.resolveSibling(TIMES));
  }

  /** Whether a metric says how the machine fared, not the run: its row stands in {@link #TIMES}. */
  public static boolean isTime(String key) {
    return key.startsWith("time/")
        || key.startsWith("memory/")
        || key.endsWith("seconds")
        || key.endsWith("_per_second");
  }

  /**
   * Appends a row, durably; one that is there already is not appended again. Values that are not
   * finite are left out, since JSON has none.
   *
   * @param phase lower case with hyphens
   * @param values metrics by key
   */
  public void append(String phase, MetricsPosition position, SortedMap<String, Double> values)
      throws IOException {
    SortedMap<String, Double> ofRun = new TreeMap<>();
    SortedMap<String, Double> ofMachine = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (Double.isFinite(value)) {
            (isTime(key) ? ofMachine : ofRun).put(key, value);
          }
        });
    synchronized (ONE_WRITER) {
      Row machine = new Row(phase, position, ofMachine);
      if (!ofMachine.isEmpty() && times.append(machine)) {
        timeEvents(phase).append(position, ofMachine);
      }
      Row run = new Row(phase, position, ofRun);
      if ((!ofRun.isEmpty() || ofMachine.isEmpty()) && numbers.append(run)) {
        events(phase).append(position, ofRun);
      }
    }
  }

  private EventFile events(String phase) {
    return eventFiles.computeIfAbsent(phase, name -> new EventFile(eventFile(name), step -> step));
  }

  private EventFile timeEvents(String phase) {
    return timeEventFiles.computeIfAbsent(
        phase,
        name ->
            new EventFile(
                eventFile(EVENT_TIMES + "/" + name), step -> System.currentTimeMillis() / 1000.0));
  }

  private Path eventFile(String board) {
    return file.resolveSibling(EVENTS).resolve(board).resolve(EVENT_FILE);
  }

  /**
   * Removes the rows of a phase that come after a position, and a torn last line, and brings the
   * phase's event files into line with the rows that stay. Does nothing if there are none.
   *
   * @param last last position that stays
   */
  public void cutBack(String phase, MetricsPosition last) throws IOException {
    synchronized (ONE_WRITER) {
      boolean isCut = numbers.cutBack(phase, last) | times.cutBack(phase, last);
      if (alignedPhases.add(phase) || isCut) {
        events(phase).align(of(phase, numbers));
        timeEvents(phase).align(of(phase, times));
      }
    }
  }

  private static List<Row> of(String phase, RowFile rows) throws IOException {
    return rows.rows().stream().filter(row -> row.phase().equals(phase)).toList();
  }

  /** All rows with their times, in the order of the file; then those that are times only. */
  public List<Row> rows() throws IOException {
    synchronized (ONE_WRITER) {
      Map<Place, SortedMap<String, Double>> timesByPlace = new LinkedHashMap<>();
      for (Row row : times.rows()) {
        timesByPlace.put(new Place(row.phase(), row.position()), row.values());
      }
      List<Row> rows = new ArrayList<>();
      for (Row row : numbers.rows()) {
        SortedMap<String, Double> values = new TreeMap<>(row.values());
        SortedMap<String, Double> ofMachine =
            timesByPlace.remove(new Place(row.phase(), row.position()));
        if (ofMachine != null) {
          values.putAll(ofMachine);
        }
        rows.add(new Row(row.phase(), row.position(), values));
      }
      timesByPlace.forEach(
          (place, values) -> rows.add(new Row(place.phase(), place.position(), values)));
      return List.copyOf(rows);
    }
  }
}
