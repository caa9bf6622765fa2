package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunReader;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Block.HeatRow;
import dev.rondo.report.page.Chart;
import dev.rondo.report.page.Chart.Point;
import dev.rondo.report.page.Section;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.Outcome;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of each section, computed once more from what the run committed. */
class SectionsTest {
  private static final int ROUNDS = 7;
  private static final int PROBLEMS = 4;
  private static final int GROUP = 4;

  @TempDir private static Path directory;
  private static RunFacts run;
  private static RunFacts begun;

  @BeforeAll
  static void commit() throws IOException {
    run = RunReader.read(CommittedRun.finished(directory.resolve("finished"), ROUNDS));
    begun = RunReader.read(CommittedRun.begun(directory.resolve("begun"), ROUNDS));
  }

  /** Mean over problems of the share of correct samples. */
  private static double passAt1(int skill) {
    double sum = 0;
    for (int problem = 0; problem < CommittedRun.PROBLEMS; problem++) {
      sum += (double) CommittedRun.correct(problem, skill) / CommittedRun.SAMPLES;
    }
    return sum / CommittedRun.PROBLEMS;
  }

  /** Share of problems that at least one sample solves: pass@n. */
  private static double solvedOnce(int skill) {
    double solved = 0;
    for (int problem = 0; problem < CommittedRun.PROBLEMS; problem++) {
      solved += CommittedRun.correct(problem, skill) > 0 ? 1 : 0;
    }
    return solved / CommittedRun.PROBLEMS;
  }

