package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Files below a dataset's directory that no manifest lists, that no writer works on, and that do
 * not say what was removed.
 */
final class UnlistedFiles {
  private static final List<String> WORK_IN_PROGRESS = List.of("plan-", "receipts/", "spool/");

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
    listed.add(StoragePaths.join(directory, DatasetManifest.FILE_NAME));
    Removal.KINDS.forEach(what -> listed.add(StoragePaths.join(directory, Removal.path(what))));
    List<String> others = new ArrayList<>();
    Set<String> datasets = new HashSet<>();
    for (String path : storage.list(directory)) {
      if (path.endsWith("/" + DatasetManifest.FILE_NAME) && !listed.contains(path)) {
        datasets.add(path.substring(0, path.length() - DatasetManifest.FILE_NAME.length()));
      }
      if (!listed.contains(path) && !isWorkInProgress(directory, path)) {
        others.add(path);
      }
    }
    for (String path : others) {
      if (datasets.stream().noneMatch(path::startsWith)) {
        throw new InvalidInputException(
            "Cannot accept "
                + path
                + ": no manifest lists it (allowed: listed files, and work in progress in "
                + String.join(", ", WORK_IN_PROGRESS)
                + ")");
      }
    }
  }

  private static boolean isWorkInProgress(String directory, String path) {
    String relative = directory.isEmpty() ? path : path.substring(directory.length() + 1);
    return WORK_IN_PROGRESS.stream().anyMatch(relative::startsWith);
  }
}
