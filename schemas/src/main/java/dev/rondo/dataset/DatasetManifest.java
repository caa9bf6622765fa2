package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file that makes a directory a dataset: written last and atomically, it lists every file with
 * its digests, the counts that were asserted at commit, and the lineage. No manifest, no dataset.
 *
 * @param formatVersion version of this format, see SPEC.md
 * @param kind one of {@link #KINDS}
 * @param files every file but the manifest itself, ordered by path
 * @param counts named totals, such as {@code planned-groups}, {@code accepted-groups}, {@code
 *     rejected-groups}, {@code rows}
 * @param lineage where it comes from
 */
public record DatasetManifest(
    int formatVersion,
    String kind,
    List<FileEntry> files,
    SortedMap<String, Long> counts,
    Lineage lineage) {

  /** File name of every manifest; {@link DatasetLayout} says where it lies. */
  public static final String FILE_NAME = "manifest.json";

  /** Version of the format that this build writes; it reads every version from 1 on. */
  public static final int FORMAT_VERSION = 2;

  /** Every kind of dataset. */
  public static final SortedSet<String> KINDS =
      Collections.unmodifiableSortedSet(
          new TreeSet<>(List.of("checkpoint", "evaluation", "policy", "problems", "rollouts")));

  /** The versions that can be read, for messages. */
  static String readableVersions() {
    return "1 to " + FORMAT_VERSION;
  }

  /** Checks every field; the lists are copied. */
  public DatasetManifest {
    if (formatVersion < 1 || formatVersion > FORMAT_VERSION) {
      throw new InvalidInputException(
          "Cannot use a manifest of format-version: "
              + formatVersion
              + " (allowed: "
              + readableVersions()
              + "; another version of Rondo wrote it)");
    }
    if (kind == null || !KINDS.contains(kind)) {
      throw new InvalidInputException(
          "Cannot use a manifest of kind: "
              + kind
              + " (allowed: "
              + String.join(", ", KINDS)
              + ")");
    }
    files = List.copyOf(files);
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i - 1).path().compareTo(files.get(i).path()) >= 0) {
        throw new InvalidInputException(
            "Cannot use a manifest that lists "
                + files.get(i).path()
                + " after "
                + files.get(i - 1).path()
                + " (allowed: each path once, in ascending order)");
      }
    }
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    counts.forEach(
        (name, count) -> {
          if (count == null || count < 0) {
            throw new InvalidInputException(
                "Cannot use a manifest with count "
                    + name
                    + ": "
                    + count
                    + " (allowed: 0 and above)");
          }
        });
    if (lineage == null) {
      throw new InvalidInputException("Cannot use a manifest without lineage");
    }
  }
}
