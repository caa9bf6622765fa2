package dev.rondo.report;

import dev.rondo.config.SettingSchema;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.evaluate.PairedComparison;
import dev.rondo.report.LineChart.Series;
import dev.rondo.report.RunReport.Evaluated;
import dev.rondo.report.RunReport.RoundFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Renders a run as one HTML page that needs nothing else: style and charts are inside, no script,
 * no network. The same run gives the same bytes up to the section of times, which comes last.
 */
public final class HtmlReport {
  private static final int SMOOTHED_ROUNDS = 5;
  private static final int MOST_COLUMNS = 5;

  private final RunReport run;
  private final StringBuilder html = new StringBuilder();

  private HtmlReport(RunReport run) {
    this.run = run;
  }

  /** The page. */
  public static String render(RunReport run) {
    return new HtmlReport(run).page();
  }

  private String page() {
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<title>").append(Html.escape(run.config().run().name()));
    html.append(" · Rondo</title>\n<style>\n").append(resource("report.css"));
    html.append("</style>\n</head>\n<body>\n<main>\n");
    headline();
    alarms();
    measured();
    learning();
    labels();
    samples();
    lineage();
    configuration();
    times();
    html.append("</main>\n</body>\n</html>\n");
    return html.toString();
  }

  private void headline() {
    html.append("<header>\n<p class=\"kicker\">Rondo · run report</p>\n<h1>");
    html.append(Html.isolated(run.config().run().name())).append("</h1>\n<p class=\"lead\">");
    html.append(Html.escape(lead())).append("</p>\n</header>\n<div class=\"tiles\">\n");
    run.before().ifPresent(before -> tile("pass@1 before", passAt(before, 1), "base"));
    run.after().ifPresent(after -> tile("pass@1 after", passAt(after, 1), "after"));
    run.control().ifPresent(control -> tile("pass@1 control", passAt(control, 1), "control"));
    run.gain()
        .ifPresent(
            gain ->
                tile(
                    "gain, paired",
                    Html.points(gain.difference().value())
                        + "<small>95 % interval "
                        + Html.number(100 * gain.difference().low(), 1)
                        + " to "
                        + Html.number(100 * gain.difference().high(), 1)
                        + "</small>",
                    "after"));
    html.append("</div>\n");
  }

  private String lead() {
    var config = run.config();
    return String.format(
        java.util.Locale.ROOT,
        "%d of %d rounds, each of %d problems with %d rollouts, objective %s, seed %d. Problems:"
            + " %s.",
        run.rounds().size(),
        config.run().rounds(),
        config.rollout().problemsPerRound(),
        config.rollout().groupSize(),
        config.train().objective(),
        config.run().seed(),
        config.task().isImported() ? config.task().from() : config.task().name());
  }

  /** What was wrong, above everything else; nothing if nothing was. */
  private void alarms() {
    run.endedEarly()
        .ifPresent(
            stop -> {
              html.append("<p class=\"note\">Ended early, after round ").append(stop.round());
              html.append(": ").append(Html.escape(stop.reason())).append(".</p>\n");
            });
    if (run.alarms().isEmpty()) {
      return;
    }
    section(
        "Alarms",
        "Failure signatures that showed, and when. Each is defined in docs/metrics.md; thresholds"
            + " and actions are in the group alarms of run.yaml.");
    List<List<String>> rows = new ArrayList<>();
    run.alarms()
        .forEach(
            (name, rounds) ->
                rows.add(
                    List.of(
                        Html.escape(name),
                        Integer.toString(rounds.size()),
                        Integer.toString(rounds.get(0)),
                        Integer.toString(rounds.get(rounds.size() - 1)))));
    html.append(Html.table(List.of("alarm", "rounds", "first", "latest"), rows));
  }

  private void tile(String name, String value, String style) {
    html.append("<div class=\"tile ").append(style).append("\"><span>").append(name);
    html.append("</span><b>").append(value).append("</b></div>\n");
  }

