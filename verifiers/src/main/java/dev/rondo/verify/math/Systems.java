package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes systems and cases that stand in other environments as those: lines behind a lone left
 * brace, and an array of statements. Lines in brackets of another kind stay a matrix.
 */
final class Systems {
  private static final Set<String> LINES =
      Set.of("aligned", "align", "gathered", "gather", "split", "alignat", "alignedat", "eqnarray");

  private static final Set<String> ROWS = Set.of("array", "matrix", "tabular");

  private static final Set<String> CASES = Set.of("cases", "dcases", "rcases");

  private static final String BEGIN = "begin:";
  private static final String END = "end:";

  private Systems() {}

  /** The tokens with cases written as cases; the same list where there are none. */
  static List<Token> plain(List<Token> tokens) {
    boolean hasEnvironment = false;
    for (int i = 0; i < tokens.size() && !hasEnvironment; i++) {
      hasEnvironment = environment(tokens.get(i)) != null;
    }
    if (!hasEnvironment) {
      return tokens;
    }
    List<Token> plain = new ArrayList<>(tokens.size());
    int i = 0;
    while (i < tokens.size()) {
      boolean isBraced = tokens.get(i).isMark("\\{") && i + 1 < tokens.size();
      int from = isBraced ? i + 1 : i;
      String environment = environment(tokens.get(from));
      int to = environment == null ? -1 : end(tokens, from);
      boolean isLone = isBraced && to > 0 && !tokens.get(to + 1).isMark("\\}");
      String name = to < 0 ? null : nameOf(environment, isLone, tokens, from, to);
      if (name == null) {
        plain.add(tokens.get(i++));
        continue;
      }
      plain.add(command(BEGIN, name));
      addLines(tokens.subList(from + 1, to), plain);
      plain.add(command(END, name));
      i = to + 1;
    }
    return plain;
  }

  private static Token command(String what, String name) {
    return new Token(Token.Kind.COMMAND, what + name, false);
  }

  private static String environment(Token token) {
    return token.kind() == Token.Kind.COMMAND && token.text().startsWith(BEGIN)
        ? token.text().substring(BEGIN.length())
        : null;
  }

  /** Where an environment ends that holds no other; -1 if it does or does not end. */
  private static int end(List<Token> tokens, int from) {
    for (int i = from + 1; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Token.Kind.COMMAND && token.text().startsWith(END)) {
        return i + 1 < tokens.size() ? i : -1;
      }
      if (environment(token) != null) {
        return -1;
      }
    }
    return -1;
  }

  /** What an environment is to be read as; null if as what it is. */
  private static String nameOf(
      String environment, boolean isLone, List<Token> tokens, int from, int to) {
    boolean isKnown =
        LINES.contains(environment) || ROWS.contains(environment) || CASES.contains(environment);
    if (isLone && isKnown) {
      return "cases";
    }
    if (LINES.contains(environment)) {
      return "aligned";
    }
    boolean isFree = from == 0 || !opens(tokens.get(from - 1));
    return environment.equals("array") && isFree && areStatements(tokens.subList(from + 1, to))
        ? "aligned"
        : null;
  }

  private static boolean opens(Token token) {
    return token.kind() == Token.Kind.MARK
        && ("([{|".contains(token.text()) || token.text().startsWith("\\"));
  }

  /** Whether every line says that something is, or is less than, something. */
  private static boolean areStatements(List<Token> lines) {
    boolean isStatement = false;
    for (int i = 0; i < lines.size(); i++) {
      Token token = lines.get(i);
      boolean isLast = i + 1 == lines.size();
      if (token.isMark("\\\\")) {
        if (!isStatement) {
          return false;
        }
        isStatement = isLast;
      }
      isStatement |= Relation.of(token) != null;
    }
    return isStatement;
  }

  /** Adds lines without the marks that only align their signs. */
  private static void addLines(List<Token> lines, List<Token> plain) {
    for (int i = 0; i < lines.size(); i++) {
      boolean isAtSign =
          lines.get(i).isMark("&")
              && ((i > 0 && Relation.of(lines.get(i - 1)) != null)
                  || (i + 1 < lines.size() && Relation.of(lines.get(i + 1)) != null));
      if (!isAtSign) {
        plain.add(lines.get(i));
      }
    }
  }
}
