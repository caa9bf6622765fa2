package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes a remark in brackets off an answer: one that says where the value is reached, "5 (attained
 * at x = 2)", or what a line and a circle have, "(slope 2)"; one that denies another value, "6 (not
 * 5)", or says what it is the sum of, "9 trees (4 oaks and 5 pines)".
 */
final class Remarks {
  private static final int MOST_CHARACTERS = 80;

  /** First words of a remark that says where or how a value is reached. */
  private static final List<String> SAYING_WHERE =
      List.of(
          "attained",
          "achieved",
          "reached",
          "obtained",
          "occurs",
          "occurring",
          "taken at",
          "realized",
          "realised",
          "at ",
          "slope ",
          "gradient ",
          "intercept ",
          "vertex ",
          "center ",
          "centre ",
          "radius ",
          "erreicht",
          "angenommen",
          "atteint",
          "alcanzado",
          "se alcanza",
          "atingido",
          "raggiunto",
          "достигается",
          "при ");

  private static final String[] DENYING = {
    "not ",
    "nicht ",
    "pas ",
    "et non ",
    "no ",
    "não ",
    "non ",
    "не ",
    "不是",
    "rather than ",
    "instead of "
  };

  private static final String[] SAYING_WHERE_AT_END = {"取得", "取到", "取等号", "时取等", "のとき"};

  private Remarks() {}

  /** The answer before its remark; itself if it has none. */
  static String without(String answer) {
    String plain = answer.replace('（', '(').replace('）', ')');
    int open = plain.lastIndexOf('(');
    int opened = open;
    // "(attained at x=f(2))": the bracket that the last one closes.
    int depth = 0;
    for (int i = plain.length() - 1; i >= 0; i--) {
      depth += plain.charAt(i) == ')' ? 1 : plain.charAt(i) == '(' ? -1 : 0;
      if (depth == 0 && plain.charAt(i) == '(') {
        opened = i;
        break;
      }
    }
    boolean isAtEnd =
        opened > 0
            && depth == 0
            && plain.lastIndexOf(')') >= 0
            && Characters.areAllOf(plain.substring(plain.lastIndexOf(')') + 1), " }.$");
    if (!isAtEnd || plain.length() - opened > MOST_CHARACTERS) {
      return answer;
    }
    String inside =
        plain
            .substring(opened + 1, plain.lastIndexOf(')'))
            .replace("\\text", " ")
            .replace("{", " ")
            .replace("}", " ")
            .replace("$", " ")
            .strip()
            .toLowerCase(Locale.ROOT);
    String value = value(plain.substring(0, opened));
    return value != null && isRemark(inside, value) ? value : answer;
  }

  /**
   * What stands before a remark, without the text that the remark opened; null if it is nothing.
   */
  private static String value(String before) {
    String value = before.stripTrailing();
    if (value.endsWith("\\text{")) {
      value = value.substring(0, value.length() - "\\text{".length()).stripTrailing();
    } else if (value.startsWith("\\text{") && value.indexOf('}') < 0) {
      value = value.substring("\\text{".length());
    }
    while (value.endsWith("\\")
        || value.endsWith(",")
        || value.endsWith("~")
        || value.endsWith("quad")) {
      int space = value.endsWith("quad") ? value.lastIndexOf('\\') : value.length() - 1;
      value = value.substring(0, Math.max(0, space)).stripTrailing();
    }
    long open =
        value.chars().filter(c -> c == '{').count() - value.chars().filter(c -> c == '}').count();
    if (open == 1 && value.lastIndexOf("\\text{") > value.lastIndexOf('}')) {
      value += "}"; // the remark stands in the text of a unit
      open = 0;
    }
    return open == 0 && value.chars().anyMatch(Character::isLetterOrDigit) ? value : null;
  }

  private static boolean isRemark(String inside, String value) {
    for (String denial : DENYING) {
      String other = inside.startsWith(denial) ? inside.substring(denial.length()).strip() : "";
      boolean isValue =
          !other.isEmpty()
              && other.length() <= 20
              && other.chars().noneMatch(c -> Character.isLetter(c) && c > 'z')
              && !hasWord(other)
              && (other.length() == 1 || other.chars().anyMatch(Character::isDigit));
      String plain = value.toLowerCase(Locale.ROOT).replace(" ", "");
      String another = other.replace(" ", "");
      if (isValue && !plain.equals(another) && !plain.endsWith("=" + another)) {
        return true;
      }
    }
    if (isSum(inside, value)) {
      return true;
    }
    boolean isWhere = SAYING_WHERE.stream().anyMatch(inside::startsWith);
    for (String end : SAYING_WHERE_AT_END) {
      isWhere |= inside.endsWith(end);
    }
    return isWhere
        && !WordsBehind.areDenying(inside)
        && !inside.startsWith("at least")
        && !inside.startsWith("at most")
        && !inside.startsWith("at best");
  }

  /** Whether a remark in words has two whole numbers or more, whose sum is the one of the value. */
  private static boolean isSum(String inside, String value) {
    List<Long> parts = wholeNumbers(inside);
    boolean isPlain =
        parts != null
            && parts.size() > 1
            && hasWord(inside)
            && inside.chars().noneMatch(c -> "=<>^*/\\·×-−".indexOf(c) >= 0)
            && !(" " + inside + " ").contains(" or ")
            && !WordsBehind.areDenying(inside);
    List<Long> whole = isPlain ? wholeNumbers(value) : null;
    return whole != null
        && whole.size() == 1
        && parts.stream().mapToLong(Long::longValue).sum() == whole.get(0);
  }

  /** The whole numbers in a text; null if one has a point, or too many digits. */
  private static List<Long> wholeNumbers(String text) {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      if (Characters.isDigit(text, i)) {
        int to = i;
        while (Characters.isDigit(text, to)) {
          to++;
        }
        boolean isPart =
            i > 0 && ".,".indexOf(text.charAt(i - 1)) >= 0
                || Characters.isDigit(text, to + 1) && ".,".indexOf(text.charAt(to)) >= 0;
        if (isPart || to - i > 15) {
          return null;
        }
        numbers.add(Long.parseLong(text.substring(i, to)));
        i = to;
      }
    }
    return numbers;
  }

  /** Whether two letters or more stand in a row, outside of commands. */
  private static boolean hasWord(String text) {
    for (int i = 0; i + 1 < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i = Characters.afterLetters(text, i + 1);
      } else if (Character.isLetter(text.charAt(i)) && Character.isLetter(text.charAt(i + 1))) {
        return true;
      }
    }
    return false;
  }
}