  private static String passAt(Evaluated evaluated, int k) {
    Interval interval = evaluated.sampled().passAt(k);
    return Html.percent(interval.value())
        + "<small>95 % interval "
        + Html.number(100 * interval.low(), 1)
        + " to "
        + Html.number(100 * interval.high(), 1)
        + "</small>";
  }

  private void measured() {
    section(
        "Held-out problems",
        "Problems that no training saw. pass@k: the chance that at least one of k sampled responses"
            + " is correct, unbiased from n samples. Bands and brackets: 95 % intervals by"
            + " Jeffreys' method at the effective number of problems. Greedy: the most likely"
            + " response, once.");
    LineChart passAtK =
        new LineChart("pass@k before and after", "k", "pass@k").logarithmicX().percent();
    run.before().ifPresent(e -> passAtK.add(passAtKSeries("before", "base", e)));
    run.control().ifPresent(e -> passAtK.add(passAtKSeries("control", "control", e)));
    run.after().ifPresent(e -> passAtK.add(passAtKSeries("after", "after", e)));
    LineChart overRounds = new LineChart("pass@1 over the rounds", "round", "pass@1").percent();
    List<double[]> pass1 = new ArrayList<>();
    List<double[]> greedy = new ArrayList<>();
    for (Evaluated evaluated : run.evaluations()) {
      if (!evaluated.isControl()) {
        Interval interval = evaluated.sampled().passAt(1);
        pass1.add(
            new double[] {evaluated.round(), interval.value(), interval.low(), interval.high()});
        evaluated
            .greedyShare()
            .ifPresent(share -> greedy.add(new double[] {evaluated.round(), share}));
      }
    }
    overRounds.add(new Series("greedy", "base", greedy)).add(new Series("pass@1", "after", pass1));
    charts(passAtK, overRounds);
    comparisonTable();
    differences();
  }

  private static Series passAtKSeries(String name, String style, Evaluated evaluated) {
    return new Series(
        name,
        style,
        evaluated.sampled().passAtK().stream()
            .map(
                estimate -> {
                  Interval interval = estimate.interval();
                  return new double[] {
                    estimate.k(),
                    interval.value(),
                    interval.hasEnds() ? interval.low() : interval.value(),
                    interval.hasEnds() ? interval.high() : interval.value()
                  };
                })
            .toList());
  }

  private void comparisonTable() {
    TreeSet<Integer> ks = new TreeSet<>();
    for (Evaluated evaluated : endpoints()) {
      evaluated.sampled().passAtK().forEach(estimate -> ks.add(estimate.k()));
    }
    while (ks.size() > MOST_COLUMNS) {
      // Every other k from the second largest down, so that 1 and n stay.
      Integer k = ks.last();
      for (Integer drop = ks.lower(k); drop != null && drop != 1 && ks.size() > MOST_COLUMNS; ) {
        ks.remove(drop);
        k = ks.lower(drop);
        drop = k == null ? null : ks.lower(k);
      }
    }
    List<String> header = new ArrayList<>(List.of("policy"));
    ks.forEach(k -> header.add("pass@" + k));
    header.addAll(List.of("greedy", "tokens", "truncated", "well-formed", "n"));
    List<List<String>> rows = new ArrayList<>();
    for (Evaluated evaluated : endpoints()) {
      EvaluationSummary summary = evaluated.sampled();
      List<String> row = new ArrayList<>(List.of(evaluated.label()));
      for (int k : ks) {
        Optional<Interval> interval =
            summary.passAtK().stream()
                .filter(estimate -> estimate.k() == k)
                .map(EvaluationSummary.Estimate::interval)
                .findFirst();
        row.add(interval.map(HtmlReport::withInterval).orElse("–"));
      }
      row.add(evaluated.greedyShare().map(Html::percent).orElse("–"));
      row.add(Html.number(summary.meanResponseTokens(), 1));
      row.add(Html.percent(summary.truncatedShare()));
      row.add(summary.wellFormedShare() == null ? "–" : Html.percent(summary.wellFormedShare()));
      row.add(summary.samples() + " × " + summary.tallies().size());
      rows.add(row);
    }
    html.append(Html.table(header, rows));
  }

