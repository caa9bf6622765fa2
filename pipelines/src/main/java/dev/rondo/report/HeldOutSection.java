package dev.rondo.report;

import dev.rondo.evaluate.Interval;
import dev.rondo.evaluate.PairedComparison;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Block.Role;
import dev.rondo.report.page.Chart;
import dev.rondo.report.page.Chart.Axis;
import dev.rondo.report.page.Chart.Line;
import dev.rondo.report.page.Chart.Point;
import dev.rondo.report.page.Chart.Unit;
import dev.rondo.report.page.Section;
import dev.rondo.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;

/** pass@k on problems that no training saw: before, after, control, and over the rounds. */
final class HeldOutSection {
  private HeldOutSection() {}

  static Section of(RunFacts run) {
    List<Block> blocks = new ArrayList<>();
    List<Evaluated> endpoints = run.endpoints(RunDirectory.HELD_OUT);
    if (endpoints.isEmpty()) {
      blocks.add(Block.Notice.of("No evaluation is finished yet."));
    } else {
      blocks.add(
          new Block.Charts(
              List.of(
                  EvaluationBlocks.passAtK("pass-at-k", "pass@k", endpoints), overRounds(run))));
      blocks.add(EvaluationBlocks.policies("Policies on the held-out problems", endpoints));
      blocks.add(EvaluationBlocks.answers("How they answered", endpoints));
      blocks.addAll(differences(run));
      if (run.control().isPresent()) {
        blocks.add(
            Block.Notice.of(
                "The control is a copy of the base policy that got "
                    + (run.config().control().hasRounds()
                        ? "the same rounds on verdicts that were shuffled among the rollouts of"
                            + " each round: what format, length and chance bring without a"
                            + " verifier."
                            + (run.config().rollout().reserves() > 0
                                ? " Reserves took places of its groups by the true verdicts, before"
                                    + " those were shuffled, so a verifier chose its groups."
                                : "")
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

  private static Chart overRounds(RunFacts run) {
    List<Point> pass1 = new ArrayList<>();
    List<Point> greedy = new ArrayList<>();
    for (Evaluated evaluated : run.heldOut()) {
      if (!evaluated.isControl()) {
        evaluated
            .passAt(1)
            .ifPresent(one -> pass1.add(EvaluationBlocks.point(evaluated.round(), one)));
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

  private static List<Block> differences(RunFacts run) {
    List<List<Cell>> rows = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    for (RunFacts.Difference difference : run.differences()) {
      String name = name(difference.of()) + " − " + name(difference.to());
      if (difference.paired().isPresent()) {
        rows.add(row(name, difference.paired().get()));
      } else {
        blocks.add(Block.Notice.of(name + ": " + difference.reason()));
      }
    }
    if (!rows.isEmpty()) {
      blocks.add(
          0,
          Block.Table.of(
              "Paired differences of pass@1, problem by problem",
              List.of("difference", "pass@1", "95 % interval", "problems"),
              rows));
    }
    return blocks;
  }

  private static String name(RunFacts.Role role) {
    return switch (role) {
      case BEFORE -> "base policy";
      case AFTER -> "rounds";
      case CONTROL -> "control";
    };
  }

  private static List<Cell> row(String name, PairedComparison comparison) {
    Interval interval = comparison.difference();
    return Cell.row(
        name,
        Numbers.points(interval.value()),
        Numbers.range(interval.low(), interval.high()),
        Integer.toString(comparison.problems()));
  }
}
