package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.config.TaskSettings;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.imports.QuestionDigests;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.task.TaskSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The problems of a run that takes them from imported datasets ({@code task.from} and {@code
 * task.held-out-from}) in place of a generator.
 *
 * @param training what rounds draw from, in the dataset's order
 * @param demonstrations those of them that have a worked solution
 * @param heldOut what evaluation asks; none of it is in {@code training}
 * @param questions what {@code training} asks
 * @param trainingDigest manifest digest of the dataset that training comes from
 * @param heldOutDigest manifest digest of the dataset that evaluation comes from
 */
record ImportedProblems(
    List<Problem> training,
    List<Problem> demonstrations,
    List<Problem> heldOut,
    TrainingQuestions questions,
    String trainingDigest,
    String heldOutDigest) {

  /**
   * Reads and checks the datasets that a configuration names.
   *
   * @throws InvalidInputException if one is no committed dataset of problems, has fewer than are
   *     wanted, or both have a problem in common, be it in other words around the same question
   */
  static ImportedProblems read(RunConfig config) throws IOException {
    TaskSettings task = config.task();
    DatasetStore trainingStore = open("task.from", task.from());
    DatasetStore heldOutStore = open("task.held-out-from", task.heldOutFrom());
    List<Problem> training =
        first(trainingStore, task.from(), task.problems(), config.rollout().problemsPerRound());
    List<Problem> heldOut =
        first(
            heldOutStore,
            task.heldOutFrom(),
            task.heldOutProblems(),
            config.evaluation().problems());
    TrainingQuestions questions = TrainingQuestions.of(training, QuestionDigests.of(trainingStore));
    QuestionDigests heldOutQuestions = QuestionDigests.of(heldOutStore);
    for (Problem problem : heldOut) {
      Optional<String> shared = questions.shared(problem, heldOutQuestions);
      if (shared.isPresent()) {
        throw new InvalidInputException(
            "Cannot hold out problem "
                + problem.getProblemId()
                + " of "
                + task.heldOutFrom()
                + ": "
                + shared.get()
                + " is in "
                + task.from()
                + " too (allowed: problems that are in one of both; rondo import --against "
                + task.heldOutFrom()
                + " leaves out those of the same question)");
      }
    }
    List<Problem> demonstrations =
        training.stream()
            .filter(problem -> problem.getSolution() != null)
            .limit(task.demonstrations())
            .toList();
    return new ImportedProblems(
        training,
        demonstrations,
        heldOut,
        questions,
        trainingStore.manifestDigest(),
        heldOutStore.manifestDigest());
  }

  /** The problems by what they are for. */
  TaskSplit split() {
    return new TaskSplit(heldOut, demonstrations, training);
  }

  /** A committed, whole dataset of problems. */
  static DatasetStore open(String key, String folder) throws IOException {
    if (!Files.isDirectory(Path.of(folder))) {
      throw new InvalidInputException(
          "Cannot use "
              + key
              + ": "
              + folder
              + ": "
              + (Files.exists(Path.of(folder))
                  ? RegularFiles.kind(Path.of(folder))
                  : "no such folder")
              + " (allowed: a dataset of problems; rondo import makes one of a file)");
    }
    DatasetStore store = new DatasetStore(new LocalStorage(Path.of(folder)), "");
    String kind = store.committedManifest().kind();
    if (!kind.equals("problems")) {
      throw new InvalidInputException(
          "Cannot use " + key + ": " + folder + ": kind: " + kind + " (allowed: problems)");
    }
    store.verify();
    return store;
  }

  private static List<Problem> first(DatasetStore store, String folder, int most, int least)
      throws IOException {
    List<Problem> all = store.readAllRows(Problem.class);
    if (all.size() < least) {
      throw new InvalidInputException(
          "Cannot use problems of "
              + folder
              + ": "
              + all.size()
              + " problems (allowed: at least "
              + least
              + ", as many as are asked at a time)");
    }
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
