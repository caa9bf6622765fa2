package dev.rondo.report.page;

import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A chart of lines.
 *
 * @param id its anchor: lower case with hyphens
 * @param title what it shows
 * @param axis what x counts
 * @param unit of y
 * @param lines in the order of the legend
 * @param expectedAt every x at which a value is expected: a line that has none there has a gap
 * @param markedRounds rounds at which an alarm rang; only for charts over rounds
 */
public record Chart(
    String id,
    String title,
    Axis axis,
    Unit unit,
    List<Line> lines,
    List<Integer> expectedAt,
    List<Integer> markedRounds) {

  /** Copies the lists; lines without points are left out. */
  public Chart {
    lines = lines.stream().filter(line -> !line.points().isEmpty()).toList();
    expectedAt = List.copyOf(expectedAt);
    markedRounds = List.copyOf(markedRounds);
  }

  /** What x counts. Charts over rounds share one crosshair and one zoom. */
  public enum Axis {
    /** Rounds of the run. */
    ROUND,
    /** Updates of one phase. */
    UPDATE,
    /** Tries of pass@k, on a logarithmic axis. */
    TRIES;

    /** Word under the axis. */
    String label() {
      return this == TRIES ? "k" : name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Unit of y.
   *
   * @param name what stands beside the axis; may be empty
   * @param isShare whether values are 0 .. 1, shown in percent
   * @param startsAtZero whether the axis begins at 0
   */
  public record Unit(String name, boolean isShare, boolean startsAtZero) {
    /** Shares, shown in percent. */
    public static Unit share(String name) {
      return new Unit(name, true, true);
    }

    /** Numbers from 0 on. */
    public static Unit number(String name) {
      return new Unit(name, false, true);
    }
  }

  /**
   * A line.
   *
   * @param name legend
   * @param role whose it is: decides the colour
   * @param isSmoothed whether the reader's smoothing applies
   * @param points in order of x; x that others have and this one lacks are gaps
   */
  public record Line(String name, Block.Role role, boolean isSmoothed, List<Point> points) {
    /** Copies the list. */
    public Line {
      points = List.copyOf(points);
    }
  }

  /**
   * A point.
   *
   * @param x where
   * @param y value
   * @param low lower end of its interval, or null
   * @param high upper end, or null
   */
  public record Point(double x, double y, Double low, Double high) {
    /** A point without interval. */
    public static Point of(double x, double y) {
      return new Point(x, y, null, null);
    }
  }

  /** Whether the reader's smoothing applies to a line. */
  boolean isSmoothed() {
    return lines.stream().anyMatch(Line::isSmoothed);
  }

  /** Every x that a line has a point at, or should have. */
  SortedSet<Double> xs() {
    SortedSet<Double> xs = new TreeSet<>();
    expectedAt.forEach(x -> xs.add((double) x));
    lines.forEach(line -> line.points().forEach(point -> xs.add(point.x())));
    return xs;
  }
}
