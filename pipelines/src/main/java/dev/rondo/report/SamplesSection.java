package dev.rondo.report;

import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Section;
import java.util.List;

/** Rollouts to look at. */
final class SamplesSection {
  private SamplesSection() {}

  static Section of(RunFacts run) {
    return new Section(
        "rollouts",
        "Rollouts",
        run.samples().isEmpty()
            ? ""
            : "A few of each round that is shown: of the first problems of its first shard up to"
                + " two rollouts of each verdict. Everything is in the run's rollouts, as Parquet.",
        List.of(
            run.samples().isEmpty()
                ? Block.Notice.of("No rollouts yet.")
                : new Block.Samples(run.samples())));
  }
}
