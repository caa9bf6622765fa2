package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.NumericClass;
import dev.rondo.policy.program.Numerics;
import dev.rondo.rollout.PlanFile;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is said of themselves by rounds, evaluations and trainings that are begun and not done. */
final class UnderWay {
  private UnderWay() {}

  /**
   * Refuses to go on with what a machine of another numeric class began: that machine may go on, or
   * be at it now, and what this one made would be no part of it.
   *
   * @throws InvalidInputException naming the first file or checkpoint of another class
   */
  static void requireNumericClass(RunDirectory run) throws IOException {
    for (String folder : List.of("rollouts", "evals")) {
      List<String> names = NamesBelow.of(run.root(), folder);
      for (String plan : names) {
        int end = plan.lastIndexOf("/" + DatasetLayout.FOLDER);
        if (end >= 0 && PlanFile.isPlan(plan) && !run.isCommitted(plan.substring(0, end))) {
          requireNumericClass(run, plan.substring(0, end), names);
        }
      }
    }
    for (Map.Entry<String, Lineage> checkpoint : checkpoints(run).entrySet()) {
      requireNumericClass(run, checkpoint.getKey(), checkpoint.getValue());
    }
  }

  /** The committed checkpoints of trainings that have published no policy yet, by their place. */
  static SortedMap<String, Lineage> checkpoints(RunDirectory run) throws IOException {
    SortedMap<String, Lineage> checkpoints = new TreeMap<>();
    for (Map.Entry<String, String> training : Trainings.CHECKPOINTS.entrySet()) {
      if (!run.isCommitted(training.getKey())) {
        for (String name : NamesBelow.of(run.root(), training.getValue())) {
          Optional<String> checkpoint = DatasetLayout.datasetOf(name);
          if (checkpoint.isPresent()) {
            lineage(run, checkpoint.get())
                .ifPresent(lineage -> checkpoints.put(checkpoint.get(), lineage));
          }
        }
      }
    }
    return checkpoints;
  }

  /** Empty if the manifest is damaged. */
  private static Optional<Lineage> lineage(RunDirectory run, String dataset) throws IOException {
    try {
      return run.dataset(dataset).manifest().map(DatasetManifest::lineage);
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static void requireNumericClass(RunDirectory run, String dataset, List<String> names)
      throws IOException {
    for (String path : names) {
      if (path.startsWith(dataset + "/")
          && (path.endsWith(DatasetLayout.ROWS_SUFFIX)
              || path.endsWith(DatasetLayout.HIDDEN_ROWS_SUFFIX))) {
        Optional<Lineage> stated = statedLineage(run, dataset, path);
        if (stated.isPresent()) {
          requireNumericClass(run, path, stated.get());
        }
      }
    }
  }

  private static void requireNumericClass(RunDirectory run, String path, Lineage stated) {
    if (stated.numericClass() == null) {
      return;
    }
    NumericClass here = here(run.config());
    if (!stated.numericClass().equals(here)) {
      throw new InvalidInputException(
          "Cannot go on with run "
              + run.root()
              + ": "
              + path
              + " is of numeric class "
              + stated.numericClass()
              + whatChanged(stated.numericClass(), here)
              + " (allowed: "
              + here
              + ", which is this one; a machine of that class goes on with it; with rondo run"
              + " --accept-code-version it is set aside and made anew on this one)");
    }
  }

  /** Said of what an earlier version began here, or on another vendor's processor. */
  private static String whatChanged(NumericClass found, NumericClass here) {
    boolean isByPins =
        !here.instructionSet().equals(Numerics.instructionSetByPins())
            && found.instructionSet().equals(Numerics.instructionSetByPins());
    return isByPins
        ? ", as an earlier version called it: MKL follows MKL_CBWR on Intel's processors only,"
            + " which the class now says"
        : "";
  }

  /** With what this process computes for a run. */
  private static NumericClass here(RunConfig config) {
    Numerics.useThreads(config.compute().threads());
    return Numerics.numericClass(config.compute().deviceSettings());
  }

  /**
   * What a file of rows says that it is; empty if it says nothing, or is damaged.
   *
   * @param path in the run
   */
  static Optional<Lineage> statedLineage(RunDirectory run, String dataset, String path)
      throws IOException {
    try {
      return run.dataset(dataset)
          .statedLineage(path.substring(dataset.length() + 1))
          .map(line -> ManifestJson.lineageFromJson(line.getBytes(StandardCharsets.UTF_8), path));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }
}
