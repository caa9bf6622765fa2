// Named numbers that can be collected in parts and merged. Keeps no history and writes nothing.
package dev.rondo.trainer.objective;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Named metrics of one update, collected in parts: means (sum over count), sums and maxima. Merging
 * the parts gives the metrics of the whole. Keys are {@code area/name}, lower snake case. Not
 * thread-safe.
 */
public final class Metrics {

  private enum Kind {
    MEAN,
    SUM,
    MAXIMUM
  }

  private static final class Entry {
    final Kind kind;
    double value;
    double count;

    Entry(Kind kind, double value) {
      this.kind = kind;
      this.value = value;
    }
  }

  private final TreeMap<String, Entry> entries = new TreeMap<>();

  /** Adds to a mean: {@code sum} over {@code count} items. */
  public Metrics addMean(String key, double sum, double count) {
    Entry entry = entry(key, Kind.MEAN, 0);
    entry.value += sum;
    entry.count += count;
    return this;
  }

  /** Adds to a sum. */
  public Metrics addSum(String key, double amount) {
    entry(key, Kind.SUM, 0).value += amount;
    return this;
  }

  /** Raises a maximum. */
  public Metrics addMaximum(String key, double candidate) {
    Entry entry = entry(key, Kind.MAXIMUM, Double.NEGATIVE_INFINITY);
    entry.value = Math.max(entry.value, candidate);
    return this;
  }

  /** Adds everything that {@code other} collected. */
  public Metrics merge(Metrics other) {
    other.entries.forEach(
        (key, from) -> {
          switch (from.kind) {
            case MEAN -> addMean(key, from.value, from.count);
            case SUM -> addSum(key, from.value);
            case MAXIMUM -> addMaximum(key, from.value);
          }
        });
    return this;
  }

  /** The values by key, in the order of the keys; a mean over nothing is left out. */
  public SortedMap<String, Double> values() {
    SortedMap<String, Double> values = new TreeMap<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.kind != Kind.MEAN) {
            values.put(key, entry.value);
          } else if (entry.count > 0) {
            values.put(key, entry.value / entry.count);
          }
        });
    return values;
  }

  private Entry entry(String key, Kind kind, double start) {
    Entry entry = entries.computeIfAbsent(key, absent -> new Entry(kind, start));
    if (entry.kind != kind) {
      throw new IllegalStateException(
          "Cannot add to metric " + key + " as " + kind + " (it is a " + entry.kind + ")");
    }
    return entry;
  }
}
