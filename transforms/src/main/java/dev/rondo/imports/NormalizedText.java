// When two statements of a problem are the same statement.
package dev.rondo.imports;

import dev.rondo.dataset.Digests;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The text of a problem without what does not change its meaning: white space, letter case, Unicode
 * forms, LaTeX delimiters, sizes and spacing, braces around one character, punctuation of
 * sentences. Signs, digits, brackets and commands stay, so that problems that differ in a number or
 * a sign stay different.
 */
final class NormalizedText {
  private static final Pattern SPACING =
      Pattern.compile(
          "\\\\(left|right|displaystyle|textstyle|quad|qquad|bigl?|bigr|biggl?|biggr)(?![a-z])"
              + "|\\\\[,;:! ()\\[\\]]|[\\s$~]");
  private static final Pattern FRACTION = Pattern.compile("\\\\[dt]frac");
  private static final Pattern BRACED_CHARACTER = Pattern.compile("\\{([^{}\\\\])\\}");
  private static final Pattern PUNCTUATION =
      Pattern.compile("[;:?\"'`\u2018\u2019\u201c\u201d]|(?<![0-9])[.,]|[.,](?![0-9])");

  private NormalizedText() {}

  /** The normal form. */
  static String of(String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    normal = SPACING.matcher(normal).replaceAll("");
    normal = PUNCTUATION.matcher(normal).replaceAll("");
    normal = FRACTION.matcher(normal).replaceAll("\\\\frac");
    return BRACED_CHARACTER.matcher(normal).replaceAll("$1");
  }

  /** Digest of the normal form. */
  static String digest(String text) {
    return Digests.sha256(of(text).getBytes(StandardCharsets.UTF_8));
  }
}
