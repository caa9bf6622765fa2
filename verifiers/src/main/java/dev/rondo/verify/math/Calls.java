package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Says where a name right before brackets is applied to what they hold, as in E[X^2], X(s), J_0(x),
 * rather than multiplied by it, as in P(1+r).
 */
final class Calls {
  /** Functions of chance in words. */
  private static final Set<String> WORDS = Set.of("Var", "Cov", "Corr", "Cor", "Pr");

  /** Letters that name functions whatever they are applied to. */
  private static final Set<String> ALWAYS = Set.of("Gamma", "zeta", "Phi");

  /** Letters that name functions of a moment: u(t-2), \delta(x-a). */
  private static final Set<String> OF_MOMENT = Set.of("u", "H", "delta", "theta", "U");

  private static final Set<String> MOMENTS = Set.of("t", "x", "n", "k", "tau");

  /** Beside moments what small letters are functions of, where a product is none: r(\theta). */
  private static final Set<String> ANGLES = Set.of("theta", "phi", "varphi", "omega", "z");

  /** Letters that are numbers rather than functions: \theta(3). */
  private static final Set<String> QUANTITIES =
      Set.of(
          "alpha",
          "beta",
          "gamma",
          "theta",
          "lambda",
          "omega",
          "eta",
          "kappa",
          "rho",
          "epsilon",
          "varepsilon");

  /** Small letters that are functions of a number: y(2). */
  private static final Set<String> OF_NUMBERS = Set.of("y", "u", "v", "w", "p", "q");

  /** Joints of events, the same from either side. */
  private static final Set<String> JOINTS = Set.of("cap", "cup", "and", "or");

  private static final int MOST_TOKENS = 40;

  private Calls() {}

  /** Whether a word names a function of chance. */
  static boolean isWord(String word) {
    return WORDS.contains(word);
  }

  /** Whether a name that was taken is applied to the brackets that come next. */
  static boolean isCall(String name, Tokens tokens) {
    Token open = tokens.peek();
    boolean isRound = open.isMark("(");
    if (open.isSpaced() || !(isRound || open.isMark("["))) {
      return false;
    }
    int script = name.indexOf('_');
    String plain = name.replace("'", "");
    String letter = script < 0 ? plain : name.substring(0, script);
    Token first = tokens.peek(1);
    if (letter.equals("C") && script < 0) {
      return false;
    }
    if (isOfOne(tokens)) {
      boolean isNumber = first.kind() == Token.Kind.NUMBER;
      boolean isOfNumbers =
          script > 0
              || plain.length() < name.length()
              || letter.length() > 1 && !QUANTITIES.contains(letter)
              || Characters.isCapital(letter.charAt(0))
              || OF_NUMBERS.contains(letter);
      boolean isArgument =
          isOfNumbers
              || !isNumber && (MOMENTS.contains(first.text()) || ANGLES.contains(first.text()));
      return !first.text().equals(letter) && isArgument;
    }
    boolean isOfMoment = first.kind() == Token.Kind.LETTER && MOMENTS.contains(first.text());
    return ALWAYS.contains(name)
        || (OF_MOMENT.contains(name) && isOfMoment)
        || (!isRound
            && isOfMoment
            && letter.length() == 1
            && tokens.peek(2).kind() == Token.Kind.MARK)
        || ((name.equals("E") || name.equals("P")) && isOfChance(name, tokens));
  }

  /** Whether one letter or one number stands in the brackets, and no other brackets follow. */
  private static boolean isOfOne(Tokens tokens) {
    Token inside = tokens.peek(1);
    Token close = tokens.peek(2);
    Token behind = tokens.peek(3);
    return (inside.kind() == Token.Kind.LETTER || inside.kind() == Token.Kind.NUMBER)
        && close.isMark(tokens.peek().isMark("(") ? ")" : "]")
        && !behind.isMark("(")
        && !behind.isMark("[");
  }

  /** Whether a random variable or an event comes, which have capital letters. */
  private static boolean isOfChance(String name, Tokens tokens) {
    int at = name.equals("E") && tokens.peek(1).kind() == Token.Kind.NUMBER ? 2 : 1;
    Token first = tokens.peek(at);
    boolean isCapital =
        first.kind() == Token.Kind.LETTER
            && first.text().length() == 1
            && Characters.isCapital(first.text().charAt(0));
    Token behind = tokens.peek(at + 1);
    return isCapital
        && (name.equals("E")
            || behind.isMark("|")
            || behind.isMark("^")
            || behind.isMark("_")
            || behind.isMark("'")
            || JOINTS.contains(behind.text())
            || Relation.of(behind) != null);
  }

  /** The call, whose brackets come next; what cannot be computed in them is named as written. */
  static Expression read(String name, Tokens tokens, BracketParser groups) {
    int start = tokens.position();
    int end = end(tokens);
    boolean isPlain = true;
    for (int i = 1; i < end; i++) {
      Token token = tokens.peek(i);
      isPlain &= !token.isMark("|") && !JOINTS.contains(token.text()) && Relation.of(token) == null;
    }
    if (isPlain) {
      return Expression.of(Kind.CALL, name, groups.arguments());
    }
    if (end < 0) {
      tokens.rewind(start);
      throw new Unreadable("call");
    }
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    Set<String> joints = new java.util.HashSet<>();
    for (int i = 1; i < end; i++) {
      String text = tokens.peek(i).text();
      if (JOINTS.contains(text)) {
        joints.add(text);
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(part.isEmpty() ? "" : " ").append(text);
      }
    }
    parts.add(part.toString());
    boolean isTurnable = joints.size() == 1 && parts.stream().noneMatch(p -> p.contains("|"));
    if (isTurnable) {
      Collections.sort(parts);
    }
    for (int i = 0; i <= end; i++) {
      tokens.next();
    }
    return Expression.symbol(name + "(" + String.join(" " + joints + " ", parts) + ")");
  }

  /** How far ahead the brackets close that come next; -1 where they are too long. */
  private static int end(Tokens tokens) {
    int depth = 0;
    for (int i = 0; i < MOST_TOKENS; i++) {
      Token token = tokens.peek(i);
      if (token.kind() == Token.Kind.END) {
        return -1;
      }
      depth += token.isMark("(") || token.isMark("[") ? 1 : 0;
      depth -= token.isMark(")") || token.isMark("]") ? 1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