  private List<Evaluated> endpoints() {
    List<Evaluated> endpoints = new ArrayList<>();
    run.before().ifPresent(endpoints::add);
    run.after().ifPresent(endpoints::add);
    run.control().ifPresent(endpoints::add);
    return endpoints;
  }

  private static String withInterval(Interval interval) {
    if (!interval.hasEnds()) {
      return Html.percent(interval.value());
    }
    return Html.percent(interval.value())
        + "<small>"
        + Html.number(100 * interval.low(), 1)
        + " – "
        + Html.number(100 * interval.high(), 1)
        + "</small>";
  }

  private void differences() {
    List<List<String>> rows = new ArrayList<>();
    run.gain().ifPresent(c -> rows.add(difference("rounds − base policy", c)));
    run.controlGain().ifPresent(c -> rows.add(difference("control − base policy", c)));
    run.gainOverControl().ifPresent(c -> rows.add(difference("rounds − control", c)));
    if (rows.isEmpty()) {
      return;
    }
    html.append("<h3>Paired differences of pass@1, problem by problem</h3>\n");
    html.append(Html.table(List.of("difference", "pass@1", "95 % interval", "problems"), rows));
    if (run.control().isPresent()) {
      html.append("<p class=\"note\">The control is a copy of the base policy that got ");
      html.append(run.config().control().updates());
      html.append(
          " more supervised updates on the same worked solutions, instead of rounds.</p>\n");
    }
  }

  private static List<String> difference(String name, PairedComparison comparison) {
    Interval interval = comparison.difference();
    return List.of(
        name,
        Html.points(interval.value()),
        Html.number(100 * interval.low(), 1) + " to " + Html.number(100 * interval.high(), 1),
        Integer.toString(comparison.problems()));
  }

  private void learning() {
    section(
        "Rounds",
        "Training problems, sampled by the policy of the round before. Each metric is defined in"
            + " docs/metrics.md.");
    LineChart reward = new LineChart("Outcome reward", "round", "mean reward").percent();
    List<double[]> rewards =
        run.rounds().stream().map(r -> new double[] {r.round(), r.meanReward()}).toList();
    reward.add(new Series("round", "faint", rewards));
    reward.add(new Series("mean of " + SMOOTHED_ROUNDS, "after", smoothed(rewards)));
    LineChart mixed =
        new LineChart("Groups with both verdicts", "round", "share of groups").percent();
    mixed.add(
        new Series(
            "mixed groups",
            "after",
            run.rounds().stream()
                .map(
                    r ->
                        new double[] {
                          r.round(), r.groups() == 0 ? 0 : (double) r.mixedGroups() / r.groups()
                        })
                .toList()));
    LineChart length =
        new LineChart("Response length", "round", "tokens")
            .fromZero()
            .add(
                new Series(
                    "mean",
                    "after",
                    run.rounds().stream()
                        .map(r -> new double[] {r.round(), r.meanResponseTokens()})
                        .toList()));
    charts(
        reward,
        metric("Entropy", "nats per token", "train/entropy"),
        length,
        mixed,
        labelPrediction(),
        metric("Gradient norm", "before clipping", "train/gradient_norm"),
        metric("Loss", "mean over rollouts", "train/loss"),
        metric("Behavior gap", "nats, largest", "train/behavior_gap_max"),
        metric("Learning rate", "", "train/learning_rate"),
        warmStart());
  }

  /** How well the policy's own log-ratios tell right from wrong on groups it did not train on. */
  private LineChart labelPrediction() {
    List<double[]> auc = run.metricByRound("round", "label/auc");
    List<double[]> chance = auc.stream().map(point -> new double[] {point[0], 0.5}).toList();
    return new LineChart("Label prediction on held-out groups", "round", "share")
        .percent()
        .add(new Series("chance", "faint", chance))
        .add(
            new Series(
                "calibration error",
                "control",
                smoothed(run.metricByRound("round", "label/calibration_error"))))
        .add(new Series("AUC, mean of " + SMOOTHED_ROUNDS, "after", smoothed(auc)));
  }

