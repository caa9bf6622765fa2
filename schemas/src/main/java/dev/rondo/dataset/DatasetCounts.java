package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;

/** What the counts of a manifest promise about each other and about its files. */
final class DatasetCounts {
  private DatasetCounts() {}

  /**
   * Asserts that accepted and rejected groups are the planned ones, that rows and rejected rows are
   * those of the source, and that the files have the rows, wherever these are counted.
   *
   * @param cannot how the message begins, such as {@code Cannot commit
   *     problems/__rondo/manifest.json}
   */
  static void check(DatasetManifest manifest, String cannot) {
    Long planned = manifest.counts().get("planned-groups");
    Long accepted = manifest.counts().get("accepted-groups");
    Long rejected = manifest.counts().get("rejected-groups");
    if (planned != null && accepted != null && rejected != null && planned != accepted + rejected) {
      throw new InvalidInputException(
          cannot
              + ": planned-groups is "
              + planned
              + " (allowed: accepted-groups + rejected-groups = "
              + accepted
              + " + "
              + rejected
              + ")");
    }
    Long sourceRows = manifest.counts().get("source-rows");
    Long rejectedRows = manifest.counts().get("rejected-rows");
    Long rows = manifest.counts().get("rows");
    if (sourceRows != null
        && rejectedRows != null
        && rows != null
        && sourceRows != rows + rejectedRows) {
      throw new InvalidInputException(
          cannot
              + ": source-rows is "
              + sourceRows
              + " (allowed: rows + rejected-rows = "
              + rows
              + " + "
              + rejectedRows
              + ")");
    }
    long listed =
        manifest.files().stream()
            .filter(file -> !DatasetLayout.isRejected(file.path()))
            .mapToLong(FileEntry::rows)
            .sum();
    if (rows != null && rows != listed) {
      throw new InvalidInputException(
          cannot + ": rows is " + rows + " (allowed: " + listed + ", the sum over its files)");
    }
  }
}
