package dev.rondo.cli;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Directories with files of rows that no manifest makes a dataset: a job writes them just now, or
 * the manifest was lost.
 */
final class UncommittedRows {
  private static final String ROLLOUTS = "rollouts/";
  private static final String POLICIES = "policies/";

  private UncommittedRows() {}

  /**
   * Lines that name them.
   *
   * @throws InvalidInputException naming the first one that a policy beside it was trained on: its
   *     manifest was there
   */
  static List<String> below(Path directory) {
    Map<String, Integer> rows = new TreeMap<>();
    List<String> datasets = new ArrayList<>();
    try {
      for (String path : new LocalStorage(directory).list("")) {
        DatasetLayout.datasetOf(path).ifPresent(datasets::add);
        if (path.endsWith(DatasetLayout.ROWS_SUFFIX)) {
          rows.merge(path.substring(0, path.lastIndexOf('/') + 1), 1, Integer::sum);
        }
      }
    } catch (IOException e) {
      throw DatasetsCommand.unreadable(directory, e);
    }
    datasets.forEach(dataset -> rows.keySet().removeIf(path -> isIn(path, dataset)));
    List<String> lines = new ArrayList<>();
    rows.forEach(
        (path, files) -> {
          Path folder = directory.resolve(path);
          String what = "no manifest, " + files + (files == 1 ? " file" : " files") + " of rows";
          String policy = policyMadeFrom(path);
          if (policy != null && datasets.contains(policy)) {
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
    return lines;
  }

  private static boolean isIn(String path, String dataset) {
    return dataset.isEmpty() || path.startsWith(dataset + "/");
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
