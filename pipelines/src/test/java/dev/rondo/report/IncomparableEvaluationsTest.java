package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunReader;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that an upgrade went through: its last evaluations are judged by a newer verifier. */
class IncomparableEvaluationsTest {
  private static final int ROUNDS = 7;

  @TempDir private Path directory;

  @Test
  void theyAreNamedWhereTheirDifferenceWouldBe() throws IOException {
    RunFacts run = RunReader.read(CommittedRun.finished(directory, ROUNDS));
    RunFacts upgraded =
        new RunFacts(
            run.config(),
            run.evaluations().stream().map(IncomparableEvaluationsTest::judgedAnewIfLast).toList(),
            run.rounds(),
            run.logs(),
            run.datasets(),
            run.samples(),
            run.prompts(),
            run.endedEarly());
    String reason =
        "Cannot compare evaluations with verifiers: arithmetic@1, and arithmetic@2 (allowed: the"
            + " same verifiers)";

    assertThat(OverviewSection.of(upgraded).block(Block.Tiles.class).tiles()).hasSize(3);
    assertThat(notices(OverviewSection.of(upgraded))).contains("The gain has no number. " + reason);
    assertThat(notices(HeldOutSection.of(upgraded)))
        .contains("rounds − base policy: " + reason, "rounds − control: " + reason);
    assertThat(differences(HeldOutSection.of(upgraded))).containsExactly("control − base policy");
    assertThat(notices(BenchmarksSection.of(upgraded)))
        .contains("Not compared: round 7 on aime24: " + reason);
    assertThat(differences(BenchmarksSection.of(upgraded)))
        .containsExactly("control − base policy", "control − base policy");
    assertThat(SummaryText.of(upgraded, Path.of("run")))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(96))
        .contains("  rounds over base       no number:")
        .anyMatch(line -> line.startsWith("  control over base      +"));
    assertThat(notices(HeldOutSection.of(run))).noneMatch(text -> text.contains("Cannot"));
    assertThat(notices(BenchmarksSection.of(run))).isEmpty();
  }

  private static RunFacts.Evaluated judgedAnewIfLast(RunFacts.Evaluated evaluated) {
    if (evaluated.round() != ROUNDS) {
      return evaluated;
    }
    EvaluationSummary made = evaluated.sampled();
    EvaluationSubject subject = made.subject();
    EvaluationSummary anew =
        new EvaluationSummary(
            new EvaluationSubject(
                subject.benchmark(),
                subject.policyDigest(),
                subject.problemsDigest(),
                subject.sampling(),
                "arithmetic@2"),
            made.samples(),
            made.passAtK(),
            made.passHatK(),
            made.majAtK(),
            made.rejected(),
            made.tallies());
    return new RunFacts.Evaluated(ROUNDS, false, anew, evaluated.greedy());
  }

  private static List<String> notices(Section section) {
    return section.blocks().stream()
        .filter(Block.Notice.class::isInstance)
        .map(block -> ((Block.Notice) block).text())
        .toList();
  }

  private static List<String> differences(Section section) {
    return section.blocks().stream()
        .filter(Block.Table.class::isInstance)
        .map(Block.Table.class::cast)
        .filter(table -> table.caption().startsWith("Paired differences"))
        .flatMap(table -> table.rows().stream().map(row -> row.get(0).text()))
        .toList();
  }
}
