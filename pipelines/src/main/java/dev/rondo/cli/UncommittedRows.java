package dev.rondo.cli;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.run.RunContinuity;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunRepair;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Directories with files of rows that no manifest makes a dataset: a job writes them just now, or
 * the manifest was lost.
 */
final class UncommittedRows {
  private static final String ROLLOUTS = "rollouts/";
  private static final String POLICIES = "policies/";
  private static final Set<String> RUN_FOLDERS =
      Set.of("problems", "policies", "rollouts", "evals");

  private UncommittedRows() {}

  /**
   * Lines that name them, and runs whose configuration cannot be read.
   *
   * @throws InvalidInputException naming the first one that a policy beside it was trained on: its
   *     manifest was there; or a dataset of a run that something else in it was made from
   */
  static List<String> below(Path directory) {
    Map<String, Integer> rows = new TreeMap<>();
    Set<String> datasets = new HashSet<>();
    List<Path> runs = new ArrayList<>();
    try {
      for (String path : RunRepair.withoutDamaged(new LocalStorage(directory).list(""))) {
        requireFolder(directory, path);
        DatasetLayout.datasetOf(path).ifPresent(datasets::add);
        if (path.equals(RunConfig.FILE_NAME) || path.endsWith("/" + RunConfig.FILE_NAME)) {
          runs.add(directory.resolve(path).getParent());
        }
        if (path.endsWith(DatasetLayout.ROWS_SUFFIX)) {
          rows.merge(path.substring(0, path.lastIndexOf('/') + 1), 1, Integer::sum);
        }
      }
    } catch (IOException e) {
      throw DatasetsCommand.unreadable(directory, e);
    }
    rows.keySet().removeIf(folder -> isInOneOf(datasets, folder));
    List<String> lines = new ArrayList<>();
    rows.forEach(
        (path, files) -> {
          Path folder = directory.resolve(path);
          String what = "no manifest, " + files + (files == 1 ? " file" : " files") + " of rows";
          String policy = policyMadeFrom(path);
          // A run that goes on may have committed both since the rows were listed.
          if (policy != null && datasets.contains(policy) && !isCommitted(folder)) {
            throw new InvalidInputException(
                "Cannot accept "
                    + folder
                    + ": "
                    + what
                    + ", and "
                    + policy
                    + " was made from it (allowed: a committed dataset; rondo repair makes it"
                    + " again)");
          }
          lines.add(folder + "  not committed: " + what);
        });
    runs.forEach(run -> requireWhole(run, lines));
    return lines;
  }

  private static boolean isCommitted(Path folder) {
    try {
      return DatasetsCommand.open(folder).isCommitted();
    } catch (IOException e) {
      throw DatasetsCommand.unreadable(folder, e);
    }
  }

  private static void requireWhole(Path directory, List<String> lines) {
    RunDirectory run;
    try {
      run = RunDirectory.open(directory);
    } catch (InvalidInputException e) {
      lines.add(directory + "  not looked at as a run: " + e.getMessage());
      return;
    }
    try {
      RunContinuity.requireWhole(run, 0);
    } catch (IOException e) {
      throw DatasetsCommand.unreadable(directory, e);
    }
  }

  private static boolean isInOneOf(Set<String> datasets, String folder) {
    for (int end = folder.lastIndexOf('/'); end > 0; end = folder.lastIndexOf('/', end - 1)) {
      if (datasets.contains(folder.substring(0, end))) {
        return true;
      }
    }
    return datasets.contains("");
  }

  /** Refuses a file that lies where a run has the folder of all its datasets of a kind. */
  private static void requireFolder(Path directory, String path) {
    if (RUN_FOLDERS.contains(path)
        && Files.exists(directory.resolve(RunConfig.FILE_NAME))
        && !Files.isDirectory(directory.resolve(path))) {
      throw new InvalidInputException(
          "Cannot accept "
              + directory.resolve(path)
              + ": "
              + RegularFiles.kind(directory.resolve(path))
              + " (allowed: the directory of a run's "
              + path
              + ")");
    }
  }

  /** The policy of the same round in the same run, or null where rows are of no round. */
  private static String policyMadeFrom(String path) {
    int start = path.startsWith(ROLLOUTS) ? 0 : path.indexOf("/" + ROLLOUTS) + 1;
    return path.startsWith(ROLLOUTS, start) && path.length() > start + ROLLOUTS.length()
        ? path.substring(0, start)
            + POLICIES
            + path.substring(start + ROLLOUTS.length(), path.length() - 1)
        : null;
  }
}
