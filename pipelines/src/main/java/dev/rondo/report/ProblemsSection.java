package dev.rondo.report;

import dev.rondo.evaluate.ProblemTally;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.HeatRow;
import dev.rondo.report.page.Section;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which held-out problem each policy solves, and how often: problems by policies. */
final class ProblemsSection {
  private static final int MOST_POLICIES = 10;
  private static final int MOST_PROBLEMS = 400;

  private ProblemsSection() {}

  static Section of(RunFacts run) {
    List<Evaluated> policies = shown(run.heldOut());
    List<Block> blocks = new ArrayList<>();
    String note =
        "Share of the samples of each problem that are correct, in percent: the stronger the"
            + " colour, the more. Sorted by the share before, then by the problem's id.";
    if (policies.isEmpty()) {
      blocks.add(Block.Notice.of("No evaluation is finished yet."));
    } else {
      List<HeatRow> rows = rows(run, policies);
      if (rows.size() > MOST_PROBLEMS) {
        note +=
            " The "
                + MOST_PROBLEMS
                + " of "
                + rows.size()
                + " problems with the largest change are shown.";
        rows = mostChanged(rows);
      }
      blocks.add(
          new Block.HeatMap(
              "Solved share by problem and policy",
              policies.stream().map(Evaluated::label).toList(),
              rows));
    }
    return new Section("problems", "Problem by problem", note, blocks);
  }

  /** The base policy, the latest, the control and as many between as there is room for. */
  private static List<Evaluated> shown(List<Evaluated> evaluations) {
    List<Evaluated> rounds = evaluations.stream().filter(e -> !e.isControl()).toList();
    List<Evaluated> shown = new ArrayList<>();
    int number = Math.min(rounds.size(), MOST_POLICIES);
    for (int i = 0; i < number; i++) {
      shown.add(
          rounds.get(number == 1 ? 0 : (int) ((long) i * (rounds.size() - 1) / (number - 1))));
    }
    evaluations.stream().filter(Evaluated::isControl).forEach(shown::add);
    return shown;
  }

  private static List<HeatRow> rows(RunFacts run, List<Evaluated> policies) {
    List<Map<String, Double>> shares = new ArrayList<>();
    TreeMap<String, Boolean> ids = new TreeMap<>();
    for (Evaluated evaluated : policies) {
      Map<String, Double> ofPolicy = new HashMap<>();
      for (ProblemTally tally : evaluated.sampled().tallies()) {
        ofPolicy.put(tally.problemId(), (double) tally.correct() / tally.samples());
        ids.put(tally.problemId(), true);
      }
      shares.add(ofPolicy);
    }
    List<HeatRow> rows = new ArrayList<>();
    for (String id : ids.keySet()) {
      List<Double> row = new ArrayList<>();
      shares.forEach(ofPolicy -> row.add(ofPolicy.get(id)));
      rows.add(new HeatRow(id, run.prompts().getOrDefault(id, ""), row));
    }
    return sorted(rows);
  }

  private static List<HeatRow> sorted(Collection<HeatRow> rows) {
    return rows.stream()
        .sorted(Comparator.comparingDouble(ProblemsSection::before).thenComparing(HeatRow::id))
        .toList();
  }

  private static double before(HeatRow row) {
    Double share = row.shares().get(0);
    return share == null ? -1 : share;
  }

  private static List<HeatRow> mostChanged(List<HeatRow> rows) {
    return sorted(
        rows.stream()
            .sorted(
                Comparator.comparingDouble(ProblemsSection::change)
                    .reversed()
                    .thenComparing(HeatRow::id))
            .limit(MOST_PROBLEMS)
            .toList());
  }

  private static double change(HeatRow row) {
    double low = 1;
    double high = 0;
    for (Double share : row.shares()) {
      if (share != null) {
        low = Math.min(low, share);
        high = Math.max(high, share);
      }
    }
    return high - low;
  }
}
