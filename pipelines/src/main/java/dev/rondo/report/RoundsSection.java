package dev.rondo.report;

import dev.rondo.report.facts.RoundFacts;
import dev.rondo.report.facts.RoundFacts.First;
import dev.rondo.report.facts.RoundFacts.Lengths;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Role;
import dev.rondo.report.page.Chart;
import dev.rondo.report.page.Chart.Axis;
import dev.rondo.report.page.Chart.Line;
import dev.rondo.report.page.Chart.Point;
import dev.rondo.report.page.Chart.Unit;
import dev.rondo.report.page.Section;
import dev.rondo.trainer.metrics.MetricsLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What the rounds sampled and learned: one chart a question, over the rounds. */
final class RoundsSection {
  private static final int MOST_WARM_START_POINTS = 500;

  private final RunFacts run;
  private final List<Integer> rounds;
  private final List<Integer> alarmRounds;

  private RoundsSection(RunFacts run) {
    this.run = run;
    this.rounds = run.rounds().stream().map(RoundFacts::round).toList();
    TreeSet<Integer> alarms = new TreeSet<>();
    run.alarms().values().forEach(alarms::addAll);
    this.alarmRounds = List.copyOf(alarms);
  }

  static Section of(RunFacts run) {
    RoundsSection section = new RoundsSection(run);
    List<Block> blocks = new ArrayList<>();
    if (run.rounds().isEmpty()) {
      blocks.add(Block.Notice.of("No rounds yet."));
    } else {
      blocks.add(new Block.Charts(section.charts()));
    }
    Chart warmStart = section.warmStart();
    if (!warmStart.lines().isEmpty()) {
      blocks.add(new Block.Charts(List.of(warmStart)));
    }
    return new Section(
        "rounds",
        "Rounds",
        "Training problems, sampled by the policy of the round before; reward, mixed groups,"
            + " truncated, unknown and mean length are those before reserves took places of"
            + " groups, the spread of the lengths is that of the groups that are kept. Metrics of"
            + " updates are means over the updates of a round; a round without a value is a gap."
            + " Each metric is defined in docs/metrics.md.",
        blocks);
  }

  private List<Chart> charts() {
    return List.of(
        chart(
            "reward",
            "Outcome reward",
            Unit.share("of rollouts correct"),
            own(
                "mean reward",
                Role.FIRST,
                First::correctShare,
                round -> round.verdicts().share(round.verdicts().correct())),
            kept(Role.SECOND, round -> round.verdicts().share(round.verdicts().correct()))),
        chart(
            "mixed",
            "Groups with both verdicts",
            Unit.share("of groups"),
            own(
                "mixed groups",
                Role.FIRST,
                First::mixedShare,
                round -> round.groups().mixedShare()),
            kept(Role.SECOND, round -> round.groups().mixedShare())),
        chart(
            "cut",
            "Truncated and unknown",
            Unit.share("of rollouts"),
            own(
                "truncated",
                Role.FIRST,
                First::truncatedShare,
                round -> round.verdicts().share(round.verdicts().truncated())),
            own(
                "unknown",
                Role.SECOND,
                First::unknownShare,
                round -> round.verdicts().share(round.verdicts().unknown()))),
        chart(
            "length", "Response length", Unit.number("tokens"), spread(), meanLength(), longest()),
        chart(
            "entropy",
            "Entropy",
            Unit.number("nats per token"),
            metric("entropy", "train/entropy")),
        chart(
            "kl",
            "Divergence",
            Unit.number("nats per token"),
            metric("to the behavior policy", "train/kl_to_behavior"),
            metric("to the reference", "train/kl_to_reference", Role.SECOND)),
        labelPrediction(),
        chart(
            "label-groups",
            "Groups behind label prediction",
            Unit.number("n, groups held out and mixed"),
            new Line("n", Role.FIRST, false, points(run.metricByRound("round", "label/groups")))),
        chart(
            "loss",
            "Loss",
            new Unit("mean over rollouts", false, false),
            metric("loss", "train/loss")),
        chart(
            "gradient",
            "Gradient norm",
            Unit.number("before clipping"),
            metric("norm", "train/gradient_norm")),
        chart(
            "gap",
            "Behavior gap",
            Unit.number("nats per token"),
            metric("largest", "train/behavior_gap_max"),
            metric("mean", "train/behavior_gap_mean", Role.SECOND)),
        chart(
            "rate",
            "Learning rate",
            Unit.number(""),
            new Line(
                "learning rate",
                Role.FIRST,
                false,
                points(run.metricByRound(MetricsLog.UPDATE_PHASE, "train/learning_rate")))));
  }

