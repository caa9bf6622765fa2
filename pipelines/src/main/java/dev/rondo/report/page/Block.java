package dev.rondo.report.page;

import dev.rondo.report.facts.SampleRollout;
import java.util.Arrays;
import java.util.List;

/** What a section is made of. All texts are plain: the writer escapes them. */
public sealed interface Block {

  /** Numbers to see first. */
  record Tiles(List<Tile> tiles) implements Block {}

  /**
   * One number.
   *
   * @param name what it is
   * @param value the number as text
   * @param detail a line below it; may be empty
   * @param role whose number it is: decides its colour
   */
  record Tile(String name, String value, String detail, Role role) {}

  /**
   * A table. The first column names its rows.
   *
   * @param caption what it is, for everybody
   * @param header names of the columns
   * @param rows as wide as the header
   * @param isCollapsed whether it is shown on demand
   */
  record Table(String caption, List<String> header, List<List<Cell>> rows, boolean isCollapsed)
      implements Block {
    /** Checks the width of the rows. */
    public Table {
      for (List<Cell> row : rows) {
        if (row.size() != header.size()) {
          throw new IllegalArgumentException(
              "Cannot use a row of " + row.size() + " cells (allowed: " + header.size() + ")");
        }
      }
    }

    /** A table that is shown at once. */
    public static Table of(String caption, List<String> header, List<List<Cell>> rows) {
      return new Table(caption, header, rows, false);
    }
  }

  /**
   * A cell.
   *
   * @param text what it says
   * @param detail a second, smaller line; may be empty
   */
  record Cell(String text, String detail) {
    /** A cell of one line. */
    public static Cell of(String text) {
      return new Cell(text, "");
    }

    /** A row of cells of one line. */
    public static List<Cell> row(String... texts) {
      return Arrays.stream(texts).map(Cell::of).toList();
    }
  }

  /** Charts side by side. */
  record Charts(List<Chart> charts) implements Block {}

  /**
   * Shares by problem and policy.
   *
   * @param caption what it is
   * @param policies names of the columns
   * @param problems the rows
   */
  record HeatMap(String caption, List<String> policies, List<HeatRow> problems) implements Block {}

  /**
   * A row of a heat map.
   *
   * @param id the problem
   * @param text its text; may be empty
   * @param shares a policy's share each, 0 .. 1; null where it was not measured
   */
  record HeatRow(String id, String text, List<Double> shares) {}

  /** Rollouts to browse. */
  record Samples(List<SampleRollout> samples) implements Block {}

  /**
   * A graph in lanes.
   *
   * @param caption what it is
   * @param lanes names of the lanes, top to bottom
   * @param columns names of the columns, left to right
   * @param nodes what is in them
   * @param edges from one node to another, by their ids
   */
  record Graph(
      String caption, List<String> lanes, List<String> columns, List<Node> nodes, List<Edge> edges)
      implements Block {}

  /**
   * A node.
   *
   * @param id what edges call it
   * @param lane its row, from 0
   * @param column its column, from 0
   * @param name what it says
   * @param detail a second line
   */
  record Node(String id, int lane, int column, String name, String detail) {}

  /** An edge between two nodes, with what it is. */
  record Edge(String from, String to, String role) {}

  /** Text as it stands, shown on demand under a line that says what it is. */
  record Preformatted(String summary, String text) implements Block {}

  /** A sentence: that something is not there yet, or that something is wrong. */
  record Notice(String text, boolean isWarning) implements Block {
    /** A sentence that warns of nothing. */
    public static Notice of(String text) {
      return new Notice(text, false);
    }
  }

  /** Whose number something is. A colour has this one meaning on the whole page. */
  enum Role {
    /** The base policy, before all rounds. */
    BEFORE,
    /** The policy of the rounds. */
    AFTER,
    /** The control. */
    CONTROL,
    /** Nobody's in particular: first metric of a chart. */
    FIRST,
    /** Second metric of a chart. */
    SECOND,
    /** Third metric of a chart. */
    THIRD,
    /** A line to compare with. */
    REFERENCE
  }
}
