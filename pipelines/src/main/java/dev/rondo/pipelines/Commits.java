package dev.rondo.pipelines;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.RememberedAbsence;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a job is to commit, as this machine sees it. A job whose last step was lost with a machine,
 * or on a full disk, may be told as finished: what counts is what lies there.
 *
 * <p>A network file system may remember for a minute that a file was not there: so it is looked for
 * again, each time after its directory was read, which makes such a file system ask its server.
 */
final class Commits {
  /** For what workers on other machines commit: NFS remembers for up to 60 s. */
  static final Duration OF_A_CLUSTER = Duration.ofSeconds(70);

  private static final Duration UNSAID = Duration.ofSeconds(3);
  private static final long POLL_MILLIS = 250;

  private final Storage storage;
  private final List<String> datasets;
  private final List<EvaluationPlan> evaluations;
  private int found;

  /**
   * @param datasets directories that are to have a manifest; empty text for the storage's root
   * @param evaluations whose summaries are to be there, each of all samples of its plan: one of
   *     fewer samples may have been there before
   */
  Commits(Storage storage, List<String> datasets, List<EvaluationPlan> evaluations) {
    this.storage = storage;
    this.datasets = List.copyOf(datasets);
    this.evaluations = List.copyOf(evaluations);
  }

  /** Whether all of it is there. What was seen once is not looked for again. */
  boolean areThere() {
    try {
      return isFound();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isFound() throws IOException {
    while (found < datasets.size()
        && new DatasetStore(storage, datasets.get(found)).isCommitted()) {
      found++;
    }
    while (found >= datasets.size()
        && found < datasets.size() + evaluations.size()
        && isSummarized(evaluations.get(found - datasets.size()))) {
      found++;
    }
    return found == datasets.size() + evaluations.size();
  }

  private boolean isSummarized(EvaluationPlan plan) throws IOException {
    if (!storage.exists(plan.path())) {
      return false;
    }
    String place = storage.place(plan.path());
    try {
      return plan.isOf(EvaluationSummary.fromJson(storage.read(plan.path()), place));
    } catch (InvalidInputException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Requires all of it, after the job ended.
   *
   * @param patience how long it may take until this machine sees it
   * @param say where a line goes if that takes seconds
   * @throws IOException if something is not there, or cannot be looked for, until then; the same
   *     job again goes on from its receipts
   */
  void require(String jobName, Duration patience, Consumer<String> say)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    boolean isSaid = false;
    while (true) {
      IOException failure = null;
      try {
        if (isFound()) {
          return;
        }
      } catch (IOException e) {
        failure = e; // a stale handle of a network file system is good again soon
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (waited.compareTo(patience) >= 0) {
        throw failure != null ? failure : notCommitted(jobName);
      }
      if (!isSaid && waited.compareTo(UNSAID) > 0) {
        isSaid = true;
        say.accept(
            jobName
                + ": ended, and this machine does not see "
                + missing()
                + ": looks again for "
                + patience.toSeconds()
                + " s");
      }
      Thread.sleep(POLL_MILLIS);
      RememberedAbsence.end(storage, missingFile());
    }
  }

  private IOException notCommitted(String jobName) {
    return new IOException(
        "Job " + jobName + " ended without committing " + missing() + "; finished shards are kept");
  }

  private String missing() {
    if (found >= datasets.size()) {
      return evaluations.get(found - datasets.size()).path();
    }
    String dataset = datasets.get(found);
    return dataset.isEmpty() ? storage.place(dataset) : dataset;
  }

  private String missingFile() {
    return found < datasets.size()
        ? new DatasetStore(storage, datasets.get(found)).storagePath(DatasetLayout.MANIFEST)
        : evaluations.get(found - datasets.size()).path();
  }
}
