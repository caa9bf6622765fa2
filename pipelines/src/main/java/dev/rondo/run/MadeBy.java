package dev.rondo.run;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.NumericClass;
import dev.rondo.policy.program.Numerics;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By which code version, and on what numeric class, the datasets of a run state to be made. */
final class MadeBy {
  private MadeBy() {}

  /** The code version of a dataset; what this program would state if nothing says. */
  static String codeVersion(RunDirectory run, String dataset) throws IOException {
    return lineage(run, dataset).map(Lineage::codeVersion).orElse(CodeVersion.of(dataset));
  }

  /**
   * What says by whom a dataset was made: its manifest or, where that is lost, its rows, what was
   * sampled next with a policy, or the latest of what it was made from.
   */
  private static Optional<Lineage> lineage(RunDirectory run, String dataset) throws IOException {
    Optional<Lineage> lineage = committed(run, dataset);
    if (lineage.isEmpty()) {
      lineage = inRows(run, dataset).map(Stated::lineage);
    }
    if (lineage.isEmpty()) {
      lineage = sampledNext(run, dataset);
    }
    if (lineage.isEmpty()) {
      for (String source : MadeFrom.sources(run, dataset)) {
        if (!source.startsWith("problems/")) {
          Optional<Lineage> later = committed(run, source);
          lineage = later.isPresent() ? later : lineage;
        }
      }
    }
    return lineage;
  }

  /** Of the next round's rollouts, where a dataset is a policy: mostly who made it sampled them. */
  private static Optional<Lineage> sampledNext(RunDirectory run, String dataset) {
    for (Chain chain : Chain.values()) {
      for (int round = 0; round < run.config().run().rounds(); round++) {
        if (chain.policyDirectory(round).equals(dataset)) {
          return committed(run, chain.rolloutsDirectory(round + 1));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What a file states.
   *
   * @param path of the file in the run
   */
  record Stated(String path, Lineage lineage) {}

  /** What the first rows of a dataset state that can be read. */
  static Optional<Stated> inRows(RunDirectory run, String dataset) throws IOException {
    for (String path : NamesBelow.of(run.root(), dataset)) {
      if (path.endsWith(DatasetLayout.ROWS_SUFFIX)) {
        Optional<Lineage> stated = UnderWay.statedLineage(run, dataset, path);
        if (stated.isPresent()) {
          return stated.map(lineage -> new Stated(path, lineage));
        }
      }
    }
    return Optional.empty();
  }

  /** Why other bytes are to be expected where this program makes it; empty text if they are not. */
  static String otherOrigin(RunDirectory run, String dataset) throws IOException {
    List<String> others = new ArrayList<>();
    String codeVersion = codeVersion(run, dataset);
    String current = CodeVersion.of(dataset);
    if (!codeVersion.equals(current)) {
      others.add("code version " + codeVersion + ", and this is " + current);
    }
    NumericClass made = lineage(run, dataset).map(Lineage::numericClass).orElse(null);
    NumericClass here = Numerics.numericClass(run.config().compute().deviceSettings());
    if (made != null && !made.equals(here)) {
      others.add("numeric class " + made + ", and this is " + here);
    }
    return others.isEmpty() ? "" : "; the run's is of " + String.join("; of ", others);
  }

  private static Optional<Lineage> committed(RunDirectory run, String dataset) {
    try {
      return run.dataset(dataset).manifest().map(DatasetManifest::lineage);
    } catch (InvalidInputException | IOException e) {
      return Optional.empty(); // One that cannot be read states nothing.
    }
  }
}
