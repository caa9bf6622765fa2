package dev.rondo.verify;

import java.util.List;
import java.util.Set;

/**
 * Reads the formula around a box. A box stands alone behind a sign of equality and before a mark, a
 * unit or a text; an operator or a factor at its edge makes it a part of another value, and that
 * value is what the response states: {@code 1-\boxed{3/5}} says {@code 1-3/5}.
 *
 * <p>Left as it is: a gap that is filled in, {@code 3+\boxed{5}=8}, and what cannot be seen to be a
 * formula.
 */
final class BoxFormula {
  /** So far from a box its formula is read. */
  private static final int MOST_CHARACTERS = 200;

  private static final List<String> SPACES =
      List.of(
          "\\,",
          "\\;",
          "\\:",
          "\\!",
          "\\ ",
          "~",
          " ",
          "\n",
          "\t",
          "\\displaystyle",
          "\\left",
          "\\right",
          "\\bigl",
          "\\big");

  /** Signs and commands that make what stands at both sides one value. */
  private static final Set<String> OPERATORS =
      signs("+ - − – * / \\cdot \\times \\div \\pm \\mp \\over ^ _ · × ÷ ");

  /** Before a box these make another value or statement of it. */
  private static final Set<String> FUNCTIONS =
      signs("\\sqrt \\log \\ln \\lg \\exp \\sin \\cos \\tan \\neg \\lnot \\pi " + "¬ √ π ");

  /** Behind a box these are factors or go on. */
  private static final Set<String> FACTORS =
      signs(
          "\\sqrt \\pi \\frac \\dfrac \\tfrac ! π √ \\ldots \\dots \\cdots "
              + "\\log \\ln \\sin \\cos \\tan \\theta \\infty \\alpha ");

  /** Before a box these say what it is not. */
  private static final Set<String> OTHER_RELATIONS =
      signs("< > \\ne \\neq \\lt \\gt ≠ \\not= \\not \\mid \\nmid ");

  private static final Set<String> RELATIONS =
      signs(
          "= < > \\approx \\in \\Rightarrow \\implies \\therefore \\to "
              + "\\rightarrow \\equiv \\le \\ge \\leq \\geq ≈ ≤ ≥ ⇒ → \\iff \\cong "
              + "\\sim \\Longrightarrow \\ne \\neq ");

  private static final Set<String> ENDS =
      signs(
          ", ; & \\quad \\qquad \\text \\textbf \\mathrm \\mbox \\\\ \\tag \\end \\begin : "
              + "\\mathbf \\pmod \\square \\% \\$ \\[ \\] \\( \\) $ 。 ， ");

  private BoxFormula() {}

  private static Set<String> signs(String line) {
    return Set.of(line.strip().split(" "));
  }

  /**
   * The value or relation of which a box is a part only, with the content in braces; null if the
   * box stands alone.
   */
  static String whole(String scope, Boxes.Box box) {
    int close = Boxes.end(scope, box);
    if (isFree(scope, box.start() - 1, close)) {
      return null;
    }
    int open = opening(scope, box.start());
    String before = open < 0 ? "" : scope.substring(open, box.start());
    String behind = behind(scope, close, open >= 0);
    String content = "{" + scope.substring(box.from(), box.to()).strip() + "}";
    if (open < 0 && box.start() > 0) {
      before = isMinus(scope, box.start() - 1) ? "-" : run(scope, box.start());
    }
    String left = stripped(before, true);
    String right = stripped(behind, false);
    boolean isApart = // a number apart from the box is no factor of it
        left.length() < before.length() && endsInDigit(left)
            || right.length() < behind.length() && beginsWithDigit(right);
    return isApart ? null : whole(left, content, right, open >= 0);
  }

  /** Whether digits are glued to a box outside of formulas, {@code \boxed{5}0}. */
  static boolean isTorn(String scope, Boxes.Box box) {
    int close = Boxes.end(scope, box);
    return !isFree(scope, box.start() - 1, close)
        && BesideBox.isTorn(scope, box, close)
        && opening(scope, box.start()) < 0;
  }

  private static boolean endsInDigit(String text) {
    return !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
  }

  private static boolean beginsWithDigit(String text) {
    return !text.isEmpty() && Character.isDigit(text.charAt(0));
  }

