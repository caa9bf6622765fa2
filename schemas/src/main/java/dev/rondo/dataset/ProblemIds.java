package dev.rondo.dataset;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Ids of problems whose source has none of its own. */
public final class ProblemIds {
  private static final int HEX_DIGITS = 16;

  private ProblemIds() {}

  /**
   * The first 16 hex digits of the SHA-256 of the canonical JSON array of source, prompt and
   * answer, on one line.
   */
  public static String of(String source, String prompt, String answer) {
    String content = CanonicalJson.line(List.of(source, prompt, answer));
    return Digests.sha256(content.getBytes(StandardCharsets.UTF_8)).substring(0, HEX_DIGITS);
  }
}
