package dev.rondo.report;

import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Section;
import dev.rondo.trainer.metrics.MetricsLog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Where the time went, from the metrics log. */
final class TimesSection {
  private TimesSection() {}

  static Section of(RunFacts run) {
    TreeMap<String, double[]> totals = new TreeMap<>();
    for (MetricsLog.Row row : run.metrics()) {
      row.values()
          .forEach(
              (key, value) -> {
                if (key.endsWith("seconds") && !row.phase().equals(MetricsLog.UPDATE_PHASE)) {
                  String name = row.phase() + ": " + key.substring(key.indexOf('/') + 1);
                  double[] total =
                      totals.computeIfAbsent(name.replace('_', ' '), x -> new double[2]);
                  total[0] += value;
                  total[1]++;
                }
              });
    }
    List<Block> blocks = new ArrayList<>();
    if (totals.isEmpty()) {
      blocks.add(Block.Notice.of("No times yet."));
    } else {
      double rounds =
          seconds(run, "sample", "rollout/seconds") + seconds(run, "round", "train/round_seconds");
      double control = seconds(run, "supervised", "train/seconds");
      blocks.add(
          Block.Notice.of(
              "The rounds took "
                  + Numbers.fixed(rounds, 1)
                  + " s to sample and train"
                  // A control that has rounds has a log of its own.
                  + (control == 0 ? "" : ", the control " + Numbers.fixed(control, 1) + " s")
                  + "."));
      List<List<Cell>> rows = new ArrayList<>();
      totals.forEach(
          (name, total) ->
              rows.add(
                  Cell.row(
                      name,
                      Numbers.fixed(total[0], 1),
                      Numbers.fixed(total[0] / total[1], 2),
                      Numbers.fixed(total[1], 0))));
      blocks.add(
          new Block.Table("Every time", List.of("what", "total", "mean", "times"), rows, true));
    }
    return new Section(
        "times",
        "Times",
        "Wall-clock seconds as measured; the only part of this page that differs between two runs"
            + " of the same configuration.",
        blocks);
  }

  private static double seconds(RunFacts run, String phase, String key) {
    return run.metrics().stream()
        .filter(row -> row.phase().equals(phase))
        .mapToDouble(row -> row.values().getOrDefault(key, 0.0))
        .sum();
  }
}