  /** The commonest boxes: dollars or brackets at both sides, or words. */
  private static boolean isFree(String scope, int left, int right) {
    char before = left < 0 ? '\n' : scope.charAt(left);
    char behind = right >= scope.length() ? '\n' : scope.charAt(right);
    boolean isPlain = before == '$' || before == '\n' || before == ':';
    return isPlain
        && (behind == '$' || behind == '\n' || behind == '.' && right + 1 >= scope.length());
  }

  /** A command that stands directly before a box outside of a formula; empty if none does. */
  private static String run(String scope, int box) {
    int from = box;
    while (from > Math.max(0, box - MOST_CHARACTERS)
        && !Character.isWhitespace(scope.charAt(from - 1))
        && scope.charAt(from - 1) != '$') {
      from--;
    }
    return scope.startsWith("\\", from) ? scope.substring(from, box) : "";
  }

  private static boolean isMinus(String scope, int at) {
    return (scope.charAt(at) == '-' || scope.charAt(at) == '−')
        && (at == 0 || Character.isWhitespace(scope.charAt(at - 1)));
  }

  /** Where the formula begins in which a box stands; -1 if it stands in none. */
  private static int opening(String scope, int box) {
    int from = Math.max(0, box - MOST_CHARACTERS);
    String near = scope.substring(from, box);
    int paragraph = from + near.lastIndexOf("\n\n");
    int bracket = Math.max(near.lastIndexOf("\\("), near.lastIndexOf("\\["));
    int closed = Math.max(near.lastIndexOf("\\)"), near.lastIndexOf("\\]"));
    if (bracket >= 0 && bracket > closed) {
      return from + bracket + 2;
    }
    int dollars = 0;
    int last = -1;
    for (int i = Math.max(paragraph, from); i < box; i++) {
      char c = scope.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '$') {
        boolean isDouble = i + 1 < box && scope.charAt(i + 1) == '$';
        i += isDouble ? 1 : 0;
        dollars++;
        last = i;
      }
    }
    int close = dollars % 2 == 1 ? scope.indexOf('$', box) : -1;
    int next = close < 0 ? -1 : scope.indexOf("\n\n", box);
    return close > 0 && (next < 0 || close < next) ? last + 1 : -1;
  }

  private static String behind(String scope, int from, boolean isFormula) {
    int to = Math.min(scope.length(), from + MOST_CHARACTERS);
    int end = from;
    while (end < to) {
      char c = scope.charAt(end);
      boolean isClosing =
          c == '\\'
              && end + 1 < to
              && (scope.charAt(end + 1) == ')' || scope.charAt(end + 1) == ']');
      if (c == '$' || isClosing || (c == '\n' && (!isFormula || scope.startsWith("\n\n", end)))) {
        break;
      }
      end += c == '\\' ? 2 : 1;
    }
    return scope.substring(from, Math.min(end, scope.length()));
  }

  private static String whole(String before, String content, String behind, boolean isFormula) {
    String inner = content;
    String left = before;
    String right = behind;
    // Braces and brackets around the box alone are gone through.
    while (left.endsWith("{") || (left.endsWith("(") && right.startsWith(")"))) {
      char open = left.charAt(left.length() - 1);
      String outer = left.substring(0, left.length() - 1);
      int close = right.indexOf(open == '{' ? '}' : ')');
      if (close < 0) {
        return null;
      }
      if (open == '{' && isArgument(outer)) {
        String behindGap = rest(right);
        boolean isGap = right.startsWith("=", behindGap.length()) || isNumber(leftSide(left));
        return isGap ? null : side(left) + inner + behindGap;
      }
      left = open == '{' ? withoutCommand(outer) : outer;
      left = stripped(left, true);
      right = stripped(right.substring(0, close) + right.substring(close + 1), false);
    }
    String last = lastToken(left);
    String first = firstToken(right);
    if (isFormula && OTHER_RELATIONS.contains(last) && !isTag(left)) {
      return statement(left) + inner;
    }
    boolean isPart =
        (isFormula || last.equals("-") || last.startsWith("\\")) && OPERATORS.contains(last)
            || FUNCTIONS.contains(last)
            || isFormula && isFactor(last)
            || isPartBehind(right, first, isFormula);
    if (isPart) {
      String equation = rest(right);
      boolean isGap = right.startsWith("=", equation.length()) || isNumber(leftSide(left));
      boolean isDigit = last.length() == 1 && Character.isDigit(last.charAt(0));
      String value = isDigit ? inner.substring(1, inner.length() - 1) : inner;
      return isGap ? null : side(left) + value + equation;
    }
    if (!last.equals("=") && BesideBox.isOfLetter(first, right, isFormula)) {
      return inner + right;
    }
    if (isFormula && (first.equals("\\ne") || first.equals("\\neq") || first.equals("≠"))) {
      return inner + right;
    }
    if (isFormula && first.equals("=") && isNumber(right.substring(1).strip()) && left.isEmpty()) {
      return inner + right;
    }
    boolean isLast = isFormula && last.equals("=") && right.isEmpty();
    String said = isLast ? left.substring(0, left.length() - 1).strip() : "";
    return isNumber(said) || isOfName(said) ? left + inner : null;
  }

  /** What is made of one name: {@code y'}, {@code -y}, {@code \frac1y}, {@code f^{-1}(x)}. */
  private static boolean isOfName(String left) {
    boolean isShort = left.length() > 1 && left.length() <= 12 && left.indexOf('=') < 0;
    boolean isNegated =
        left.length() == 2 && left.charAt(0) == '-' && Character.isLetter(left.charAt(1));
    return isShort
        && (isNegated
            || left.indexOf('\'') > 0
            || left.contains("^{-1}(")
            || left.startsWith("\\frac1") && left.length() == 7
            || left.startsWith("\\frac{1}{") && left.length() == 11);
  }

  private static boolean isPartBehind(String right, String first, boolean isFormula) {
    if (first.equals("^") || first.equals("_")) {
      String raised = right.substring(1).replace("{", "").strip();
      return !raised.startsWith("\\circ")
          && !raised.startsWith("°")
          && !raised.startsWith("\\text");
    }
    if (first.equals("!")) {
      return isFormula;
    }
    boolean isUnitBehind =
        first.endsWith("frac")
            && (right.startsWith("{\\text", first.length())
                || right.startsWith("{\\mathrm", first.length()));
    if (isUnitBehind) {
      return false;
    }
    if (isFormula) {
      boolean isUnit = first.length() == 1 && Character.isLetter(first.charAt(0));
      boolean isWord =
          isUnit && right.length() > 1 && Character.isLetter(right.charAt(1)) && !first.equals("i");
      return OPERATORS.contains(first) || FACTORS.contains(first) || isFactor(first) && !isWord;
    }
    boolean isSpaced =
        right.startsWith(" ", first.length()) && (first.equals("/") || first.startsWith("\\"));
    int behind = first.length() + (isSpaced ? 1 : 0);
    char second = right.length() > behind ? right.charAt(behind) : ' ';
    boolean isOperation =
        (OPERATORS.contains(first) || first.equals(":"))
            && Character.isDigit(second)
            && !first.equals("*");
    boolean isLetter =
        first.equals("i")
            && (right.length() == 1 || second != '.' && !Character.isLetterOrDigit(second));
    return isOperation || isLetter;
  }

  /** A digit, or a letter that stands alone. */
  private static boolean isFactor(String token) {
    return token.length() == 1
            && Character.isLetterOrDigit(token.charAt(0))
            && token.charAt(0) < 128
        || token.equals("0.");
  }

  /** Whether a brace opens what a fraction, a root, a power or an index is of. */
  private static boolean isArgument(String before) {
    String plain = before.stripTrailing();
    int depth = 0;
    int i = plain.length();
    // Back over arguments that are closed.
    while (i > 0 && plain.charAt(i - 1) == '}') {
      do {
        i--;
        depth += plain.charAt(i) == '}' ? 1 : plain.charAt(i) == '{' ? -1 : 0;
      } while (i > 0 && depth > 0);
    }
    String head = plain.substring(0, i);
    int open = head.endsWith("]") ? head.lastIndexOf('[') : -1;
    head = open > 0 ? head.substring(0, open) : head;
    return head.endsWith("frac")
        || head.endsWith("\\sqrt")
        || head.endsWith("binom")
        || (i == plain.length() && (head.endsWith("^") || head.endsWith("_")));
  }

  private static String withoutCommand(String before) {
    int i = before.length();
    while (i > 0 && Character.isLetter(before.charAt(i - 1))) {
      i--;
    }
    return i > 0 && before.charAt(i - 1) == '\\' ? before.substring(0, i - 1) : before;
  }

  /** What stands on the box's side of the last relation before it. */
  private static String side(String left) {
    return left.substring(afterLast(left, true));
  }

  /** The relation that ends before a box, from the last comma or text on. */
  private static String statement(String left) {
    return left.substring(afterLast(left, false));
  }

  private static String leftSide(String left) {
    String before = left.substring(0, afterLast(left, true)).strip();
    return before.endsWith("=") ? before.substring(0, before.length() - 1).strip() : "";
  }

  private static int afterLast(String left, boolean isRelation) {
    int found = 0;
    int i = 0;
    while (i < left.length()) {
      String token = firstToken(left.substring(i, Math.min(left.length(), i + 20)));
      int next = i + Math.max(1, token.length());
      if (ENDS.contains(token) || (isRelation && RELATIONS.contains(token))) {
        found =
            token.startsWith("\\text") || token.equals("\\mathrm") ? afterGroup(left, next) : next;
        next = found;
      }
      i = next;
    }
    return Math.min(found, left.length());
  }

  private static int afterGroup(String text, int from) {
    int close = text.startsWith("{", from) ? text.indexOf('}', from) : -1;
    return close < 0 ? from : close + 1;
  }

  /** What belongs to the value behind a box: to the next relation, mark or text. */
  private static String rest(String right) {
    int i = 0;
    while (i < right.length()) {
      String token = firstToken(right.substring(i, Math.min(right.length(), i + 20)));
      boolean isStop =
          token.equals(".") && (i + 1 >= right.length() || !Character.isDigit(right.charAt(i + 1)));
      if (ENDS.contains(token) && !token.equals(":") || RELATIONS.contains(token) || isStop) {
        break;
      }
      i += Math.max(1, token.length());
    }
    return right.substring(0, Math.min(i, right.length()));
  }

  private static boolean isNumber(String text) {
    String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return !plain.isEmpty()
        && plain.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == '-');
  }

  /** Whether a sign closes a tag rather than compares. */
  private static boolean isTag(String left) {
    int open = left.endsWith(">") ? left.lastIndexOf('<') : -1;
    return open >= 0
        && open + 1 < left.length()
        && (Character.isLetter(left.charAt(open + 1)) || left.charAt(open + 1) == '/');
  }

  static String stripped(String text, boolean isAtEnd) {
    String plain = text;
    for (boolean isGone = true; isGone; ) {
      isGone = false;
      for (String space : SPACES) {
        if (isAtEnd
            ? plain.endsWith(space)
            : plain.startsWith(space) && !isLongerCommand(plain, space)) {
          plain =
              isAtEnd
                  ? plain.substring(0, plain.length() - space.length())
                  : plain.substring(space.length());
          isGone = true;
        }
      }
    }
    return plain;
  }

  private static boolean isLongerCommand(String text, String command) {
    return command.length() > 2
        && text.length() > command.length()
        && Character.isLetter(text.charAt(command.length()));
  }

  private static String lastToken(String text) {
    if (text.isEmpty()) {
      return "";
    }
    int i = text.length();
    while (i > 0 && Character.isLetter(text.charAt(i - 1))) {
      i--;
    }
    if (i < text.length()) {
      return i > 0 && text.charAt(i - 1) == '\\' ? text.substring(i - 1) : text.substring(i);
    }
    return text.endsWith("0.") ? "0." : text.substring(text.length() - 1);
  }

  private static String firstToken(String text) {
    if (text.isEmpty()) {
      return "";
    }
    if (text.charAt(0) != '\\' || text.length() == 1) {
      return text.substring(0, 1);
    }
    int to = 1;
    while (to < text.length() && Character.isLetter(text.charAt(to))) {
      to++;
    }
    return text.substring(0, Math.max(2, to));
  }
}