  private Chart chart(String id, String title, Unit unit, Line... lines) {
    return new Chart(id, title, Axis.ROUND, unit, List.of(lines), rounds, alarmRounds);
  }

  private Line line(
      String name, Role role, boolean isSmoothed, Function<RoundFacts, Optional<Double>> value) {
    List<Point> points = new ArrayList<>();
    for (RoundFacts round : run.rounds()) {
      value.apply(round).ifPresent(y -> points.add(Point.of(round.round(), y)));
    }
    return new Line(name, role, isSmoothed, points);
  }

  /** Numbers of the policy's own rollouts: those before reserves took places of groups. */
  private Line own(
      String name,
      Role role,
      ToDoubleFunction<First> first,
      Function<RoundFacts, Optional<Double>> ofKept) {
    Function<RoundFacts, Optional<Double>> before =
        round -> round.first().map(first::applyAsDouble);
    return line(name, role, true, round -> before.apply(round).or(() -> ofKept.apply(round)));
  }

  /** Numbers of the groups that are kept and trained on, where reserves took places of others. */
  private Line kept(Role role, Function<RoundFacts, Optional<Double>> ofKept) {
    return line(
        "with reserves in place",
        role,
        true,
        round -> round.first().flatMap(counted -> ofKept.apply(round)));
  }

  private Line meanLength() {
    return own(
        "mean",
        Role.SECOND,
        First::meanResponseTokens,
        round -> Optional.ofNullable(round.meanResponseTokens()));
  }

  private Line longest() {
    return line(
        "longest",
        Role.THIRD,
        false,
        round -> round.lengths().map(lengths -> (double) lengths.longest()));
  }

  /** The median, in a band from the tenth to the ninetieth percentile. */
  private Line spread() {
    List<Point> points = new ArrayList<>();
    for (RoundFacts round : run.rounds()) {
      if (round.lengths().isPresent()) {
        Lengths lengths = round.lengths().get();
        points.add(
            new Point(
                round.round(),
                lengths.median(),
                (double) lengths.tenth(),
                (double) lengths.ninetieth()));
      }
    }
    return new Line("median (band: 10 to 90 %)", Role.FIRST, false, points);
  }

  private Line metric(String name, String key) {
    return metric(name, key, Role.FIRST);
  }

  private Line metric(String name, String key, Role role) {
    return new Line(name, role, true, points(run.metricByRound(MetricsLog.UPDATE_PHASE, key)));
  }

  /**
   * How well the policy's own log-ratios tell right from wrong on groups that it did not train on;
   * without such a group there is no value.
   */
  private Chart labelPrediction() {
    List<Point> auc = points(run.metricByRound("round", "label/auc"));
    return chart(
        "labels",
        "Label prediction on held-out groups",
        Unit.share("share"),
        new Line("AUC", Role.FIRST, true, auc),
        new Line(
            "calibration error",
            Role.SECOND,
            true,
            points(run.metricByRound("round", "label/calibration_error"))),
        new Line(
            "chance", Role.REFERENCE, false, auc.stream().map(p -> Point.of(p.x(), 0.5)).toList()));
  }

  private static List<Point> points(SortedMap<Integer, Double> values) {
    List<Point> points = new ArrayList<>();
    values.forEach((round, value) -> points.add(Point.of(round, value)));
    return points;
  }

  /** Warm start by update, thinned evenly where there are very many. */
  private Chart warmStart() {
    List<Point> all = new ArrayList<>();
    for (MetricsLog.Row row : run.metrics()) {
      Double value = row.values().get("train/cross_entropy");
      if (row.phase().equals("warm-start") && value != null) {
        all.add(Point.of(row.position().update(), value));
      }
    }
    int stride = Math.max(1, (all.size() + MOST_WARM_START_POINTS - 1) / MOST_WARM_START_POINTS);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < all.size(); i += stride) {
      points.add(all.get(i));
    }
    return new Chart(
        "warm-start",
        "Warm start: cross-entropy",
        Axis.UPDATE,
        Unit.number("nats per token"),
        List.of(new Line("cross-entropy", Role.BEFORE, false, points)),
        List.of(),
        List.of());
  }
}
