package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files below a dataset's directory that no manifest lists, that no writer works on, and that do
 * not say what was removed.
 */
final class UnlistedFiles {
  private UnlistedFiles() {}

  /**
   * Refuses the first such file. Other datasets below the directory answer for themselves.
   *
   * @throws InvalidInputException naming the file
   */
  static void refuse(Storage storage, String directory, DatasetManifest manifest)
      throws IOException {
    Set<String> listed = new HashSet<>();
    manifest.files().forEach(file -> listed.add(StoragePaths.join(directory, file.path())));
    Removal.KINDS.forEach(what -> listed.add(StoragePaths.join(directory, Removal.path(what))));
    List<String> workInProgress = DatasetLayout.workInProgress(manifest.formatVersion());
    List<String> others = new ArrayList<>();
    Set<String> datasets = new HashSet<>();
    for (String path : storage.list(directory)) {
      Optional<String> dataset = DatasetLayout.datasetOf(path);
      if (dataset.isPresent() && dataset.get().equals(directory)) {
        continue;
      }
      dataset.ifPresent(other -> datasets.add(other + "/"));
      if (!listed.contains(path) && !isWorkInProgress(directory, path, workInProgress)) {
        others.add(path);
      }
    }
    for (String path : others) {
      if (datasets.stream().noneMatch(path::startsWith)) {
        throw new InvalidInputException(
            "Cannot accept "
                + storage.place(path)
                + ": no manifest lists it (allowed: listed files, and work in progress in "
                + String.join(", ", workInProgress)
                + ")");
      }
    }
  }

  private static boolean isWorkInProgress(
      String directory, String path, List<String> workInProgress) {
    String relative = directory.isEmpty() ? path : path.substring(directory.length() + 1);
    return workInProgress.stream().anyMatch(relative::startsWith);
  }
}
