package dev.rondo.cli;

import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.EvaluationSummary.Estimate;
import dev.rondo.evaluate.Interval;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An evaluation in a few lines: the numbers, over what they were taken, and what of it might say
 * more about the format of the responses than about the policy.
 */
final class EvaluationText {
  private static final double MANY = 0.2;
  private static final double MANY_UNKNOWN = 0.05;
  private static final int REJECTED_SHOWN = 3;

  private EvaluationText() {}

  static List<String> lines(EvaluationSummary summary) {
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%s: %d problems, %d samples each%s",
            summary.benchmark(),
            summary.tallies().size(),
            summary.samples(),
            summary.subject().verifiers() == null
                ? ""
                : ", judged by " + summary.subject().verifiers()));
    estimates(lines, "pass@", summary.passAtK());
    List<Estimate> votes = summary.majAtK().stream().filter(e -> e.k() > 1).toList();
    estimates(lines, "maj@", votes);
    lines.add(
        format(
            "  of %d responses: %.1f %% without an answer, %.1f %% cut at the length limit, %.1f %%"
                + " undecided",
            summary.responses(),
            100 * summary.noAnswerShare(),
            100 * summary.truncatedShare(),
            100 * summary.unknownShare()));
    rejected(lines, summary.rejected());
    warnings(lines, summary);
    return lines;
  }

  private static void estimates(List<String> lines, String name, List<Estimate> estimates) {
    for (Estimate estimate : estimates) {
      Interval interval = estimate.interval();
      lines.add(
          format("  %s%-5d %5.1f %%", name, estimate.k(), 100 * interval.value())
              + (interval.hasEnds()
                  ? format("  [%.1f, %.1f]", 100 * interval.low(), 100 * interval.high())
                  : ""));
    }
  }

  private static void rejected(List<String> lines, Map<String, String> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    lines.add(format("  %d problems could not be sampled and are in no number:", rejected.size()));
    rejected.entrySet().stream()
        .limit(REJECTED_SHOWN)
        .forEach(entry -> lines.add("    " + entry.getKey() + ": " + entry.getValue()));
    if (rejected.size() > REJECTED_SHOWN) {
      lines.add(
          format(
              "    and %d more (__rondo/rejected/ in the blocks)",
              rejected.size() - REJECTED_SHOWN));
    }
  }

  private static void warnings(List<String> lines, EvaluationSummary summary) {
    if (summary.noAnswerShare() >= MANY) {
      boolean isLadder = Verifiers.extractionOf(summary.subject().verifiers()) == Extraction.LADDER;
      lines.add(
          "  Warning: many responses give no answer that the verifier finds. The numbers say more"
              + " of the format than of the policy: ask for the form in the prompt"
              + (isLadder ? "." : ", or look for the answer elsewhere (--extraction ladder)."));
    }
    if (summary.truncatedShare() >= MANY) {
      lines.add(
          "  Warning: many responses were cut before they ended; longer ones may be right"
              + " (--max-response-tokens).");
    }
    if (summary.unknownShare() >= MANY_UNKNOWN) {
      lines.add("  Warning: many verdicts are unknown, and count as not correct.");
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