  private LineChart metric(String title, String unit, String key) {
    return new LineChart(title, "round", unit)
        .fromZero()
        .add(new Series("mean of updates", "after", run.metricByRound("train", key)));
  }

  /**
   * Warm start by update: the rows of its phase, at most one a few updates so the page is small.
   */
  private LineChart warmStart() {
    List<double[]> points = new ArrayList<>();
    run.metrics().stream()
        .filter(row -> row.phase().equals("warm-start"))
        .filter(row -> row.values().containsKey("train/cross_entropy"))
        .forEach(
            row ->
                points.add(
                    new double[] {
                      row.position().update(), row.values().get("train/cross_entropy")
                    }));
    int stride = Math.max(1, points.size() / 150);
    List<double[]> thinned = new ArrayList<>();
    for (int i = 0; i < points.size(); i += stride) {
      thinned.add(points.get(i));
    }
    return new LineChart("Warm start: cross-entropy", "update", "nats per token")
        .fromZero()
        .add(new Series("loss", "base", thinned));
  }

  private static List<double[]> smoothed(List<double[]> points) {
    List<double[]> smoothed = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      double sum = 0;
      int from = Math.max(0, i - SMOOTHED_ROUNDS + 1);
      for (int j = from; j <= i; j++) {
        sum += points.get(j)[1];
      }
      smoothed.add(new double[] {points.get(i)[0], sum / (i - from + 1)});
    }
    return smoothed;
  }

  private void labels() {
    if (run.rounds().isEmpty()) {
      return;
    }
    section("Labels", "What the verifier said about the first and the last round's rollouts.");
    RoundFacts first = run.rounds().get(0);
    RoundFacts last = run.rounds().get(run.rounds().size() - 1);
    TreeMap<String, long[]> reasons = new TreeMap<>();
    first.reasons().forEach((r, n) -> reasons.computeIfAbsent(r, x -> new long[2])[0] = n);
    last.reasons().forEach((r, n) -> reasons.computeIfAbsent(r, x -> new long[2])[1] = n);
    List<List<String>> rows = new ArrayList<>();
    reasons.forEach(
        (reason, counts) ->
            rows.add(
                List.of(Html.isolated(reason), cell(counts[0], first), cell(counts[1], last))));
    rows.add(List.of("truncated", cell(first.truncated(), first), cell(last.truncated(), last)));
    rows.add(
        List.of(
            "groups rejected",
            Long.toString(first.rejectedGroups()),
            Long.toString(last.rejectedGroups())));
    html.append(
        Html.table(
            List.of("verdict, reason", "round " + first.round(), "round " + last.round()), rows));
  }

  private static String cell(long count, RoundFacts round) {
    return count
        + "<small>"
        + (round.rollouts() == 0 ? "–" : Html.percent((double) count / round.rollouts()))
        + "</small>";
  }

  private void samples() {
    if (run.samples().isEmpty()) {
      return;
    }
    section("Rollouts", "Right and wrong ones, the first of each in the order of the shards.");
    html.append("<div class=\"samples\">\n");
    for (RunReport.SampleRollout sample : run.samples()) {
      boolean isCorrect = sample.verdict().equals("CORRECT");
      html.append("<article class=\"").append(isCorrect ? "right" : "wrong").append("\"><header>");
      html.append(isCorrect ? "✓ " : "✗ ").append("round ").append(sample.round());
      html.append(" · ").append(Html.isolated(sample.reason())).append("</header><p><code>");
      html.append(Html.isolated(sample.prompt())).append("</code><code class=\"response\">");
      html.append(Html.isolated(sample.response())).append("</code></p><footer>reference ");
      html.append(Html.isolated(sample.answer())).append("</footer></article>\n");
    }
    html.append("</div>\n");
  }

  private void lineage() {
    section(
        "Lineage",
        "Every committed dataset with its version, the SHA-256 of its manifest, and what went in.");
    html.append("<details><summary>").append(run.datasets().size());
    html.append(" datasets</summary>\n");
    Map<String, String> paths = new TreeMap<>();
    run.datasets().forEach(dataset -> paths.put(dataset.version(), dataset.path()));
    List<List<String>> rows = new ArrayList<>();
    for (RunReport.DatasetFacts dataset : run.datasets()) {
      List<String> parents = new ArrayList<>();
      dataset
          .parents()
          .forEach(
              (role, version) ->
                  parents.add(
                      Html.escape(role)
                          + " "
                          + Html.escape(paths.getOrDefault(version, shortened(version)))));
      rows.add(
          List.of(
              "<code>" + Html.isolated(dataset.path()) + "</code>",
              Html.escape(dataset.kind()),
              "<code>" + shortened(dataset.version()) + "</code>",
              dataset.rows() == 0 ? "–" : Long.toString(dataset.rows()),
              Html.bytes(dataset.bytes()),
              String.join("<br>", parents)));
    }
    html.append(Html.table(List.of("dataset", "kind", "version", "rows", "size", "from"), rows));
    html.append("</details>\n");
  }

  private static String shortened(String digest) {
    return digest.substring(0, Math.min(12, digest.length()));
  }

  private void configuration() {
    section(
        "Configuration",
        "As frozen in run.yaml. Digest of its content: " + run.config().contentDigest() + ".");
    html.append("<details><summary>every setting</summary>\n<pre>");
    html.append(Html.escape(run.config().toYaml())).append("</pre></details>\n");
    html.append("<p class=\"note\">").append(SettingSchema.groups().size());
    html.append(" groups of settings, each documented in docs/configuration.md.</p>\n");
  }

  private void times() {
    section(
        "Times",
        "Wall-clock seconds as measured; the only part of this page that differs between two runs"
            + " of the same configuration.");
    TreeMap<String, double[]> totals = new TreeMap<>();
    run.metrics()
        .forEach(
            row ->
                row.values()
                    .forEach(
                        (key, value) -> {
                          if (key.endsWith("seconds") && !row.phase().equals("train")) {
                            double[] total =
                                totals.computeIfAbsent(
                                    row.phase() + ": " + key.substring(key.indexOf('/') + 1),
                                    x -> new double[2]);
                            total[0] += value;
                            total[1]++;
                          }
                        }));
    List<List<String>> rows = new ArrayList<>();
    totals.forEach(
        (name, total) ->
            rows.add(
                List.of(
                    Html.escape(name.replace('_', ' ')),
                    Html.number(total[0], 1),
                    Html.number(total[0] / total[1], 2),
                    Html.number(total[1], 0))));
    html.append("<section id=\"times\">\n");
    double rounds = seconds("sample", "rollout/seconds") + seconds("round", "train/round_seconds");
    html.append("<p class=\"note\">The rounds took ").append(Html.number(rounds, 1));
    html.append(" s to sample and train, the control ");
    html.append(Html.number(seconds("supervised", "train/seconds"), 1)).append(" s.</p>\n");
    html.append(Html.table(List.of("what", "total", "mean", "times"), rows));
    html.append("</section>\n");
  }

  private double seconds(String phase, String key) {
    return run.metrics().stream()
        .filter(row -> row.phase().equals(phase))
        .mapToDouble(row -> row.values().getOrDefault(key, 0.0))
        .sum();
  }

  private void section(String title, String explanation) {
    html.append("<h2>").append(Html.escape(title)).append("</h2>\n<p class=\"note\">");
    html.append(Html.escape(explanation)).append("</p>\n");
  }

  private void charts(LineChart... charts) {
    html.append("<div class=\"charts\">\n");
    for (LineChart chart : charts) {
      if (!chart.isEmpty()) {
        html.append("<figure>").append(chart.toSvg()).append("</figure>\n");
      }
    }
    html.append("</div>\n");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The program was packaged without " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
