package dev.rondo.report;

import dev.rondo.report.facts.RoundFacts;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.report.facts.RunFacts.PassAtK;
import dev.rondo.report.facts.SampleRollout;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.VisibleText;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.SummaryFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What TensorBoard shows of a run beside the log of metrics, each as a TensorBoard run of its own:
 * {@code evaluation} and {@code evaluation-control} (pass@k and greedy, by round), {@code rollouts}
 * (histograms of length and outcome reward, sampled texts, by round) and {@code settings}. Made
 * anew with each report from the run's facts.
 */
final class TensorBoardFiles {
  private static final int MOST_CHARACTERS = 4_000;

  private TensorBoardFiles() {}

  static void write(RunDirectory run, RunFacts facts) throws IOException {
    Path board = run.root().resolve(MetricsLog.PATH).resolveSibling(MetricsLog.EVENTS);
    SummaryFile rounds = new SummaryFile();
    SummaryFile control = new SummaryFile();
    for (Evaluated evaluated : facts.evaluations()) {
      evaluation(evaluated.isControl() ? control : rounds, evaluated);
    }
    if (facts.evaluations().stream().anyMatch(e -> !e.isControl())) {
      rounds.write(board.resolve("evaluation"));
    }
    if (facts.control().isPresent()) {
      control.write(board.resolve("evaluation-control"));
    }
    if (!facts.rounds().isEmpty()) {
      rollouts(facts).write(board.resolve("rollouts"));
    }
    SortedMap<String, Object> settings = settings(facts.config().toYaml());
    new SummaryFile()
        .settings(settings)
        .text("run.yaml", 0, "```\n" + facts.config().toYaml() + "```\n")
        .write(board.resolve("settings"));
  }

  private static void evaluation(SummaryFile file, Evaluated evaluated) {
    String prefix = "eval/" + evaluated.sampled().benchmark() + "/";
    for (PassAtK estimate : evaluated.passAtK()) {
      String tag = prefix + "pass@" + estimate.k();
      file.scalar(tag, evaluated.round(), estimate.value());
      estimate
          .interval()
          .ifPresent(
              interval -> {
                file.scalar(tag + "_low", evaluated.round(), interval.low());
                file.scalar(tag + "_high", evaluated.round(), interval.high());
              });
    }
    evaluated
        .greedyShare()
        .ifPresent(share -> file.scalar(prefix + "greedy", evaluated.round(), share));
    file.scalar(
        prefix + "response_tokens", evaluated.round(), evaluated.sampled().meanResponseTokens());
    file.scalar(prefix + "truncated", evaluated.round(), evaluated.sampled().truncatedShare());
    file.scalar(prefix + "no_answer", evaluated.round(), evaluated.sampled().noAnswerShare());
  }

  private static SummaryFile rollouts(RunFacts facts) {
    SummaryFile file = new SummaryFile();
    for (RoundFacts round : facts.rounds()) {
      SortedMap<Double, Long> lengths = new TreeMap<>();
      round
          .lengths()
          .ifPresent(of -> of.counts().forEach((length, n) -> lengths.put((double) length, n)));
      file.histogram("rollout/response_tokens", round.round(), lengths);
      SortedMap<Double, Long> rewards = new TreeMap<>();
      rewards.put(0.0, round.verdicts().incorrect());
      rewards.put(1.0, round.verdicts().correct());
      file.histogram("rollout/outcome_reward", round.round(), rewards);
    }
    Map<String, SampleRollout> shown = new LinkedHashMap<>();
    for (SampleRollout sample : facts.samples()) {
      shown.putIfAbsent(sample.round() + " " + sample.judgement().verdict(), sample);
    }
    for (SampleRollout sample : shown.values()) {
      String tag = "rollout/" + sample.judgement().verdict().toLowerCase(java.util.Locale.ROOT);
      file.text(tag, sample.round(), markdown(sample));
    }
    return file;
  }

  /** Prompt and response as indented code, which Markdown shows as it is. */
  private static String markdown(SampleRollout sample) {
    String prompt =
        sample.problem().prompt() == null ? sample.problem().id() : sample.problem().prompt();
    return "Prompt\n\n"
        + indented(prompt)
        + "\nResponse ("
        + VisibleText.of(sample.judgement().reason())
        + ")\n\n"
        + indented(sample.response().text());
  }

  private static String indented(String text) {
    String visible = VisibleText.lines(text);
    String kept =
        visible.length() <= MOST_CHARACTERS
            ? visible
            : visible.substring(
                    0,
                    Character.isHighSurrogate(visible.charAt(MOST_CHARACTERS - 1))
                        ? MOST_CHARACTERS - 1
                        : MOST_CHARACTERS)
                + "…";
    return "    " + kept.replace("\n", "\n    ") + "\n";
  }

  /** Each setting by its dotted key. */
  private static SortedMap<String, Object> settings(String yaml) {
    SortedMap<String, Object> settings = new TreeMap<>();
    Map<String, Object> sections = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    sections.forEach(
        (section, values) -> {
          if (values instanceof Map<?, ?> map) {
            map.forEach((key, value) -> settings.put(section + "." + key, value));
          }
        });
    return settings;
  }
}
