// When two statements of a problem are the same statement.
package dev.rondo.imports;

import dev.rondo.dataset.Digests;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The text of a problem without what does not change its meaning: white space, letter case, Unicode
 * forms, LaTeX delimiters, sizes and spacing, braces around one character, punctuation behind
 * words. What a formula may mean stays: signs, digits, brackets, commands; a prime, a colon, a
 * semicolon, a comma or a point that stands in or behind anything but a word; white space between
 * two digits. So problems that differ in a number, a sign or a mark stay different.
 */
final class NormalizedText {
  private static final Pattern SPACING =
      Pattern.compile(
          "\\\\(left|right|displaystyle|textstyle|quad|qquad|bigl?|bigr|biggl?|biggr)(?![a-z])"
              + "|\\\\[,;:! ()\\[\\]]|[$~]");
  private static final Pattern FRACTION = Pattern.compile("\\\\[dt]frac");
  private static final Pattern BRACED_CHARACTER = Pattern.compile("\\{([^{}\\\\])\\}");
  private static final Pattern PRIME = Pattern.compile("\\^\\{?\\\\prime\\}?|[\u2019\u2032\u00b4]");
  private static final Pattern QUOTED =
      Pattern.compile("``([^`']*)''|`([^`']*)'|\u2018([^\u2018\u2019']*)['\u2019]");

  /** Three letters at least, the last one small: not a point of a drawing or a name of a value. */
  private static final String WORD = "(?<=\\p{L}\\p{L}\\p{Ll})";

  private static final String BORDER = "(\\$|\\\\[\\])])?";

  /** The first group is what each alternative begins with, so that other places cost nothing. */
  private static final Pattern PUNCTUATION =
      Pattern.compile(
          "(?=[,;:?.\\s\"\u201c\u201d`])(?:"
              + WORD
              + "[,;:]+(?=\\s|\\z)|(?<=\\S)[,;:](?="
              + BORDER
              + "\\s+\\p{L}{2})|(?<=\\S)[?.](?=[\\s\"')\\]$]|\\\\[\\])]|\\z)|\\s\\?\\s*\\z|[\"\u201c\u201d`])");

  private static final Pattern BLANKS =
      Pattern.compile("(?=\\s)(?:\\s++(?![0-9])|(?<![0-9\\s])\\s++)");
  private static final Pattern BLANKS_OF_NUMBERS = Pattern.compile("\\s+");

  /** LaTeX takes one character, unless there are braces. */
  private static final Pattern ONE_DIGIT = Pattern.compile("([_^][0-9])(?=[0-9])");

  private NormalizedText() {}

  /** The normal form. */
  static String of(String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
    normal = QUOTED.matcher(normal).replaceAll("$1$2$3");
    normal = PRIME.matcher(normal).replaceAll("'");
    normal = PUNCTUATION.matcher(normal).replaceAll("");
    normal = SPACING.matcher(normal.toLowerCase(Locale.ROOT)).replaceAll("");
    normal = BLANKS.matcher(normal.strip()).replaceAll("");
    normal = BLANKS_OF_NUMBERS.matcher(normal).replaceAll(" ");
    normal = FRACTION.matcher(normal).replaceAll("\\\\frac");
    normal = BRACED_CHARACTER.matcher(normal).replaceAll("$1");
    return ONE_DIGIT.matcher(normal).replaceAll("$1 ");
  }

  /** Digest of the normal form. */
  static String digest(String text) {
    return Digests.sha256(of(text).getBytes(StandardCharsets.UTF_8));
  }
}
