package dev.rondo.dataset;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the parts of a dataset lie in its directory. Files of rows lie right in it, so that a
 * reader of Parquet that is given the directory finds rows and nothing else; all that is about them
 * lies in {@link #FOLDER}, which such readers pass over by its name, and what of it is Parquet (
 * rejected rows, work in progress) does not end in {@code .parquet}. SPEC.md, section 1, has the
 * layout.
 *
 * <p>A policy and a checkpoint have no rows: their manifest lies beside their files, as in version
 * 1 all manifests did.
 */
public final class DatasetLayout {
  /** What is about the rows, and not rows. */
  public static final String FOLDER = "__rondo/";

  /** The manifest of a dataset of rows. */
  public static final String MANIFEST = FOLDER + DatasetManifest.FILE_NAME;

  /** Ends the name of a file of rows. */
  public static final String ROWS_SUFFIX = ".parquet";

  /** Ends the name of a Parquet file that no reader of the directory is to find. */
  public static final String HIDDEN_ROWS_SUFFIX = ".parq";

  private static final String FIRST_MANIFEST = DatasetManifest.FILE_NAME;
  private static final String REJECTED = "rejected/";
  private static final String RECEIPTS = "receipts/";
  private static final String SPOOL = "spool/";
  private static final String PLAN_PREFIX = "plan-";
  private static final String PLAN_SUFFIX = ".jsonl";
  private static final Set<String> WITHOUT_ROWS = Set.of("checkpoint", "policy");

  private DatasetLayout() {}

  /** Path of the manifest in a dataset of a kind. */
  public static String manifest(String kind) {
    return WITHOUT_ROWS.contains(kind) ? FIRST_MANIFEST : MANIFEST;
  }

  /** Paths at which a dataset may have its manifest, the one of this version first. */
  static List<String> manifests() {
    return List.of(MANIFEST, FIRST_MANIFEST);
  }

  /**
   * The directory whose manifest lies at a path.
   *
   * @param path in a storage, or relative to any directory
   * @return empty text for the root; nothing if no manifest lies there
   */
  public static Optional<String> datasetOf(String path) {
    for (String manifest : manifests()) {
      if (path.equals(manifest)) {
        return Optional.of("");
      }
      if (path.endsWith("/" + manifest)) {
        return Optional.of(path.substring(0, path.length() - manifest.length() - 1));
      }
    }
    return Optional.empty();
  }

  /**
   * Where the rejected rows that belong to a file of rows lie.
   *
   * @param path of the file of rows in its dataset
   */
  public static String rejectedOf(String path) {
    return FOLDER + REJECTED + hidden(path);
  }

  /** Directory of the rejected rows. */
  public static String rejectedFolder() {
    return FOLDER + REJECTED;
  }

  /** Name of the file of rows to which a file of rejected rows, or itself, belongs. */
  public static String rowsOf(String name) {
    return name.endsWith(HIDDEN_ROWS_SUFFIX)
        ? name.substring(0, name.length() - HIDDEN_ROWS_SUFFIX.length()) + ROWS_SUFFIX
        : name;
  }

  /** Whether a file of a dataset, of this version or the first, holds rejected rows. */
  public static boolean isRejected(String path) {
    return path.startsWith(FOLDER + REJECTED) || path.startsWith(REJECTED);
  }

  /** Whether a file holds what was rejected from a file of rows, in this version or the first. */
  public static boolean isRejectedOf(String rejected, String path) {
    return rejected.equals(rejectedOf(path)) || rejected.equals(REJECTED + path);
  }

  /** Where rows lie until they are judged. */
  public static String spoolOf(String path) {
    return FOLDER + SPOOL + hidden(path);
  }

  /** Where rows lie until they are judged that were rejected before. */
  public static String spoolRejectedOf(String path) {
    return FOLDER + SPOOL + REJECTED + hidden(path);
  }

  /** Directory of the spool. */
  public static String spool() {
    return FOLDER + SPOOL;
  }

  /** Directory of the receipts. */
  public static String receipts() {
    return FOLDER + RECEIPTS.substring(0, RECEIPTS.length() - 1);
  }

  /** Path of a receipt by its name. */
  public static String receipt(String name) {
    return FOLDER + RECEIPTS + name;
  }

  /** Path of a plan by what tells it from others. */
  public static String plan(String name) {
    return FOLDER + PLAN_PREFIX + name + PLAN_SUFFIX;
  }

  /** Whether a path in a storage is that of a plan. */
  public static boolean isPlan(String path) {
    int name = path.lastIndexOf('/') + 1;
    return path.startsWith(PLAN_PREFIX, name)
        && path.endsWith(PLAN_SUFFIX)
        && (path.substring(0, name).equals(FOLDER)
            || path.substring(0, name).endsWith("/" + FOLDER));
  }

  /**
   * Whether a file of a dataset is what a writer of version 1 was at work on: a plan, a receipt or
   * the spool, right in the directory. This version leaves none there.
   *
   * @param path relative to the dataset's directory
   */
  public static boolean isWorkOfFirstVersion(String path) {
    return workInProgress(1).stream().anyMatch(path::startsWith);
  }

  /**
   * Where in a path of a storage the part of its dataset begins that a writer works on: a plan, the
   * spool, or a receipt of a stage.
   *
   * @return length of the dataset's directory; -1 if the path is of nothing of these
   */
  public static int workInProgress(String path, String stage) {
    int folder = path.lastIndexOf("/" + FOLDER);
    if (folder < 0) {
      return -1;
    }
    String part = path.substring(folder + 1);
    return part.startsWith(FOLDER + SPOOL)
            || part.startsWith(receipt(stage + "-"))
            || part.startsWith(FOLDER + PLAN_PREFIX)
        ? folder
        : -1;
  }

  /** Prefixes of what a writer works on, in datasets of a version. */
  static List<String> workInProgress(int formatVersion) {
    return formatVersion == 1
        ? List.of(PLAN_PREFIX, RECEIPTS, SPOOL)
        : List.of(FOLDER + PLAN_PREFIX, FOLDER + RECEIPTS, FOLDER + SPOOL);
  }

  private static String hidden(String path) {
    return path.substring(0, path.length() - ROWS_SUFFIX.length()) + HIDDEN_ROWS_SUFFIX;
  }
}
