// Which dataset of an import a problem goes to.
package dev.rondo.imports;

import dev.rondo.dataset.Digests;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which dataset of an import a problem goes to: by the digest of its normalised question, so that
 * the same question is never in two of them.
 *
 * @param parts at least one
 * @param seed decides who goes where
 */
public record Splits(List<Split> parts, long seed) implements Serializable {
  private static final int SHARE_HEX_DIGITS = 13; // 52 bits, exact in a double

  /** Checks that there is a part. */
  public Splits {
    parts = List.copyOf(parts);
    ImportPlan.require(!parts.isEmpty(), "splits", 0, "at least 1");
  }

  /** Index of the part that a key falls into. */
  int of(String key) {
    String digest = Digests.sha256((seed + "\n" + key).getBytes(StandardCharsets.UTF_8));
    double share =
        Long.parseLong(digest.substring(0, SHARE_HEX_DIGITS), 16)
            / (double) (1L << 4 * SHARE_HEX_DIGITS);
    double end = 0;
    for (int i = 0; i < parts.size(); i++) {
      end += parts.get(i).fraction();
      if (share < end) {
        return i;
      }
    }
    return parts.size() - 1;
  }
}
