package dev.rondo.report;

import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.evaluate.PolicyComparison;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Chart;
import dev.rondo.report.page.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** pass@k on the benchmarks that the run ends with: before, after and control. */
final class BenchmarksSection {
  private BenchmarksSection() {}

  static Section of(RunFacts run) {
    List<Block> blocks = new ArrayList<>();
    List<Chart> charts = new ArrayList<>();
    List<Block> tables = new ArrayList<>();
    int number = 0;
    for (String benchmark : run.benchmarks()) {
      List<Evaluated> endpoints = run.endpoints(benchmark);
      number++;
      charts.add(
          EvaluationBlocks.passAtK("benchmark-" + number, "pass@k on " + benchmark, endpoints));
      tables.add(EvaluationBlocks.policies("Policies on " + benchmark, endpoints));
      tables.add(EvaluationBlocks.answers("How they answered on " + benchmark, endpoints));
    }
    if (charts.isEmpty()) {
      blocks.add(
          Block.Notice.of(
              run.config().evaluation().benchmarks().isEmpty()
                  ? "This run has no benchmarks besides its held-out problems"
                      + " (evaluation.benchmarks)."
                  : "The benchmarks are evaluated when the last round is published."));
    } else {
      blocks.add(new Block.Charts(charts));
      blocks.addAll(tables);
      differences(run, blocks);
    }
    return new Section(
        "benchmarks",
        "Benchmarks",
        "Imported problems on which the base policy, the last one and the control are measured once"
            + " the rounds are over; none of them is among the training problems.",
        blocks);
  }

  private static void differences(RunFacts run, List<Block> blocks) {
    Map<String, Map<String, EvaluationSummary>> policies = new LinkedHashMap<>();
    for (String benchmark : run.benchmarks()) {
      for (Evaluated evaluated : run.endpoints(benchmark)) {
        policies
            .computeIfAbsent(evaluated.label(), label -> new TreeMap<>())
            .put(benchmark, evaluated.sampled());
      }
    }
    PolicyComparison comparison =
        PolicyComparison.of(
            policies.entrySet().stream()
                .map(policy -> new PolicyComparison.Policy(policy.getKey(), policy.getValue()))
                .toList(),
            List.of(1));
    List<List<Cell>> rows = new ArrayList<>();
    for (PolicyComparison.Difference difference : comparison.differences()) {
      Interval interval = difference.paired().difference();
      rows.add(
          Cell.row(
              difference.policy() + " − " + comparison.policies().get(0).name(),
              difference.benchmark(),
              Numbers.points(interval.value()),
              Numbers.range(interval.low(), interval.high()),
              Integer.toString(difference.paired().problems()),
              String.format(Locale.ROOT, "%.4f", difference.corrected())));
    }
    if (!rows.isEmpty()) {
      blocks.add(
          Block.Table.of(
              "Paired differences of pass@1 on benchmarks, problem by problem",
              List.of("difference", "benchmark", "pass@1", "95 % interval", "problems", "p (Holm)"),
              rows));
    }
    comparison
        .omissions()
        .forEach(omission -> blocks.add(Block.Notice.of("Not compared: " + omission.text())));
  }
}
