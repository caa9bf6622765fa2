package dev.rondo.run;

import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.Optional;

/**
 * The digest by which other parts of a run know a dataset whose manifest is lost: the manifests of
 * what was made from it, in the rounds of the run and in those of a control, and the summaries that
 * were counted of it.
 */
final class NamedDigest {
  private final RunDirectory run;
  private final String dataset;

  private NamedDigest(RunDirectory run, String dataset) {
    this.run = run;
    this.dataset = dataset;
  }

  /** The digest of a dataset's manifest; empty if nothing that can be read names it. */
  static Optional<String> of(RunDirectory run, String dataset) throws IOException {
    return new NamedDigest(run, dataset).find();
  }

  private Optional<String> find() throws IOException {
    for (String other : MadeFrom.datasets(run)) {
      if (isMadeFromIt(other)) {
        Optional<String> named = inManifest(other);
        if (named.isPresent()) {
          return named;
        }
      }
    }
    for (String path : NamesBelow.of(run.root(), "evals")) {
      if (path.endsWith("/" + EvaluationSummary.FILE_NAME) && isMadeFromIt(path)) {
        Optional<String> named = inSummary(path);
        if (named.isPresent()) {
          return named;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * @param other a dataset, or a file in an evaluation
   */
  private boolean isMadeFromIt(String other) {
    if (!isProblems()) {
      return MadeFrom.sources(run, other).contains(dataset);
    }
    return switch (dataset) {
      case RunDirectory.TRAINING_PROBLEMS -> other.startsWith("rollouts/");
      case RunDirectory.DEMONSTRATIONS -> other.startsWith("policies/");
      default -> other.startsWith("evals/" + dataset.substring("problems/".length()) + "/");
    };
  }

  private boolean isProblems() {
    return dataset.startsWith("problems/");
  }

  private Optional<String> inManifest(String other) {
    String role =
        isProblems() ? "problems" : dataset.startsWith("rollouts/") ? "rollouts" : "policy";
    try {
      return run.dataset(other).manifest().map(manifest -> manifest.lineage().parents().get(role));
    } catch (InvalidInputException | IOException e) {
      return Optional.empty(); // One that cannot be read names nothing.
    }
  }

  private Optional<String> inSummary(String path) {
    try {
      EvaluationSummary summary =
          EvaluationSummary.fromJson(run.storage().read(path), run.storage().place(path));
      return Optional.of(isProblems() ? summary.problemsDigest() : summary.policyDigest());
    } catch (InvalidInputException | IOException e) {
      return Optional.empty();
    }
  }
}