  private static Chart chart(Section section, String id) {
    return section.blocks().stream()
        .filter(Block.Charts.class::isInstance)
        .flatMap(block -> ((Block.Charts) block).charts().stream())
        .filter(chart -> chart.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<Point> points(Section section, String chart, String line) {
    return chart(section, chart).lines().stream()
        .filter(candidate -> candidate.name().equals(line))
        .findFirst()
        .orElseThrow()
        .points();
  }

  private static void assertByRound(List<Point> points, Map<Integer, Double> expected) {
    assertThat(points).hasSameSizeAs(expected.keySet());
    for (Point point : points) {
      assertThat(point.y()).isCloseTo(expected.get((int) point.x()), within(1e-12));
    }
  }

  @Test
  void theTilesAreTheFourNumbersOfTheRun() {
    List<Block.Tile> tiles = OverviewSection.of(run).block(Block.Tiles.class).tiles();

    assertThat(tiles)
        .extracting(Block.Tile::value)
        .containsExactly(
            Numbers.percent(passAt1(1)),
            Numbers.percent(passAt1(5)),
            Numbers.percent(passAt1(2)),
            Numbers.points(passAt1(5) - passAt1(1)));
    Interval interval = run.before().orElseThrow().sampled().passAt(1);
    assertThat(tiles.get(0).detail())
        .isEqualTo("95 % interval " + Numbers.range(interval.low(), interval.high()));
  }

  @Test
  void alarmsSayWhenTheyRang() {
    Block.Table alarms = OverviewSection.of(run).block(Block.Table.class);

    assertThat(alarms.rows()).containsExactly(Cell.row("behavior-gap", "1", "2", "2"));
    assertThat(chart(RoundsSection.of(run), "reward").markedRounds()).containsExactly(2);
  }

  @Test
  void alarmsOfTheControlsRoundsHaveATableOfTheirOwn(@TempDir Path other) throws IOException {
    RunDirectory committed = CommittedRun.finished(other, ROUNDS);
    MetricsLog control = new MetricsLog(other.resolve(RunDirectory.CONTROL_METRICS));
    for (int round = 3; round <= 5; round++) {
      control.append(
          MetricsLog.ROUND_PHASE,
          new MetricsPosition(round, 0),
          new TreeMap<>(Map.of("alarm/labels", 1.0)));
    }

    RunFacts facts = RunReader.read(committed);
    assertThat(facts.alarms()).isEqualTo(run.alarms());
    List<Block.Table> tables =
        OverviewSection.of(facts).blocks().stream()
            .filter(Block.Table.class::isInstance)
            .map(Block.Table.class::cast)
            .toList();
    assertThat(tables)
        .extracting(Block.Table::caption)
        .containsExactly("Alarms", "Alarms of the control");
    assertThat(tables.get(1).rows()).containsExactly(Cell.row("labels", "3", "3", "5"));
    assertThat(chart(RoundsSection.of(facts), "reward").markedRounds()).containsExactly(2);
  }

  @Test
  void passAtKIsShownForEveryPolicyWithoutAnIntervalAtN() {
    Section section = HeldOutSection.of(run);
    List<Point> after = points(section, "pass-at-k", "after");

    assertThat(after).extracting(Point::x).containsExactly(1.0, 2.0, 4.0, 8.0);
    assertThat(after.get(0).y()).isCloseTo(passAt1(5), within(1e-12));
    assertThat(after.get(3).y()).isCloseTo(solvedOnce(5), within(1e-12));
    assertThat(after.get(0).low()).isLessThan(passAt1(5));
    assertThat(after.get(3).low()).isNull();
    assertThat(after.get(3).high()).isNull();
    assertThat(points(section, "pass-at-k", "before").get(3).y())
        .isCloseTo(solvedOnce(1), within(1e-12));
    assertThat(points(section, "pass-at-k", "control").get(0).y())
        .isCloseTo(passAt1(2), within(1e-12));
  }

  @Test
  void passAt1AndGreedyAreShownOverTheRoundsWithoutTheControl() {
    Section section = HeldOutSection.of(run);

    assertByRound(
        points(section, "held-out-rounds", "pass@1"), Map.of(0, passAt1(1), ROUNDS, passAt1(5)));
    double greedy = 0;
    for (int problem = 0; problem < CommittedRun.PROBLEMS; problem++) {
      greedy += CommittedRun.correct(problem, 5) > 4 ? 1.0 / CommittedRun.PROBLEMS : 0;
    }
    assertThat(points(section, "held-out-rounds", "greedy").get(1).y())
        .isCloseTo(greedy, within(1e-12));
  }

  @Test
  void theTablesOfPoliciesHaveTheEstimatesAndTheCountsBehindThem() {
    List<Block.Table> tables =
        HeldOutSection.of(run).blocks().stream()
            .filter(Block.Table.class::isInstance)
            .map(Block.Table.class::cast)
            .toList();

    assertThat(tables.get(0).header())
        .containsExactly("policy", "pass@1", "pass@2", "pass@4", "pass@8", "greedy");
    List<Cell> after = tables.get(0).rows().get(1);
    assertThat(after.get(0).text()).isEqualTo("round " + ROUNDS);
    assertThat(after.get(1).text()).isEqualTo(Numbers.percent(passAt1(5)));
    assertThat(after.get(4)).isEqualTo(new Cell(Numbers.percent(solvedOnce(5)), "k = n"));
    // Of 8 samples of each problem 1 is cut, 2 have no answer, 7 are well-formed, 80 tokens in all.
    assertThat(tables.get(1).rows().get(1))
        .containsExactlyElementsOf(
            Cell.row(
                "round " + ROUNDS, "10.0", "25.0 %", "12.5 %", "0.0 %", "87.5 %", "8 × 12", "0"));
  }

  @Test
  void benchmarksHaveCurvesTablesAndPairedDifferencesOfTheirOwn() {
    Section section = BenchmarksSection.of(run);

    assertThat(chart(section, "benchmark-1").title()).isEqualTo("pass@k on aime24");
    assertThat(chart(section, "benchmark-2").title()).isEqualTo("pass@k on aime25");
    assertThat(points(section, "benchmark-2", "after").get(0).y())
        .isCloseTo(passAt1(7), within(1e-12));
    assertThat(points(section, "benchmark-2", "control").get(3).y())
        .isCloseTo(solvedOnce(4), within(1e-12));
    List<Block.Table> tables =
        section.blocks().stream()
            .filter(Block.Table.class::isInstance)
            .map(Block.Table.class::cast)
            .toList();
    assertThat(tables).hasSize(5);
    assertThat(tables.get(2).rows())
        .extracting(row -> row.get(0).text() + " " + row.get(1).text())
        .containsExactly(
            "base policy " + Numbers.percent(passAt1(3)),
            "round " + ROUNDS + " " + Numbers.percent(passAt1(7)),
            "control " + Numbers.percent(passAt1(4)));
    assertThat(tables.get(4).rows())
        .extracting(row -> row.get(0).text() + " " + row.get(1).text() + " " + row.get(2).text())
        .containsExactly(
            "round 7 − base policy aime24 " + Numbers.points(passAt1(5) - passAt1(1)),
            "round 7 − base policy aime25 " + Numbers.points(passAt1(7) - passAt1(3)),
            "control − base policy aime24 " + Numbers.points(passAt1(2) - passAt1(1)),
            "control − base policy aime25 " + Numbers.points(passAt1(4) - passAt1(3)));
  }

  @Test
  void theHeatMapHasTheSolvedShareOfEachProblem() {
    Block.HeatMap map = ProblemsSection.of(run).block(Block.HeatMap.class);

    assertThat(map.policies()).containsExactly("base policy", "round " + ROUNDS, "control");
    assertThat(map.problems()).hasSize(CommittedRun.PROBLEMS);
    for (HeatRow row : map.problems()) {
      int problem = Integer.parseInt(row.id().substring("problem-".length()));
      assertThat(row.text()).isEqualTo(CommittedRun.prompt(problem));
      assertThat(row.shares())
          .containsExactly(
              CommittedRun.correct(problem, 1) / 8.0,
              CommittedRun.correct(problem, 5) / 8.0,
              CommittedRun.correct(problem, 2) / 8.0);
    }
    assertThat(map.problems()).extracting(row -> row.shares().get(0)).isSorted();
  }

  @Test
  void theChartsOfTheRoundsHaveTheSharesOfTheRows() {
    Section section = RoundsSection.of(run);
    Map<Integer, Double> reward = new TreeMap<>();
    Map<Integer, Double> truncated = new TreeMap<>();
    Map<Integer, Double> unknown = new TreeMap<>();
    Map<Integer, Double> mean = new TreeMap<>();
    Map<Integer, Double> mixed = new TreeMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (int problem = 0; problem < PROBLEMS; problem++) {
        int correct = 0;
        for (int sample = 0; sample < GROUP; sample++) {
          Outcome verdict = CommittedRun.verdict(round, problem, sample);
          correct += verdict == Outcome.CORRECT ? 1 : 0;
          unknown.merge(round, verdict == Outcome.UNKNOWN ? 1 / 16.0 : 0, Double::sum);
          truncated.merge(
              round, CommittedRun.isTruncated(problem, sample) ? 1 / 16.0 : 0, Double::sum);
          mean.merge(round, CommittedRun.tokens(round, problem, sample) / 16.0, Double::sum);
        }
        reward.merge(round, correct / 16.0, Double::sum);
        mixed.merge(round, correct > 0 && correct < GROUP ? 0.25 : 0, Double::sum);
      }
    }
    assertByRound(points(section, "reward", "mean reward"), reward);
    assertByRound(points(section, "mixed", "mixed groups"), mixed);
    assertByRound(points(section, "cut", "truncated"), truncated);
    assertByRound(points(section, "cut", "unknown"), unknown);
    assertByRound(points(section, "length", "mean"), mean);
    assertThat(points(section, "length", "median (band: 10 to 90 %)"))
        .hasSize(ROUNDS)
        .allSatisfy(p -> assertThat(p.y()).isBetween(p.low(), p.high()));
  }

  @Test
  void metricsOfUpdatesAreMeansOverARoundsUpdates() {
    Section section = RoundsSection.of(run);
    Map<Integer, Double> entropy = new TreeMap<>();
    Map<Integer, Double> divergence = new TreeMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      entropy.put(round, 2.0 / round + 1.5);
      divergence.put(round, 0.0015 * round);
    }

    assertByRound(points(section, "entropy", "entropy"), entropy);
    assertByRound(points(section, "kl", "to the behavior policy"), divergence);
  }

