package dev.rondo.programs.hub;

import static dev.rondo.programs.hub.Markdown.code;
import static dev.rondo.programs.hub.Markdown.head;
import static dev.rondo.programs.hub.Markdown.row;
import static dev.rondo.programs.hub.Markdown.text;
import static dev.rondo.programs.hub.Markdown.yaml;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.dataset.SamplingText;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.run.CodeVersion;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.schema.VisibleText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * README.md of an export: front matter that the hub and its library read, then what the rows are
 * and where they come from.
 *
 * @param name of the run, or of the directory
 * @param config of the run; empty if there is none
 * @param license id, or empty
 * @param configurations the default one first
 * @param summaries by the directory of their evaluation
 * @param removed directories of datasets whose rows are gone
 */
record DatasetCard(
    String name,
    Optional<RunConfig> config,
    String license,
    List<HubConfiguration> configurations,
    SortedMap<String, EvaluationSummary> summaries,
    List<String> removed) {
  private static final long[] SIZES = {
    1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };
  private static final String[] SIZE_NAMES = {"1K", "10K", "100K", "1M", "10M", "100M", "1B"};
  private static final int DIGITS = 12;

  String page() {
    StringBuilder card = new StringBuilder();
    frontMatter(card);
    overview(card);
    results(card);
    columns(card);
    settings(card);
    lineage(card);
    verifying(card);
    return card.toString();
  }

  private void frontMatter(StringBuilder card) {
    card.append("---\npretty_name: ").append(yaml(name)).append('\n');
    card.append(
        license.isEmpty()
            ? "# license: choose one before you publish, such as cc-by-4.0\n"
            : "license: " + license + "\n");
    card.append("tags:\n- rondo\n- reinforcement-learning\n- verifiable-rewards\n");
    card.append("task_categories:\n- text-generation\n");
    card.append("size_categories:\n- ").append(sizeCategory(rows())).append("\nconfigs:\n");
    for (HubConfiguration configuration : configurations) {
      card.append("- config_name: ").append(yaml(configuration.name())).append('\n');
      if (configuration.equals(configurations.get(0))) {
        card.append("  default: true\n");
      }
      card.append("  data_files:\n");
      configuration
          .splits()
          .forEach(
              (split, of) -> {
                card.append("  - split: ").append(yaml(split)).append("\n    path:\n");
                of.patterns()
                    .forEach(path -> card.append("    - ").append(yaml(path)).append('\n'));
              });
    }
    card.append("---\n\n");
  }

  private long rows() {
    return configurations.stream()
        .flatMap(configuration -> configuration.splits().values().stream())
        .mapToLong(HubConfiguration.Split::rows)
        .sum();
  }

  /** As the hub writes it: {@code n<1K}, {@code 1K<n<10K} and so on. */
  static String sizeCategory(long rows) {
    int above = 0;
    while (above < SIZES.length && rows >= SIZES[above]) {
      above++;
    }
    return above == 0
        ? "n<1K"
        : above == SIZES.length
            ? "n>" + SIZE_NAMES[above - 1]
            : SIZE_NAMES[above - 1] + "<n<" + SIZE_NAMES[above];
  }

  private void overview(StringBuilder card) {
    card.append("# ").append(text(name)).append("\n\n");
    card.append(
        "Rows of a run of Rondo, which trains a language model with verifiable rewards in rounds: a"
            + " policy samples responses to problems, a verifier judges each, the policy is trained"
            + " on the verdicts and published, and samples the next round.\n\n```python\n"
            + "import datasets\n\n");
    for (HubConfiguration configuration : configurations) {
      card.append("datasets.load_dataset(\"<this folder or repository>\", ")
          .append(yaml(configuration.name()))
          .append(")\n");
    }
    card.append("```\n\n").append(head("configuration", "split", "datasets", "rows", "bytes"));
    for (HubConfiguration configuration : configurations) {
      configuration
          .splits()
          .forEach(
              (split, of) ->
                  card.append(
                      row(
                          List.of(
                              code(configuration.name()),
                              code(split),
                              number(of.datasets().size()),
                              number(of.rows()),
                              number(of.bytes())))));
    }
    card.append('\n');
    for (HubConfiguration configuration : configurations) {
      card.append("- ")
          .append(code(configuration.name()))
          .append(": ")
          .append(meaning(configuration))
          .append(counted(configuration))
          .append('\n');
    }
    if (!removed.isEmpty()) {
      card.append(
              "\nNot here, since their rows were removed by the run's rule of retention before the"
                  + " export: ")
          .append(removed.stream().map(Markdown::code).collect(Collectors.joining(", ")))
          .append(".\n");
    }
    card.append(
        "\nPolicies are not in it. Groups that left a round with a reason are in"
            + " `__rondo/rejected/` of its folder, which the library passes over.\n");
  }

  private static String meaning(HubConfiguration configuration) {
    return switch (configuration.kind()) {
      case "rollouts" ->
          "responses that were sampled for training, with tokens, log-probabilities and verdicts;"
              + " column `round` says the round";
      case "evaluation" ->
          "responses to a benchmark, a split for each policy; `sampleIndex` counts those to one"
              + " problem";
      default -> "questions with their reference answers, a split for each use";
    };
  }

  /** Totals that the manifests have, over the whole configuration; not of each verdict's reason. */
  private static String counted(HubConfiguration configuration) {
    SortedMap<String, Long> counts = new TreeMap<>();
    configuration
        .splits()
        .values()
        .forEach(
            split ->
                split
                    .datasets()
                    .forEach(
                        dataset ->
                            dataset
                                .manifest()
                                .counts()
                                .forEach((name, count) -> counts.merge(name, count, Long::sum))));
    return counts.isEmpty()
        ? "."
        : ". Counted: "
            + counts.entrySet().stream()
                .filter(count -> !RolloutTally.isReason(count.getKey()))
                .map(count -> text(count.getKey()) + " " + number(count.getValue()))
                .collect(Collectors.joining(", "))
            + ".";
  }

  private void results(StringBuilder card) {
    if (summaries.isEmpty()) {
      return;
    }
    card.append("\n## Evaluations\n\n")
        .append("pass@1 over problems with its 95 % interval; `__rondo/pass-at-k.json` of each")
        .append(" folder has every k and every problem.\n\n")
        .append(
            head(
                "evaluation",
                "problems",
                "samples each",
                "pass@1",
                "no answer",
                "cut",
                "rejected",
                "verifier",
                "sampling"));
    summaries.forEach(
        (directory, summary) ->
            card.append(
                row(
                    List.of(
                        code(directory),
                        number(summary.tallies().size()),
                        number(summary.samples()),
                        percent(summary.passAt(1)),
                        percent(summary.noAnswerShare()),
                        percent(summary.truncatedShare()),
                        number(summary.rejected().size()),
                        orDash(summary.subject().verifiers()),
                        sampling(summary.subject().sampling())))));
  }

  private static String orDash(String value) {
    return value == null ? "–" : text(value);
  }

  private static String sampling(SamplingSettings sampling) {
    return sampling == null ? "–" : text(SamplingText.of(sampling));
  }

  private void columns(StringBuilder card) {
    boolean hasRollouts = configurations.stream().anyMatch(c -> !c.kind().equals("problems"));
    boolean hasProblems = configurations.stream().anyMatch(c -> c.kind().equals("problems"));
    card.append("\n## Columns\n");
    if (hasRollouts) {
      columns(card, "Rollouts and evaluations", Rollout.getClassSchema());
    }
    if (hasProblems) {
      columns(card, "Problems", Problem.getClassSchema());
    }
    card.append(
        "\nEach file says the same in its metadata, key `rondo.columns`; key `rondo.lineage` says"
            + " where its rows come from.\n");
  }

  private static void columns(StringBuilder card, String title, Schema schema) {
    card.append("\n### ").append(title).append("\n\n").append(head("column", "type", "meaning"));
    for (Schema.Field field : schema.getFields()) {
      card.append(
          row(
              List.of(
                  code(field.name()), type(field.schema()), text(String.valueOf(field.doc())))));
    }
  }

  private static String type(Schema schema) {
    return switch (schema.getType()) {
      case UNION ->
          schema.getTypes().stream()
                  .filter(branch -> branch.getType() != Schema.Type.NULL)
                  .map(DatasetCard::type)
                  .collect(Collectors.joining(" or "))
              + " or null";
      case ARRAY -> "list of " + type(schema.getElementType());
      case ENUM, STRING -> "text";
      case INT -> "int32";
      case LONG -> "int64";
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      default -> schema.getType().getName();
    };
  }

  private void settings(StringBuilder card) {
    if (config.isEmpty()) {
      return;
    }
    card.append("\n## Settings of the run\n\n")
        .append("Those that decide the content; digest ")
        .append(code(config.get().contentDigest()))
        .append(". Of folders the last name is given.\n\n~~~~yaml\n");
    new TreeMap<>(config.get().content())
        .forEach(
            (key, value) ->
                card.append(key)
                    .append(": ")
                    .append(VisibleText.of(shown(key, value)))
                    .append('\n'));
    card.append("~~~~\n");
  }

  /** A value, without the folder that a benchmark was taken from: its name is what others know. */
  private static String shown(String key, Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(element -> shown(key, element))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (!(value instanceof String text)) {
      return CanonicalJson.line(value);
    }
    boolean isFolder = key.equals("evaluation.benchmarks");
    return yaml(isFolder ? String.valueOf(Path.of(text).getFileName()) : text);
  }

  private void lineage(StringBuilder card) {
    List<ExportedDataset> datasets = new ArrayList<>();
    configurations.forEach(
        configuration ->
            configuration.splits().values().forEach(split -> datasets.addAll(split.datasets())));
    datasets.sort((a, b) -> a.path().compareTo(b.path()));
    card.append("\n## Lineage\n\n")
        .append("The version of a dataset is the SHA-256 of its `__rondo/manifest.json`, which")
        .append(" lists every file with its SHA-256 and all that decided its rows. Parents are")
        .append(" versions too; here are their first ")
        .append(DIGITS)
        .append(" digits.\n\n")
        .append(
            head("dataset", "version", "made of", "seed", "verifier", "computed on", "by Rondo"));
    for (ExportedDataset dataset : datasets) {
      Lineage lineage = dataset.manifest().lineage();
      card.append(
          row(
              List.of(
                  code(dataset.path()),
                  code(dataset.version()),
                  parents(lineage),
                  lineage.seed() == null ? "–" : String.valueOf(lineage.seed()),
                  orDash(lineage.verifier()),
                  lineage.numericClass() == null
                      ? "–"
                      : text(
                          lineage.numericClass().device()
                              + ", "
                              + lineage.numericClass().instructionSet()
                              + ", "
                              + lineage.numericClass().dtype()),
                  orDash(
                      lineage.codeVersion() == null
                          ? null
                          : CodeVersion.inShort(lineage.codeVersion())))));
    }
  }

  private static String parents(Lineage lineage) {
    SortedMap<String, String> parents = new TreeMap<>(lineage.parents());
    if (lineage.policyDigest() != null) {
      parents.putIfAbsent("policy", lineage.policyDigest());
    }
    return parents.isEmpty()
        ? "–"
        : parents.entrySet().stream().map(DatasetCard::parent).collect(Collectors.joining(", "));
  }

  private static String parent(Map.Entry<String, String> parent) {
    return text(parent.getKey()) + " " + code(parent.getValue().substring(0, DIGITS));
  }

  private static void verifying(StringBuilder card) {
    card.append("\n## How to verify it\n\n    rondo datasets verify <this folder>\n\n")
        .append("reads every file and compares size, SHA-256, rows, the digest of the decoded rows")
        .append(" and the invariants of rows and groups with the manifests; `rondo datasets show`")
        .append(" prints them. Without Rondo: `sha256sum` of a file is its `sha256` in the")
        .append(" manifest.\n");
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String percent(Interval interval) {
    return percent(interval.value())
        + (interval.hasEnds()
            ? String.format(
                Locale.ROOT, " [%.1f, %.1f]", 100 * interval.low(), 100 * interval.high())
            : "");
  }
}
