package dev.rondo.report;

import dev.rondo.config.Word;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.page.Page;
import java.util.List;
import java.util.Locale;

/** The report of a run: its sections in their order. */
public final class Report {
  private Report() {}

  /**
   * The page.
   *
   * @param state of the run, as {@link dev.rondo.run.ShownState} has it
   */
  public static Page page(RunFacts run, int refreshSeconds, String state) {
    return new Page(
        run.config().run().name(),
        lead(run),
        List.of(
            OverviewSection.of(run),
            HeldOutSection.of(run),
            BenchmarksSection.of(run),
            ProblemsSection.of(run),
            RoundsSection.of(run),
            VerdictsSection.of(run),
            SamplesSection.of(run),
            LineageSection.of(run),
            PlatformSection.of(run),
            SettingsSection.of(run),
            TimesSection.of(run)),
        refreshSeconds,
        state);
  }

  private static String lead(RunFacts run) {
    var config = run.config();
    return String.format(
        Locale.ROOT,
        "%d of %d rounds, each of %d problems with %d rollouts, objective %s, seed %d. Problems:"
            + " %s.",
        run.rounds().size(),
        config.run().rounds(),
        config.rollout().problemsPerRound(),
        config.rollout().groupSize(),
        Word.of(config.objective().name()),
        config.run().seed(),
        config.task().isImported() ? config.task().from() : config.task().name());
  }
}
