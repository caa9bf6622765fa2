package dev.rondo.dataset;

import java.util.List;
import java.util.SortedMap;

/**
 * The file that makes a directory a dataset: written last and atomically, it lists every file with
 * its digests, the counts that were asserted at commit, and the lineage. No manifest, no dataset.
 *
 * @param formatVersion version of this format, see SPEC.md
 * @param kind {@code problems}, {@code rollouts}, {@code policy} or {@code evaluation}
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

  /** File name of every manifest. */
  public static final String FILE_NAME = "manifest.json";

  /** Version of the format that this build writes. */
  public static final int FORMAT_VERSION = 1;
}
