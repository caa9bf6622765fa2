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
                + " two rollouts of each verdict. Everything that is kept is in the run's rollouts,"
                + " as Parquet.",
        List.of(
            run.samples().isEmpty()
                ? Block.Notice.of(
                    run.rounds().isEmpty() ? "No rollouts yet." : "No rollouts are kept.")
                : new Block.Samples(run.samples())));
  }
}
