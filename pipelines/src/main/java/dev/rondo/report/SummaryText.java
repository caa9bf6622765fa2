package dev.rondo.report;

import dev.rondo.config.RunConfig;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.evaluate.PairedComparison;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.report.facts.RunFacts.PassAtK;
import dev.rondo.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One page of plain text about a run, for somebody who has never seen one: what happened, what it
 * brought, how sure that is, where to look next. At most 79 characters wide where paths allow.
 */
public final class SummaryText {
  private static final String CELL = "%22s";
  private static final int LONGEST_LINE = 72;

  private final RunFacts run;
  private final List<String> lines = new ArrayList<>();

  private SummaryText(RunFacts run) {
    this.run = run;
  }

  /**
   * The page, lines without line ends.
   *
   * @param runDirectory as the person wrote it
   */
  public static List<String> of(RunFacts run, Path runDirectory) {
    SummaryText text = new SummaryText(run);
    text.whatHappened();
    text.table();
    text.gains();
    text.whereAndNext(runDirectory);
    return List.copyOf(text.lines);
  }

  private void whatHappened() {
    RunConfig config = run.config();
    say("WHAT HAPPENED");
    boolean isCheckpoint = !config.model().from().isEmpty();
    boolean isSupervised = config.warmStart().updates() > 0;
    if (isCheckpoint) {
      say("  The base policy is the checkpoint %s", config.model().from());
    }
    if (isSupervised) {
      say(
          isCheckpoint
              ? "  after imitating worked solutions, %,d at most."
              : "  A small language model imitated %,d worked solutions: the base policy.",
          config.task().demonstrations());
    }
    if (isSupervised && !config.task().isImported() && config.task().knownFacts() < 1) {
      say(
          "  Their teacher knew %.0f %% of the facts and guessed the others, and so did it.",
          100 * config.task().knownFacts());
    }
    say(
        "  Then came %d rounds. In each it tried %d problems %d times, a verifier judged",
        run.rounds().size(), config.rollout().problemsPerRound(), config.rollout().groupSize());
    say(
        "  every answer, and it was trained on its own right and wrong attempts. No%s",
        isSupervised ? "" : " solution");
    say(isSupervised ? "  further solution was shown to it." : "  was shown to it.");
    if (config.rollout().reserves() > 0) {
      say("  Problems whose attempts were all right, or none of them, gave their places to");
      say("  others that it tried then, as far as attempts at those were both.");
    }
    say("");
  }

  private void table() {
    List<Evaluated> columns = run.endpoints(RunDirectory.HELD_OUT);
    if (columns.isEmpty()) {
      return;
    }
    EvaluationSummary first = columns.get(0).sampled();
    say(
        "ON %d PROBLEMS THAT IT NEVER SAW (percent solved, with 95 %% interval)",
        first.tallies().size());
    StringBuilder header = new StringBuilder(String.format(Locale.ROOT, "  %-22s", ""));
    for (Evaluated column : columns) {
      header.append(String.format(Locale.ROOT, CELL, column.role().label()));
    }
    say("%s", header);
    for (int k : shownKs(first)) {
      row(
          k == 1 ? "one try (pass@1)" : "best of " + k + " (pass@" + k + ")",
          columns,
          column -> column.passAt(k).map(SummaryText::withInterval));
    }
    row("greedy answer", columns, column -> column.greedyShare().map(SummaryText::percent));
    row(
        "tokens per response",
        columns,
        column -> Optional.of(Numbers.fixed(column.sampled().meanResponseTokens(), 1)));
    row(
        "well-formed attempts",
        columns,
        column ->
            Optional.ofNullable(column.sampled().wellFormedShare()).map(SummaryText::percent));
    say("");
  }

  /** k = 1, the largest, and one between. */
  private static List<Integer> shownKs(EvaluationSummary summary) {
    List<Integer> ks = summary.passAtK().stream().map(EvaluationSummary.Estimate::k).toList();
    return ks.size() <= 3
        ? ks
        : List.of(ks.get(0), ks.get((ks.size() - 1) / 2), ks.get(ks.size() - 1));
  }

  private interface Cell {
    Optional<String> of(Evaluated column);
  }

  private void row(String name, List<Evaluated> columns, Cell cell) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-22s", name));
    for (Evaluated column : columns) {
      line.append(String.format(Locale.ROOT, CELL, cell.of(column).orElse("-")));
    }
    say("%s", line);
  }

  private void gains() {
    if (run.gain().isEmpty()) {
      return;
    }
    say("THE GAIN IN PASS@1, PROBLEM BY PROBLEM");
    for (RunFacts.Difference difference : run.differences()) {
      String name = name(difference.of()) + " over " + name(difference.to());
      say("  %-22s %s", name, difference.paired().map(SummaryText::gain).orElse("no number:"));
      wrap(difference.reason());
    }
    if (run.control().isPresent() && run.config().control().hasRounds()) {
      say("  The control had the same rounds on verdicts shuffled among the rollouts of each");
      say("  round: what format, length and chance bring without a verifier.");
      if (run.config().rollout().reserves() > 0) {
        say("  Which groups it got was decided by the true verdicts: reserves took places");
        say("  of groups before the verdicts were shuffled.");
      }
    } else if (run.control().isPresent()) {
      say(
          "  The control is the base policy with %d more supervised updates on the same",
          run.config().control().updates());
      say("  worked solutions instead of rounds: what practice without a verifier brings.");
    }
    say("");
  }

  private static String name(RunFacts.Role role) {
    return switch (role) {
      case BEFORE -> "base";
      case AFTER -> "rounds";
      case CONTROL -> "control";
    };
  }

  /** Says a text of any length in lines that are indented. */
  private void wrap(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > LONGEST_LINE && !line.isEmpty()) {
        say("      %s", line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      say("      %s", line);
    }
  }

  private static String gain(PairedComparison comparison) {
    Interval interval = comparison.difference();
    return String.format(
        Locale.ROOT,
        "%-14s 95 %% interval %s to %s%s",
        Numbers.plainPoints(interval.value()),
        Numbers.fixed(100 * interval.low(), 1),
        Numbers.fixed(100 * interval.high(), 1),
        interval.low() <= 0 && interval.high() >= 0 ? " (could be chance)" : "");
  }

  private void whereAndNext(Path runDirectory) {
    say("WHERE TO LOOK");
    say("  %s", runDirectory.resolve("report").resolve("index.html"));
    say("      the report: open it in a browser");
    say("  %s", runDirectory.resolve("rollouts"));
    say("      every response with its tokens, verdict and reward, as Parquet");
    say("  %s", runDirectory.resolve("policies"));
    say("      every published policy, in Hugging Face layout");
    say("");
    say("WHAT TO DO NEXT");
    say("  rondo status --run %s", runDirectory);
    say("  rondo datasets verify %s", runDirectory);
    say("  Copy configs/small.yaml, change it, then: rondo init --config ... --run ...");
    say("  and rondo run --run ...; every setting is in docs/configuration.md.");
  }

  private static String withInterval(PassAtK estimate) {
    String value = percent(estimate.value());
    return estimate
        .interval()
        .map(
            i ->
                String.format(
                    Locale.ROOT, "%s [%s, %s]", value, percent(i.low()), percent(i.high())))
        .orElse(value);
  }

  private static String percent(double share) {
    return Numbers.fixed(100 * share, 1);
  }

  private void say(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values));
  }
}
