package dev.rondo.report;

import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.report.facts.RunFacts.PassAtK;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Block.Role;
import dev.rondo.report.page.Chart;
import dev.rondo.report.page.Chart.Axis;
import dev.rondo.report.page.Chart.Line;
import dev.rondo.report.page.Chart.Point;
import dev.rondo.report.page.Chart.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What a page shows of the evaluations of several policies on the same problems. */
final class EvaluationBlocks {
  private static final int MOST_COLUMNS = 5;

  private EvaluationBlocks() {}

  /** The curve of each policy over k, with its band. */
  static Chart passAtK(String id, String title, List<Evaluated> endpoints) {
    return new Chart(
        id,
        title,
        Axis.TRIES,
        Unit.share("solved by one of k"),
        endpoints.stream().map(EvaluationBlocks::tries).toList(),
        List.of(),
        List.of());
  }

  private static Line tries(Evaluated evaluated) {
    return new Line(
        evaluated.role().label(),
        Role.valueOf(evaluated.role().name()),
        false,
        evaluated.passAtK().stream().map(estimate -> point(estimate.k(), estimate)).toList());
  }

  /** An estimate with the ends of its interval. */
  static Point point(double x, PassAtK estimate) {
    return new Point(
        x,
        estimate.value(),
        estimate.interval().map(Interval::low).orElse(null),
        estimate.interval().map(Interval::high).orElse(null));
  }

  /** Rows are policies, columns are k. */
  static Block.Table policies(String title, List<Evaluated> endpoints) {
    List<Integer> ks = shownKs(endpoints);
    List<String> header = new ArrayList<>(List.of("policy"));
    ks.forEach(k -> header.add("pass@" + k));
    header.add("greedy");
    List<List<Cell>> rows = new ArrayList<>();
    for (Evaluated evaluated : endpoints) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(evaluated.label())));
      ks.forEach(
          k -> row.add(evaluated.passAt(k).map(EvaluationBlocks::cell).orElse(Cell.of("–"))));
      row.add(Cell.of(evaluated.greedyShare().map(Numbers::percent).orElse("–")));
      rows.add(row);
    }
    return Block.Table.of(title, header, rows);
  }

  /** What stands behind the estimates: how the policies answered, and how often they were asked. */
  static Block.Table answers(String title, List<Evaluated> endpoints) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Evaluated evaluated : endpoints) {
      EvaluationSummary summary = evaluated.sampled();
      rows.add(
          List.of(
              Cell.of(evaluated.label()),
              Cell.of(Numbers.fixed(summary.meanResponseTokens(), 1)),
              Cell.of(Numbers.percent(summary.noAnswerShare())),
              Cell.of(Numbers.percent(summary.truncatedShare())),
              Cell.of(Numbers.percent(summary.unknownShare())),
              Cell.of(
                  summary.wellFormedShare() == null
                      ? "–"
                      : Numbers.percent(summary.wellFormedShare())),
              Cell.of(summary.samples() + " × " + summary.tallies().size()),
              Cell.of(Integer.toString(summary.rejected().size()))));
    }
    return Block.Table.of(
        title,
        List.of(
            "policy",
            "tokens",
            "no answer",
            "truncated",
            "unknown",
            "well-formed",
            "n × problems",
            "rejected"),
        rows);
  }

  /** At most five of the ks: from the largest down every other, and 1. */
  private static List<Integer> shownKs(List<Evaluated> endpoints) {
    TreeSet<Integer> ks = new TreeSet<>();
    endpoints.forEach(e -> e.passAtK().forEach(estimate -> ks.add(estimate.k())));
    List<Integer> all = List.copyOf(ks);
    while (ks.size() > MOST_COLUMNS) {
      List<Integer> left = List.copyOf(ks);
      for (int i = left.size() - 2; i > 0 && ks.size() > MOST_COLUMNS; i -= 2) {
        ks.remove(left.get(i));
      }
    }
    return all.size() <= MOST_COLUMNS ? all : List.copyOf(ks);
  }

  private static Cell cell(PassAtK estimate) {
    return new Cell(
        Numbers.percent(estimate.value()),
        estimate.interval().map(i -> Numbers.range(i.low(), i.high())).orElse("k = n"));
  }
}
