// How often native code may try a regular expression of somebody else, found without trying it.
package dev.rondo.policy.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at a regular expression, as Oniguruma reads it, for repetitions that match one text in a
 * number of ways which doubles with every character: a group is repeated, and what it matches in
 * one turn has no one length or no one alternative. Whatever is not understood counts as such.
 *
 * <p>Left out: repetitions that follow each other. The ways of k of them grow with the k-th power
 * of the text's length.
 */
final class Backtracking {
  private static final Pattern COUNT = Pattern.compile("\\{(?=,?\\d)(\\d*)(,?)\\d*}");
  private static final Pattern GROUP =
      Pattern.compile("\\((?:\\?(?:([a-zA-Z-]*)[:)]|[=!>]|<[=!]|<\\w+>|'\\w+')|(?![?*]))");
  private static final Pattern NAMED_CLASS = Pattern.compile("\\[:\\^?[a-z]{1,10}:]");

  /** Escapes that take up the letter behind them, whatever it is. */
  private static final String CONTROLS = "cCMQ";

  private static final int NONE = -1;

  /** A group that is open, or was closed. */
  private static final class Group {
    /** Whether what it matches has several lengths for one beginning, or several alternatives. */
    private boolean isLoose;

    private boolean hasAlternatives;

    /** Whether each alternative so far begins with an ASCII letter of its own. */
    private boolean isTold = true;

    private final Set<Integer> beginnings = new HashSet<>();
    private int atoms;
    private int beginning = NONE;

    /** Another part of the alternative; a letter, or {@link #NONE} for anything else. */
    private void add(int letter) {
      if (atoms++ == 0) {
        beginning = letter;
      }
    }

    private void endAlternative() {
      boolean isLetter = beginning > 0 && beginning < 128;
      isTold &= isLetter && beginnings.add(Character.toLowerCase(beginning));
      isLoose |= hasAlternatives && !isTold;
      atoms = 0;
      beginning = NONE;
    }
  }

  private final String regex;
  private final Deque<Group> open = new ArrayDeque<>();
  private int at;

  private Backtracking(String regex) {
    this.regex = regex;
    open.push(new Group());
  }

  /** Whether an expression may try a text in a number of ways that doubles with its length. */
  static boolean doubles(String regex) {
    return new Backtracking(regex).doubles();
  }

  private boolean doubles() {
    while (at < regex.length()) {
      char c = regex.charAt(at);
      Group closed = null;
      if (c == '|') {
        Group group = open.element();
        group.hasAlternatives = true;
        group.endAlternative();
        at++;
        continue;
      } else if (c == '(') {
        if (!openGroup()) {
          return true;
        }
        continue;
      } else if (c == ')' && open.size() > 1) {
        closed = open.pop();
        closed.endAlternative();
        open.element().isLoose |= closed.isLoose;
        open.element().add(NONE);
        at++;
      } else if (c == '[') {
        if (!skipClass()) {
          return true;
        }
        open.element().add(NONE);
      } else if (c == '\\') {
        if (!skipEscape()) {
          return true;
        }
      } else {
        open.element().add(".^$".indexOf(c) < 0 ? c : NONE);
        at++;
      }
      if (!skipQuantifier(closed)) {
        return true;
      }
    }
    return false;
  }

  /** Goes behind the beginning of a group; false if it is of a kind that is not understood. */
  private boolean openGroup() {
    Matcher begin = GROUP.matcher(regex).region(at, regex.length());
    if (!begin.lookingAt()) {
      return false; // callouts, comments, absent groups, conditions
    }
    at = begin.end();
    String options = begin.group(1) == null ? "" : begin.group(1);
    if (options.contains("x")) {
      return false; // blanks and comments between a group and what repeats it
    }
    if (begin.group().endsWith(")")) { // to the end of the group around, alternatives included
      open.element().isLoose = true;
    } else {
      open.push(new Group());
    }
    return true;
  }

  /** Goes behind a class of characters; false if it is not understood. */
  private boolean skipClass() {
    int depth = 0;
    do {
      if (regex.startsWith("[:", at) && depth > 0) {
        Matcher named = NAMED_CLASS.matcher(regex).region(at, regex.length());
        if (!named.lookingAt()) {
          return false;
        }
        at = named.end();
        continue;
      }
      char c = regex.charAt(at++);
      if (c == '\\') {
        if (at < regex.length() && CONTROLS.indexOf(regex.charAt(at)) >= 0) {
          return false;
        }
        at++;
      } else if (c == '[') {
        depth++;
        at += regex.startsWith("^", at) ? 1 : 0;
        at += regex.startsWith("]", at) ? 1 : 0; // as the first it is a letter
      } else if (c == ']') {
        depth--;
      }
    } while (depth > 0 && at < regex.length());
    return true;
  }

  /** Goes behind an escape; false if it calls a group, or is not understood. */
  private boolean skipEscape() {
    char c = at + 1 < regex.length() ? regex.charAt(at + 1) : '\\';
    at += 2;
    if (c == 'g' || CONTROLS.indexOf(c) >= 0) {
      return false;
    }
    String close = "pPxo".indexOf(c) >= 0 && regex.startsWith("{", at) ? "}" : null;
    close = c == 'k' && regex.startsWith("<", at) ? ">" : close;
    close = c == 'k' && regex.startsWith("'", at) ? "'" : close;
    if (close != null) {
      int end = regex.indexOf(close, at + 1);
      at = end < 0 ? regex.length() : end + 1;
    }
    open.element().add(Character.isLetterOrDigit(c) ? NONE : c);
    return true;
  }

  /**
   * Goes behind what repeats the last part; false if that may double the ways.
   *
   * @param group that part if it is a group, else null
   */
  private boolean skipQuantifier(Group group) {
    if (at >= regex.length()) {
      return true;
    }
    Matcher count = COUNT.matcher(regex).region(at, regex.length());
    char c = regex.charAt(at);
    boolean isCount = count.lookingAt();
    if (!isCount && "*+?".indexOf(c) < 0) {
      return true;
    }
    Group around = open.element();
    boolean isExact = isCount && count.group(2).isEmpty();
    if (group != null && group.isLoose && c != '?') {
      return false;
    }
    at = isCount ? count.end() : at + 1;
    if (around.atoms == 1 && !(isExact && !count.group(1).matches("0+"))) {
      around.beginning = NONE; // the first part may be left out
    }
    boolean isFollowed = at < regex.length() && "*+?".indexOf(regex.charAt(at)) >= 0;
    around.isLoose |= !isExact || isFollowed;
    if (!isFollowed) {
      return !isAnotherCount();
    }
    if (c == '?' && regex.charAt(at) == '*' && group != null && group.isLoose) {
      return false; // only ?? and ?+ say how much is taken; this repeats the group
    }
    boolean isRepeated = isCount && regex.charAt(at) != '?';
    at++; // lazy or possessive; behind a count, * and + repeat the repetition
    boolean isEnd = at == regex.length() || regex.charAt(at) == '|';
    if (isRepeated && !(isEnd && open.size() == 1)) {
      return false;
    }
    return !isAnotherCount() && (at == regex.length() || "*+?".indexOf(regex.charAt(at)) < 0);
  }

  private boolean isAnotherCount() {
    return COUNT.matcher(regex).region(at, regex.length()).lookingAt();
  }
}
