package dev.rondo.programs.hub;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.FileEntry;

/**
 * A dataset of rows that is exported.
 *
 * @param path of its directory in the folder, see {@link #directory}
 * @param version digest of its manifest
 * @param manifest the manifest
 */
record ExportedDataset(String path, String version, DatasetManifest manifest) {
  /** Kind of samples of an evaluation, and the directory of one that is exported alone. */
  static final String ALONE = "evaluation";

  private static final String BLOCK = "block-";

  /**
   * The directory in the folder: the same as where it comes from, but that a folder holds its card
   * beside datasets, and an evaluation beside its blocks.
   *
   * @param source directory where it comes from; empty if that is a dataset itself
   */
  static String directory(String source, String kind) {
    if (source.isEmpty()) {
      return kind;
    }
    boolean isBlock = kind.equals(ALONE) && source.startsWith(BLOCK) && source.indexOf('/') < 0;
    return isBlock ? ALONE + "/" + source : source;
  }

  /** Rows that a reader of the folder finds. */
  long rows() {
    return manifest.files().stream()
        .filter(ExportedDataset::isShown)
        .mapToLong(FileEntry::rows)
        .sum();
  }

  /** Bytes of all files. */
  long bytes() {
    return manifest.files().stream().mapToLong(FileEntry::bytes).sum();
  }

  private static boolean isShown(FileEntry file) {
    return !file.path().contains("/");
  }

  /** Last name of the path. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Path of the directory that it lies in; empty for the folder itself. */
  String parent() {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** The evaluation that it is a block of samples of. */
  String evaluation() {
    return name().startsWith(BLOCK) && !parent().isEmpty() ? parent() : path;
  }
}
