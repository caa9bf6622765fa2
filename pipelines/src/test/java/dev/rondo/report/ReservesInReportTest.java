package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import dev.rondo.report.facts.RoundFacts;
import dev.rondo.report.facts.RoundFacts.First;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunReader;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Chart.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in whose last round reserves took places of groups. */
class ReservesInReportTest {
  private static final int ROUNDS = 3;

  @TempDir private static Path directory;
  private static RunFacts plain;
  private static RunFacts run;

  @BeforeAll
  static void commit() throws IOException {
    plain = RunReader.read(CommittedRun.finished(directory, ROUNDS));
    run =
        new RunFacts(
            withReserves(plain.config()),
            plain.evaluations(),
            plain.rounds().stream().map(ReservesInReportTest::withReservesIfLast).toList(),
            plain.logs(),
            plain.datasets(),
            plain.samples(),
            plain.prompts(),
            plain.endedEarly());
  }

  private static RunConfig withReserves(RunConfig config) {
    return RunConfig.parse(
        config
            .toYaml()
            .replace("reserves: 0", "reserves: 2")
            .replace("kind: supervised", "kind: shuffled-verdicts")
            .replace("  updates: 8\n", "  updates: 0\n"),
        "a test");
  }

  private static RoundFacts withReservesIfLast(RoundFacts round) {
    return round.round() < ROUNDS
        ? round
        : new RoundFacts(
            round.round(),
            round.verdicts(),
            round.groups(),
            Optional.of(new First(16, 4, 2, 12, 400, 4, 1)),
            round.meanResponseTokens(),
            round.lengths());
  }

  @Test
  void theChartsOfTheRoundsAreOfWhatThePolicyGave() {
    assertThat(lastOf("reward", "mean reward")).isEqualTo(0.25);
    assertThat(lastOf("mixed", "mixed groups")).isEqualTo(0.25);
    assertThat(lastOf("cut", "truncated")).isEqualTo(0.75);
    assertThat(lastOf("cut", "unknown")).isEqualTo(0.125);
    assertThat(lastOf("length", "mean")).isEqualTo(25);
    RoundFacts kept = run.rounds().get(ROUNDS - 1);
    assertThat(points("reward", "with reserves in place"))
        .containsExactly(
            Point.of(ROUNDS, kept.verdicts().share(kept.verdicts().correct()).orElseThrow()));
    assertThat(points("cut", "truncated").get(0).y())
        .isEqualTo(plain.rounds().get(0).verdicts().share(2).orElseThrow());
  }

  @Test
  void theTableOfVerdictsSaysWhoseTheyAre() {
    assertThat(VerdictsSection.of(run).note())
        .endsWith(
            " Where reserves took places of groups the rollouts are those of the groups that are"
                + " kept, which are chosen by their verdicts.");
    assertThat(VerdictsSection.of(plain).note()).doesNotContain("reserves");
  }

  @Test
  void theControlIsSaidToHaveGroupsThatTheVerifierChose() {
    assertThat(run.config().rollout().reserves()).isEqualTo(2);
    assertThat(HeldOutSection.of(run).blocks())
        .filteredOn(Block.Notice.class::isInstance)
        .singleElement()
        .extracting(block -> ((Block.Notice) block).text())
        .asString()
        .endsWith(
            " Reserves took places of its groups by the true verdicts, before those were shuffled,"
                + " so a verifier chose its groups.");
    assertThat(SummaryText.of(run, Path.of("run")))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(96))
        .contains("  Which groups it got was decided by the true verdicts: reserves took places");
  }

  @Test
  void theSummarySaysThatOtherProblemsWereTriedInPlaceOfSome() {
    String said = "  Problems whose attempts were all right, or none of them, gave their places to";
    assertThat(SummaryText.of(run, Path.of("run"))).contains(said);
    assertThat(SummaryText.of(plain, Path.of("run"))).doesNotContain(said);
  }

  private static double lastOf(String chart, String line) {
    List<Point> points = points(chart, line);
    return points.get(points.size() - 1).y();
  }

  private static List<Point> points(String chart, String line) {
    return RoundsSection.of(run).block(Block.Charts.class).charts().stream()
        .filter(candidate -> candidate.id().equals(chart))
        .flatMap(candidate -> candidate.lines().stream())
        .filter(candidate -> candidate.name().equals(line))
        .findFirst()
        .orElseThrow()
        .points();
  }
}
