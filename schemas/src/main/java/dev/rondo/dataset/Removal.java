package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says that files of a committed dataset were removed on purpose, and by which rule: a small file
 * beside the manifest, written before the first of them goes and never changed. The manifest stays
 * as it is, so what was there, with its digests, is still known.
 *
 * @param what one of {@link #KINDS}: which part of the dataset went
 * @param rule the settings that asked for it, such as {@code retention.rollouts: 2}
 * @param manifestDigest SHA-256 of the dataset's manifest
 * @param files paths of the removed files, as the manifest lists them, ascending
 * @param counts what was counted of the removed rows, for whoever asks later; may be empty
 */
public record Removal(
    String what,
    String rule,
    String manifestDigest,
    List<String> files,
    SortedMap<String, Long> counts) {

  /** The weights and everything beside them. */
  public static final String POLICY = "policy";

  /** The rows of a round. */
  public static final String ROLLOUTS = "rollouts";

  /** What only training needs of a policy. */
  public static final String TRAINER_STATE = "trainer-state";

  /** All kinds. */
  public static final List<String> KINDS = List.of(POLICY, ROLLOUTS, TRAINER_STATE);

  /** Checks the fields; the collections are copied. */
  public Removal {
    if (!KINDS.contains(what)) {
      throw new InvalidInputException(
          "Cannot use a removal of: " + what + " (allowed: " + String.join(", ", KINDS) + ")");
    }
    if (rule.isEmpty() || files.isEmpty()) {
      throw new InvalidInputException("Cannot use a removal without a rule or without files");
    }
    if (!List.copyOf(new TreeSet<>(files)).equals(files)) {
      throw new InvalidInputException(
          "Cannot use a removal with files " + files + " (allowed: each once, in ascending order)");
    }
    files = List.copyOf(files);
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /** Where the file of a kind lies, relative to the dataset's directory. */
  public static String path(String what) {
    return what.equals(ROLLOUTS)
        ? DatasetLayout.FOLDER + "removed-" + what + ".json"
        : "_removed-" + what + ".json";
  }

  /** Whether a path in a storage is that of such a file. */
  public static boolean isRecord(String path) {
    return KINDS.stream().anyMatch(what -> path.endsWith("/" + path(what)));
  }

  /** An error of somebody who needs what is gone. */
  InvalidInputException refused(String cannot) {
    return new InvalidInputException(
        cannot
            + ": its "
            + what
            + (files.size() == 1 ? " file was" : " files were")
            + " removed by "
            + rule
            + " (allowed: what no "
            + path(what)
            + " lists)");
  }

  /** The bytes of the file. */
  byte[] toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("removed", what);
    fields.put("rule", rule);
    fields.put("manifest-digest", manifestDigest);
    fields.put("counts", counts);
    fields.put("files", files);
    return CanonicalJson.bytes(fields);
  }

  /** Reads one; as {@link ManifestJson#fromJson}. */
  static Removal fromJson(byte[] bytes, String file) {
    try (JsonFields fields = JsonFields.parse(bytes, file)) {
      String what = fields.string("removed");
      String rule = fields.string("rule");
      String digest = fields.string("manifest-digest");
      SortedMap<String, Long> counts = fields.longMap("counts");
      List<String> files = fields.stringsOrNone("files");
      try {
        return new Removal(what, rule, digest, files, counts);
      } catch (InvalidInputException e) {
        throw new InvalidInputException("In " + file + ": " + e.getMessage(), e);
      }
    }
  }
}