  @Test
  void labelPredictionHasNoValueWhereThereWasNoGroupAndSaysItsN() {
    Section section = RoundsSection.of(run);
    Map<Integer, Double> auc = new TreeMap<>();
    Map<Integer, Double> groups = new TreeMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      groups.put(round, round % 3 == 0 ? 0.0 : 2.0);
      if (round % 3 != 0) {
        auc.put(round, 0.5 + 0.4 / round);
      }
    }

    assertByRound(points(section, "labels", "AUC"), auc);
    assertByRound(points(section, "label-groups", "n"), groups);
    assertThat(chart(section, "labels").expectedAt()).containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void theWarmStartIsShownByUpdate() {
    List<Point> points = points(RoundsSection.of(run), "warm-start", "cross-entropy");

    assertThat(points).extracting(Point::x).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    assertThat(points).extracting(Point::y).containsExactly(3.0, 1.5, 1.0, 0.75, 0.6, 0.5);
  }

  @Test
  void verdictsAreCountedForTheFirstAndTheLastRound() {
    Block.Table table = VerdictsSection.of(run).block(Block.Table.class);
    Map<String, List<Cell>> rows = new TreeMap<>();
    table.rows().forEach(row -> rows.put(row.get(0).text(), row));

    assertThat(table.header()).containsExactly("verdict, reason", "round 1", "round " + ROUNDS);
    assertThat(rows.get("UNKNOWN, timeout").get(1).text()).isEqualTo(count(1, Outcome.UNKNOWN));
    assertThat(rows.get("CORRECT, equal").get(2).text()).isEqualTo(count(ROUNDS, Outcome.CORRECT));
    assertThat(rows.get("INCORRECT, different").get(2).text())
        .isEqualTo(count(ROUNDS, Outcome.INCORRECT));
    assertThat(rows.get("truncated").get(1)).isEqualTo(new Cell("2", "12.5 %"));
    assertThat(rows.get("groups rejected").get(2).text()).isEqualTo("1");
  }

