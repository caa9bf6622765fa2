// rondo datasets show: from a number to the files that it was counted over.
package dev.rondo.cli;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.Removals;
import dev.rondo.dataset.SamplingJson;
import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.run.RunRepair;
import dev.rondo.schema.VisibleText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo datasets show}: what datasets hold and what they were made of. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    header = "Shows what datasets hold and where they come from.",
    description = {
      "",
      "Of each dataset its version, counts, lineage and files with their SHA-256; of an evaluation"
          + " first its numbers and the blocks of samples that they were counted over. A version"
          + " that lies in the same run is named by its directory, so that any number leads to"
          + " files: pass@k to the samples, their policy, the rollouts that it was trained on; a"
          + " metric of round N to rollouts/round-N and policies/round-N.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo datasets show runs/first/rollouts/round-000001",
      "  rondo datasets show runs/first/evals/held-out/round-000001"
    })
final class DatasetsShowCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "Datasets, or directories with datasets somewhere below (such as a run).")
  private List<Path> directories;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    for (Path directory : directories) {
      List<Path> datasets = DatasetsCommand.datasetsBelow(directory);
      Map<String, String> names = names(directory);
      Set<Path> evaluations = new HashSet<>();
      for (Path dataset : datasets) {
        try {
          Path evaluation = dataset.getParent();
          if (evaluation != null
              && evaluation.startsWith(directory)
              && evaluations.add(evaluation)) {
            showEvaluation(out, evaluation, datasets, names);
          }
          show(out, dataset, DatasetsCommand.open(dataset), names);
        } catch (IOException e) {
          throw DatasetsCommand.unreadable(dataset, e);
        }
      }
    }
    out.flush();
  }

  /** Versions of the datasets of the run that a directory lies in, with their directories. */
  private static Map<String, String> names(Path directory) {
    Map<String, String> names = new HashMap<>();
    try {
      Path root = directory.toRealPath();
      for (Path above = root; above != null; above = above.getParent()) {
        if (Files.exists(above.resolve(RunConfig.FILE_NAME))) {
          root = above;
          break;
        }
      }
      LocalStorage storage = new LocalStorage(root);
      for (String path : RunRepair.withoutDamaged(storage.list(""))) {
        if (DatasetLayout.datasetOf(path).filter(name -> !name.isEmpty()).isPresent()) {
          names.put(
              Digests.sha256(storage.read(path)), DatasetLayout.datasetOf(path).orElseThrow());
        }
      }
    } catch (IOException e) {
      throw DatasetsCommand.unreadable(directory, e);
    }
    return names;
  }

  private static void showEvaluation(
      PrintWriter out, Path directory, List<Path> datasets, Map<String, String> names)
      throws IOException {
    LocalStorage storage = new LocalStorage(directory);
    EvaluationSummary summary = EvaluationSummary.of(storage, "").orElse(null);
    if (summary == null) {
      return;
    }
    String path = EvaluationSummary.path("");
    String file = storage.exists(path) ? path : EvaluationSummary.FILE_NAME;
    EvaluationSubject subject = summary.subject();
    out.println(VisibleText.of(directory + "/" + file));
    line(out, "sha256", Digests.sha256(storage.read(file)));
    line(out, "policy", named(subject.policyDigest(), names));
    line(out, "problems", named(subject.problemsDigest(), names));
    line(out, "sampling", settings(SamplingJson.fields(subject.sampling())));
    EvaluationText.lines(summary).forEach(text -> out.println("  " + VisibleText.of(text)));
    for (Path dataset : datasets) {
      if (directory.equals(dataset.getParent())) {
        line(
            out,
            "counted over",
            dataset.getFileName() + ", " + DatasetsCommand.open(dataset).manifestDigest());
      }
    }
    out.println();
  }

  private static void show(
      PrintWriter out, Path dataset, DatasetStore store, Map<String, String> names)
      throws IOException {
    DatasetManifest manifest = store.committedManifest();
    String version = store.manifestDigest();
    Removals removals = store.removals();
    Lineage lineage = manifest.lineage();
    out.println(VisibleText.of(dataset.toString()));
    line(out, "kind", manifest.kind());
    line(out, "version", version);
    line(out, "content", DatasetsCommand.summary(manifest));
    manifest.counts().forEach((name, count) -> line(out, name, count));
    line(out, "round", lineage.round());
    line(out, "seed", lineage.seed());
    for (Map.Entry<String, String> parent : lineage.parents().entrySet()) {
      line(out, "from " + parent.getKey(), named(parent.getValue(), names));
    }
    line(out, "policy", named(lineage.policyDigest(), names));
    line(out, "tokenizer", lineage.tokenizerDigest());
    line(out, "sampling", settings(SamplingJson.fields(lineage.sampling())));
    line(out, "group size", lineage.groupSize());
    line(out, "verifier", lineage.verifier());
    line(out, "configuration", lineage.configDigest());
    line(out, "code", lineage.codeVersion());
    line(out, "program", lineage.programDigest());
    line(out, "numeric class", settings(ManifestJson.fields(lineage.numericClass())));
    for (FileEntry file : manifest.files()) {
      String rows = file.rowDigest() == null ? "" : ", " + file.rows() + " rows";
      String removed =
          removals.ofFile(file.path()).map(removal -> ", removed by " + removal.rule()).orElse("");
      line(out, file.path(), DatasetsCommand.bytes(file.bytes()) + rows + removed);
      line(out, "", "sha256 " + file.sha256());
    }
    out.println();
  }

  /** Settings as manifests name them, such as {@code temperature 1, top-p 1}; null for none. */
  private static String settings(Map<String, Object> fields) {
    return fields == null
        ? null
        : fields.entrySet().stream()
            .map(field -> field.getKey() + " " + field.getValue())
            .collect(Collectors.joining(", "));
  }

  /** A version, and where in the same run it lies. */
  private static String named(String version, Map<String, String> names) {
    String name = version == null ? null : names.get(version);
    return name == null ? version : version + "  (" + name + ")";
  }

  private static void line(PrintWriter out, String name, Object value) {
    if (value != null) {
      out.printf(
          Locale.ROOT, "  %-24s %s%n", VisibleText.of(name), VisibleText.of(String.valueOf(value)));
    }
  }
}
