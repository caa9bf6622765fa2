package dev.rondo.report;

import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.evaluate.PairedComparison;
import dev.rondo.report.facts.RunFacts;
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
import dev.rondo.report.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** pass@k on problems that no training saw: before, after, control, and over the rounds. */
final class HeldOutSection {
  private static final int MOST_COLUMNS = 5;

  private HeldOutSection() {}

  static Section of(RunFacts run) {
    List<Block> blocks = new ArrayList<>();
    List<Evaluated> endpoints = endpoints(run);
    if (endpoints.isEmpty()) {
      blocks.add(Block.Notice.of("No evaluation is finished yet."));
    } else {
      blocks.add(new Block.Charts(List.of(passAtK(run), overRounds(run))));
      blocks.add(policies(endpoints));
      blocks.add(answers(endpoints));
      differences(run).ifPresent(blocks::add);
      if (run.control().isPresent()) {
        blocks.add(
            Block.Notice.of(
                "The control is a copy of the base policy that got "
                    + (run.config().control().hasRounds()
                        ? "the same rounds on verdicts that were shuffled among the rollouts of"
                            + " each round: what format, length and chance bring without a"
                            + " verifier."
                        : run.config().control().updates()
                            + " more supervised updates on the same worked solutions, instead of"
                            + " rounds.")));
      }
    }
    return new Section(
        "held-out",
        "Held-out problems",
        "Problems that no training saw. pass@k: the chance that at least one of k sampled responses"
            + " is correct, unbiased from n samples. Bands and ranges: 95 % intervals by Jeffreys'"
            + " method at the effective number of problems; none at k = n. Greedy: the most likely"
            + " response, once.",
        blocks);
  }

  static List<Evaluated> endpoints(RunFacts run) {
    List<Evaluated> endpoints = new ArrayList<>();
    run.before().ifPresent(endpoints::add);
    run.after().ifPresent(endpoints::add);
    run.control().ifPresent(endpoints::add);
    return endpoints;
  }

  private static Chart passAtK(RunFacts run) {
    List<Line> lines = new ArrayList<>();
    run.before().ifPresent(e -> lines.add(tries("before", Role.BEFORE, e)));
    run.after().ifPresent(e -> lines.add(tries("after", Role.AFTER, e)));
    run.control().ifPresent(e -> lines.add(tries("control", Role.CONTROL, e)));
    return new Chart(
        "pass-at-k",
        "pass@k",
        Axis.TRIES,
        Unit.share("solved by one of k"),
        lines,
        List.of(),
        List.of());
  }

  private static Line tries(String name, Role role, Evaluated evaluated) {
    return new Line(
        name,
        role,
        false,
        evaluated.passAtK().stream().map(estimate -> point(estimate.k(), estimate)).toList());
  }

  private static Point point(double x, PassAtK estimate) {
    return new Point(
        x,
        estimate.value(),
        estimate.interval().map(Interval::low).orElse(null),
        estimate.interval().map(Interval::high).orElse(null));
  }

  private static Chart overRounds(RunFacts run) {
    List<Point> pass1 = new ArrayList<>();
    List<Point> greedy = new ArrayList<>();
    for (Evaluated evaluated : run.evaluations()) {
      if (!evaluated.isControl()) {
        evaluated.passAt(1).ifPresent(one -> pass1.add(point(evaluated.round(), one)));
        evaluated.greedyShare().ifPresent(share -> greedy.add(Point.of(evaluated.round(), share)));
      }
    }
    return new Chart(
        "held-out-rounds",
        "pass@1 and greedy over the rounds",
        Axis.ROUND,
        Unit.share("of held-out problems"),
        List.of(
            new Line("pass@1", Role.AFTER, false, pass1),
            new Line("greedy", Role.SECOND, false, greedy)),
        List.of(),
        List.of());
  }

  private static Block.Table policies(List<Evaluated> endpoints) {
    List<Integer> ks = shownKs(endpoints);
    List<String> header = new ArrayList<>(List.of("policy"));
    ks.forEach(k -> header.add("pass@" + k));
    header.add("greedy");
    List<List<Cell>> rows = new ArrayList<>();
    for (Evaluated evaluated : endpoints) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(evaluated.label())));
      ks.forEach(k -> row.add(evaluated.passAt(k).map(HeldOutSection::cell).orElse(Cell.of("–"))));
      row.add(Cell.of(evaluated.greedyShare().map(Numbers::percent).orElse("–")));
      rows.add(row);
    }
    return Block.Table.of("Policies on the held-out problems", header, rows);
  }

  /** What stands behind the estimates: how the policies answered, and how often they were asked. */
  private static Block.Table answers(List<Evaluated> endpoints) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Evaluated evaluated : endpoints) {
      EvaluationSummary summary = evaluated.sampled();
      rows.add(
          List.of(
              Cell.of(evaluated.label()),
              Cell.of(Numbers.fixed(summary.meanResponseTokens(), 1)),
              Cell.of(Numbers.percent(summary.noAnswerShare())),
              Cell.of(Numbers.percent(summary.truncatedShare())),
              Cell.of(Numbers.percent((double) summary.unknown() / summary.responses())),
              Cell.of(
                  summary.wellFormedShare() == null
                      ? "–"
                      : Numbers.percent(summary.wellFormedShare())),
              Cell.of(summary.samples() + " × " + summary.tallies().size()),
              Cell.of(Integer.toString(summary.rejected().size()))));
    }
    return Block.Table.of(
        "How they answered",
        List.of(
            "policy",
            "tokens",
            "no answer",
            "truncated",
            "unknown",
            "well-formed",
            "samples × problems",
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

  private static Optional<Block> differences(RunFacts run) {
    List<List<Cell>> rows = new ArrayList<>();
    run.gain().ifPresent(c -> rows.add(difference("rounds − base policy", c)));
    run.controlGain().ifPresent(c -> rows.add(difference("control − base policy", c)));
    run.gainOverControl().ifPresent(c -> rows.add(difference("rounds − control", c)));
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Block.Table.of(
                "Paired differences of pass@1, problem by problem",
                List.of("difference", "pass@1", "95 % interval", "problems"),
                rows));
  }

  private static List<Cell> difference(String name, PairedComparison comparison) {
    Interval interval = comparison.difference();
    return Cell.row(
        name,
        Numbers.points(interval.value()),
        Numbers.range(interval.low(), interval.high()),
        Integer.toString(comparison.problems()));
  }
}