  private static String count(int round, Outcome verdict) {
    int count = 0;
    for (int problem = 0; problem < PROBLEMS; problem++) {
      for (int sample = 0; sample < GROUP; sample++) {
        count += CommittedRun.verdict(round, problem, sample) == verdict ? 1 : 0;
      }
    }
    return Integer.toString(count);
  }

  @Test
  void theLineageGraphHasTheFirstAndTheLastRoundsWithTheirParents() {
    Block.Graph graph = LineageSection.of(run).block(Block.Graph.class);

    assertThat(graph.columns())
        .containsExactly(
            "start", "round 1", "round 2", "… 3 more rounds …", "round 6", "round 7", "control");
    assertThat(graph.edges())
        .contains(
            new Block.Edge("problems/training", "rollouts/round-000001", "problems"),
            new Block.Edge("policies/round-000000", "rollouts/round-000001", "policy"),
            new Block.Edge("rollouts/round-000007", "policies/round-000007", "rollouts"),
            new Block.Edge("policies/round-000000", "policies/control", "policy"));
    assertThat(graph.nodes()).noneMatch(node -> node.id().equals("rollouts/round-000004"));
    assertThat(LineageSection.of(run).block(Block.Table.class).rows())
        .hasSize(run.datasets().size());
  }

  @Test
  void thePlatformIsCountedOverTheDatasets() {
    Block.Table table = PlatformSection.of(run).block(Block.Table.class);

    assertThat(table.rows())
        .containsExactly(
            Cell.row("program version", "0.1.0", Integer.toString(2 * ROUNDS + 2)),
            Cell.row(
                "numeric class",
                "cpu, AVX2, float32, 1 thread, torch 2.7.1",
                Integer.toString(2 * ROUNDS + 2)));
  }

  @Test
  void timesAreSums() {
    assertThat(TimesSection.of(run).block(Block.Notice.class).text())
        .isEqualTo("The rounds took " + ROUNDS * 5 + ".0 s to sample and train.");
  }

  @Test
  void aRunThatHasOnlyBegunSaysSoInEverySection() {
    List<String> notices = new ArrayList<>();
    for (Section section : Report.page(begun, 0, "").sections()) {
      section.blocks().stream()
          .filter(Block.Notice.class::isInstance)
          .forEach(block -> notices.add(((Block.Notice) block).text()));
    }

    assertThat(notices)
        .containsExactly(
            "No policy is evaluated yet.",
            "No rounds yet: no rollouts are committed.",
            "No evaluation is finished yet.",
            "The benchmarks are evaluated when the last round is published.",
            "No evaluation is finished yet.",
            "No rounds yet.",
            "No rounds yet.",
            "No rollouts yet.",
            "No dataset is committed yet.",
            "No dataset is committed yet.",
            "No times yet.");
    assertThat(SummaryText.of(begun, Path.of("runs/begun"))).isNotEmpty();
  }

  @Test
  void theSummaryIsOnePageThatNamesGainIntervalAndReport() {
    List<String> lines = SummaryText.of(run, Path.of("runs/quickstart"));

    assertThat(lines).hasSizeLessThan(45).allSatisfy(line -> assertThat(line).hasSizeLessThan(96));
    assertThat(String.join("\n", lines))
        .contains("pass@1", "greedy", "pass@8", "95 % interval", "control")
        .contains("runs/quickstart/report/index.html")
        .contains("rounds over base       " + Numbers.points(passAt1(5) - passAt1(1)));
  }

  @Test
  void theSummaryHasNoIntervalAtN() {
    EvaluationSummary before = run.before().orElseThrow().sampled();

    assertThat(String.join("\n", SummaryText.of(run, Path.of("run"))))
        .containsPattern("best of 8 \\(pass@8\\) +" + Numbers.fixed(100 * solvedOnce(1), 1) + "  ")
        .contains("[" + Numbers.fixed(100 * before.passAt(1).low(), 1));
  }
}
