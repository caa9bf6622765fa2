package dev.rondo.cli;

import static dev.rondo.programs.hub.Markdown.head;
import static dev.rondo.programs.hub.Markdown.row;
import static dev.rondo.programs.hub.Markdown.text;

import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.evaluate.PairedComparison;
import dev.rondo.evaluate.PolicyComparison;
import dev.rondo.evaluate.PolicyComparison.Difference;
import dev.rondo.evaluate.PolicyComparison.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A comparison of policies as Markdown: of each benchmark the policies by k, then the differences,
 * then what could not be compared. Names of policies and benchmarks are shown, never obeyed.
 */
final class ComparisonText {
  private static final String NONE = "–";

  private ComparisonText() {}

  static String of(PolicyComparison comparison) {
    StringBuilder page = new StringBuilder();
    for (String benchmark : comparison.benchmarks()) {
      List<String> titles = new ArrayList<>(List.of("policy", "n", "problems"));
      comparison.ks().forEach(k -> titles.add("pass@" + k));
      titles.addAll(List.of("no answer", "cut", "unknown"));
      page.append("## ").append(text(benchmark)).append("\n\n");
      page.append(head(titles.toArray(String[]::new)));
      for (Policy policy : comparison.policies()) {
        EvaluationSummary summary = policy.benchmarks().get(benchmark);
        if (summary != null) {
          page.append(row(cells(policy.name(), summary, comparison.ks())));
        }
      }
      page.append('\n');
    }
    String first = text(comparison.policies().get(0).name());
    if (!comparison.differences().isEmpty()) {
      page.append("## Differences to ").append(first).append("\n\n");
      page.append(
          head("policy", "benchmark", "k", "points", "95 % interval", "problems", "p", "p (Holm)"));
      comparison.differences().forEach(difference -> page.append(row(cells(difference))));
    }
    if (!comparison.omissions().isEmpty()) {
      page.append(comparison.differences().isEmpty() ? "" : "\n");
      page.append("## Not compared with ").append(first).append("\n\n");
      comparison.omissions().forEach(o -> page.append("- ").append(text(o.text())).append('\n'));
    }
    return page.toString();
  }

  private static List<String> cells(String name, EvaluationSummary summary, List<Integer> ks) {
    int rejected = summary.rejected().size();
    List<String> cells = new ArrayList<>();
    cells.add(text(name));
    cells.add(Integer.toString(summary.samples()));
    cells.add(summary.tallies().size() + (rejected == 0 ? "" : " (+ " + rejected + " rejected)"));
    ks.forEach(k -> cells.add(k > summary.samples() ? NONE : percent(summary.passAt(k))));
    cells.add(format("%.1f %%", 100 * summary.noAnswerShare()));
    cells.add(format("%.1f %%", 100 * summary.truncatedShare()));
    cells.add(format("%.1f %%", 100 * summary.unknownShare()));
    return cells;
  }

  private static String percent(Interval interval) {
    String value = format("%.1f", 100 * interval.value());
    return interval.hasEnds()
        ? value + format(" [%.1f, %.1f]", 100 * interval.low(), 100 * interval.high())
        : value;
  }

  private static List<String> cells(Difference difference) {
    PairedComparison paired = difference.paired();
    Interval points = paired.difference();
    return List.of(
        text(difference.policy()),
        text(difference.benchmark()),
        Integer.toString(paired.k()),
        format("%+.1f", 100 * points.value()),
        points.hasEnds() ? format("%+.1f to %+.1f", 100 * points.low(), 100 * points.high()) : NONE,
        Integer.toString(paired.problems()),
        format("%.4f", paired.pValue()),
        format("%.4f", difference.corrected()));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
