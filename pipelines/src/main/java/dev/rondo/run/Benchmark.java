package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.imports.QuestionDigests;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Imported problems that a run ends with ({@code evaluation.benchmarks}). The dataset is copied
 * into the run as it is, manifest included: its version stays what it is everywhere else, so that
 * evaluations of other runs on it are comparable.
 *
 * @param name name of the folder, and of its problems in the run
 * @param folder where the dataset lies
 */
record Benchmark(String name, Path folder) {
  private static final String KEY = "evaluation.benchmarks";
  private static final String NAMES = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
  private static final Set<String> TAKEN =
      Set.of(RunDirectory.HELD_OUT, "training", "demonstrations");

  /**
   * The benchmarks of a configuration, in its order.
   *
   * @throws InvalidInputException if a folder's name is no name for a benchmark, or two have one
   */
  static List<Benchmark> of(RunConfig config) {
    List<Benchmark> benchmarks = new ArrayList<>();
    Set<String> names = new TreeSet<>(TAKEN);
    for (String folder : config.evaluation().benchmarks()) {
      Path path = Path.of(folder);
      String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
      if (!name.matches(NAMES)) {
        throw refused(folder, "a folder whose name matches " + NAMES);
      }
      if (!names.add(name)) {
        throw refused(
            folder,
            "folders of different names, none of them " + String.join(", ", new TreeSet<>(TAKEN)));
      }
      benchmarks.add(new Benchmark(name, path));
    }
    return benchmarks;
  }

  private static InvalidInputException refused(String folder, String allowed) {
    return new InvalidInputException(
        "Cannot use " + KEY + ": " + folder + " (allowed: " + allowed + ")");
  }

  /** Directory of its problems in a run. */
  String directory() {
    return RunDirectory.problemsDirectory(name);
  }

  /**
   * Checks that this is a whole dataset of problems, none of which a policy is trained on.
   *
   * @param training what rounds draw from
   * @throws InvalidInputException if it is not
   */
  void check(TrainingQuestions training) throws IOException {
    DatasetStore store = ImportedProblems.open(KEY, folder.toString());
    QuestionDigests questions = QuestionDigests.of(store);
    Set<String> ids = new TreeSet<>();
    for (Problem problem : store.readAllRows(Problem.class)) {
      Optional<String> shared = training.shared(problem, questions);
      if (shared.isPresent() || !ids.add(problem.getProblemId())) {
        throw new InvalidInputException(
            "Cannot use "
                + KEY
                + ": "
                + folder
                + ": problem "
                + problem.getProblemId()
                + (shared.isEmpty()
                    ? " is in it twice (allowed: each id once)"
                    : ": "
                        + shared.get()
                        + " is among the training problems too (allowed: problems that no policy"
                        + " is trained on; rondo import --against "
                        + folder
                        + " leaves out those of the same question)"));
      }
    }
    if (ids.isEmpty()) {
      throw refused(folder.toString(), "a dataset of at least one problem");
    }
  }

  /** Its problems, in the dataset's order. */
  List<Problem> problems() throws IOException {
    return ImportedProblems.open(KEY, folder.toString()).readAllRows(Problem.class);
  }

  /** Copies the dataset into a run, the manifest last. Done twice it changes nothing. */
  void copyTo(Storage run) throws IOException {
    DatasetStore problems = ImportedProblems.open(KEY, folder.toString());
    DatasetManifest manifest = problems.committedManifest();
    Storage source = new LocalStorage(folder);
    for (FileEntry file : manifest.files()) {
      copy(source, run, file.path());
    }
    copy(source, run, problems.manifestPath());
  }

  private void copy(Storage source, Storage run, String path) throws IOException {
    Path file = source.localFile(path);
    run.putIfAbsent(directory() + "/" + path, out -> Files.copy(file, out));
  }
}
