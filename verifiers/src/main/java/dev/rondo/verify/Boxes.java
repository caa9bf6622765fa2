package dev.rondo.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds {@code \boxed{...}}, {@code \fbox{...}} and {@code \boxed 5} in a text: braces matched, an
 * escaped brace being content. Linear.
 */
public final class Boxes {
  private static final String[] COMMANDS = {"\\boxed", "\\fbox"};

  private Boxes() {}

  /**
   * A box.
   *
   * @param start where the command begins
   * @param from where the content begins
   * @param to where it ends; -1 if the box is not closed
   */
  public record Box(int start, int from, int to) {}

  /** The outermost boxes, in order; of a box that is not closed, also those inside. */
  public static List<Box> in(String text) {
    List<Box> boxes = new ArrayList<>();
    int[] closing = null;
    for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 1)) {
      String command = command(text, at);
      if (command == null) {
        continue;
      }
      int from = at + command.length();
      while (from < text.length() && text.charAt(from) == ' ') {
        from++;
      }
      if (from < text.length() && text.charAt(from) == '{') {
        // Where a box is not closed the positions are kept, so that many of them stay linear.
        int to = closing == null ? closingBrace(text, from) : closing[from];
        closing = to < 0 && closing == null ? closingBraces(text) : closing;
        boxes.add(new Box(at, from + 1, to));
        at = to < 0 ? from : to;
      } else {
        int to = withoutBraces(text, from);
        if (to > from) {
          boxes.add(new Box(at, from, to));
        }
      }
    }
    return boxes;
  }

  /** The place right behind a closed box, its brace included. */
  static int end(String text, Box box) {
    return text.charAt(box.from() - 1) == '{' ? box.to() + 1 : box.to();
  }

  /** Where the number or the letter ends that is boxed without braces. */
  private static int withoutBraces(String text, int from) {
    int to = from;
    while (to < text.length() && text.charAt(to) >= '0' && text.charAt(to) <= '9') {
      to++;
    }
    boolean isLetter =
        to == from
            && to < text.length()
            && Character.isLetter(text.charAt(to))
            && text.charAt(to - 1) == ' '
            && (to + 1 == text.length() || !Character.isLetter(text.charAt(to + 1)));
    return isLetter ? to + 1 : to;
  }

  /** The position of the brace that closes an opening one; -1 if there is none. */
  public static int closingBrace(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** For every opening brace the position of its closing one, -1 if it has none. */
  private static int[] closingBraces(String text) {
    int[] closing = new int[text.length()];
    Arrays.fill(closing, -1);
    int[] open = new int[text.length()];
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        open[depth++] = i;
      } else if (c == '}' && depth > 0) {
        closing[open[--depth]] = i;
      }
    }
    return closing;
  }

  private static String command(String text, int at) {
    for (String command : COMMANDS) {
      int end = at + command.length();
      if (text.startsWith(command, at)
          && (end >= text.length() || !Character.isLetter(text.charAt(end)))) {
        return command;
      }
    }
    return null;
  }
}
