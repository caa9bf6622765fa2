package dev.rondo.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of the command line that may have line feeds in it, written {@code \n}. A backslash before
 * an n or another backslash is written twice, as in {@code \\nabla}; before anything else it stands
 * for itself.
 */
final class GivenText {
  /** What option descriptions say of it. */
  static final String MARKS = "\\n is a line feed, \\\\ a backslash";

  private static final Pattern ESCAPE = Pattern.compile("\\\\[n\\\\]");

  private GivenText() {}

  /** The text that was meant. */
  static String of(String given) {
    return ESCAPE
        .matcher(given)
        .replaceAll(escape -> Matcher.quoteReplacement(escape.group().equals("\\n") ? "\n" : "\\"));
  }
}
