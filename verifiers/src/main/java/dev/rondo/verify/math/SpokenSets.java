package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads sets of numbers that words describe: all real numbers less than 6, nonnegative reals, odd
 * integers, all multiples of 3. "Between 1 and 5" does not say whether its ends belong to it.
 */
final class SpokenSets {
  private static final int MOST_CHARACTERS = 150;

  private static final String[] HEADS = {
    "the set of all the ",
    "the set of all ",
    "the set of ",
    "set of all ",
    "all the ",
    "all of the ",
    "all ",
    "every ",
    "any ",
    "the "
  };

  private static final String[] REALS = {
    "real numbers", "real number", "real values of x", "real values", "reals", "real x"
  };

  private static final String[] INTEGERS = {"integers", "numbers", "integer", "number", "primes"};

  /** Signs of numbers with the ends that they leave open or not. */
  private static final Map<String, Relation> SIGNS =
      Map.ofEntries(
          Map.entry("positive ", Relation.GREATER),
          Map.entry("negative ", Relation.LESS),
          Map.entry("nonnegative ", Relation.AT_LEAST),
          Map.entry("non-negative ", Relation.AT_LEAST),
          Map.entry("nonpositive ", Relation.AT_MOST),
          Map.entry("non-positive ", Relation.AT_MOST));

  /** What says how numbers compare with the one behind it; longer ones first. */
  private static final String[][] COMPARISONS = {
    {"greater than or equal to ", ">="},
    {"larger than or equal to ", ">="},
    {"bigger than or equal to ", ">="},
    {"less than or equal to ", "<="},
    {"smaller than or equal to ", "<="},
    {"no greater than ", "<="},
    {"not greater than ", "<="},
    {"no more than ", "<="},
    {"not more than ", "<="},
    {"no larger than ", "<="},
    {"not exceeding ", "<="},
    {"no less than ", ">="},
    {"not less than ", ">="},
    {"no smaller than ", ">="},
    {"not smaller than ", ">="},
    {"strictly greater than ", ">"},
    {"strictly less than ", "<"},
    {"greater than ", ">"},
    {"larger than ", ">"},
    {"bigger than ", ">"},
    {"more than ", ">"},
    {"exceeding ", ">"},
    {"above ", ">"},
    {"less than ", "<"},
    {"smaller than ", "<"},
    {"below ", "<"},
    {"at least ", ">="},
    {"at most ", "<="},
    {"\\geq ", ">="},
    {"\\ge ", ">="},
    {"\\leq ", "<="},
    {"\\le ", "<="},
    {"> ", ">"},
    {"< ", "<"},
    {"up to and including ", "<="}
  };

  private static final String[] INCLUSIVE = {" inclusive", ", inclusive", " (inclusive)"};

  private static final String[] EXCLUSIVE = {" exclusive", ", exclusive", " (exclusive)"};

  private SpokenSets() {}

  /** The set that words describe; null if they describe none. */
  static Expression read(String words, Budget budget) {
    String lower = plain(words);
    if (lower == null) {
      return null;
    }
    String head = head(lower);
    String rest = lower.substring(head.length());
    Expression integers = integers(head, rest, budget);
    return integers == null ? reals(head, rest, budget) : integers;
  }

  /** The name of a set of whole numbers, "positiveevenintegers"; null if words name none. */
  static String name(String words) {
    String lower = plain(words);
    if (lower == null) {
      return null;
    }
    String head = head(lower);
    String rest = lower.substring(head.length());
    boolean isEach = head.equals("every ") || head.equals("any ");
    for (String noun : INTEGERS) {
      boolean isNoun =
          rest.endsWith(noun) && (rest.length() > noun.length() || noun.equals("primes"));
      boolean isOne = noun.equals("integer") || noun.equals("number");
      if (isNoun && isOne == isEach) {
        boolean arePlain =
            rest.chars().allMatch(c -> c == ' ' || c == '-' || Character.isLetter(c))
                && !WordsBehind.areDenying(rest)
                && Pieces.of(rest, " ").size() <= 4;
        return arePlain ? Words.normalText(isOne ? rest + "s" : rest) : null;
      }
    }
    return null;
  }

  /** In small letters, with one blank between words; null if no set of numbers can be meant. */
  private static String plain(String words) {
    if (words.length() > MOST_CHARACTERS) {
      return null;
    }
    String lower =
        String.join(" ", Pieces.of(words.toLowerCase(Locale.ROOT).strip(), " ~")).strip();
    boolean mayBe =
        lower.contains("real")
            || lower.contains("integer")
            || lower.contains("number")
            || lower.contains("multiple")
            || lower.contains("prime")
            || lower.startsWith("all x ");
    if (!mayBe) {
      return null;
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static String head(String lower) {
    for (String head : HEADS) {
      if (lower.startsWith(head)) {
        return head;
      }
    }
    return "";
  }

  /** All that leave a remainder: odd integers, multiples of 3. */
  private static Expression integers(String head, String rest, Budget budget) {
    boolean isEach = head.equals("every ") || head.equals("any ");
    String end = isEach ? "" : "s";
    boolean isOdd = rest.equals("odd integer" + end) || rest.equals("odd number" + end);
    if (isOdd || rest.equals("even integer" + end) || rest.equals("even number" + end)) {
      return leaving(isOdd ? 1 : 0, Expression.number(2));
    }
    for (String start :
        new String[] {
          "multiple" + end + " of ",
          "integer multiple" + end + " of ",
          "integer" + end + " divisible by ",
          "integer" + end + " that are divisible by "
        }) {
      if (rest.startsWith(start)) {
        Expression number = value(rest.substring(start.length()), budget);
        return number != null && number.isInteger() ? leaving(0, number) : null;
      }
    }
    return null;
  }

  private static Expression leaving(int residue, Expression modulus) {
    return Expression.function(Function.MOD, Expression.number(residue), modulus);
  }

  private static Expression reals(String head, String words, Budget budget) {
    Relation sign = null;
    String rest = words;
    for (Map.Entry<String, Relation> each : SIGNS.entrySet()) {
      if (rest.startsWith(each.getKey())) {
        sign = each.getValue();
        rest = rest.substring(each.getKey().length());
      }
    }
    String noun = null;
    for (String each : REALS) {
      boolean isNoun = rest.startsWith(each) && !(rest + " ").startsWith(each + "s");
      noun = noun == null && isNoun && isEnd(rest, each.length()) ? each : noun;
    }
    boolean isOfX = noun == null && head.startsWith("all ") && rest.startsWith("x ");
    if (noun == null && !isOfX) {
      return null;
    }
    rest = rest.substring(isOfX ? 1 : noun.length()).strip();
    for (String said : new String[] {"x ", "such that x is ", "that are ", "which are "}) {
      rest = rest.startsWith(said) ? rest.substring(said.length()) : rest;
    }
    Expression set = sign == null ? null : bound(sign, Expression.number(0));
    if (rest.isEmpty()) {
      return set;
    }
    Expression bounds = bounds(rest, budget);
    return bounds == null || set == null
        ? bounds
        : Expression.of(Kind.SET_OPERATION, "cap", set, bounds);
  }

  private static boolean isEnd(String text, int at) {
    return at >= text.length() || !Character.isLetter(text.charAt(at));
  }

  /** "less than 2", "less than 2 or greater than 5", "between 1 and 5, inclusive". */
  private static Expression bounds(String words, Budget budget) {
    String rest = words.startsWith("strictly between ") ? words + " exclusive" : words;
    rest = rest.startsWith("strictly between ") ? rest.substring("strictly ".length()) : rest;
    if (rest.startsWith("between ") || rest.startsWith("from ")) {
      return between(rest, budget);
    }
    for (String joint : new String[] {" or ", " and "}) {
      for (int at = rest.indexOf(joint); at > 0; at = rest.indexOf(joint, at + 1)) {
        Expression left = comparison(rest.substring(0, at), budget);
        Expression right = comparison(rest.substring(at + joint.length()), budget);
        if (left != null && right != null) {
          return Expression.of(
              Kind.SET_OPERATION, joint.equals(" or ") ? "cup" : "cap", left, right);
        }
      }
    }
    return comparison(rest, budget);
  }

  private static Expression comparison(String words, Budget budget) {
    for (String[] comparison : COMPARISONS) {
      if (words.startsWith(comparison[0])) {
        Expression value = value(words.substring(comparison[0].length()), budget);
        return value == null ? null : bound(relation(comparison[1]), value);
      }
    }
    return null;
  }

  private static Relation relation(String sign) {
    return switch (sign) {
      case "<" -> Relation.LESS;
      case "<=" -> Relation.AT_MOST;
      case ">" -> Relation.GREATER;
      default -> Relation.AT_LEAST;
    };
  }

  private static Expression between(String words, Budget budget) {
    boolean isFrom = words.startsWith("from ");
    String rest = words.substring(isFrom ? "from ".length() : "between ".length());
    String brackets = null;
    for (int i = 0; i < INCLUSIVE.length; i++) {
      boolean isClosed = rest.endsWith(INCLUSIVE[i]);
      String end = isClosed ? INCLUSIVE[i] : EXCLUSIVE[i];
      if (rest.endsWith(end)) {
        brackets = isClosed ? "[]" : "()";
        rest = rest.substring(0, rest.length() - end.length());
      }
    }
    List<String> ends = cut(rest, isFrom ? " to " : " and ");
    if (brackets == null || ends == null) {
      return null;
    }
    Expression low = value(ends.get(0), budget);
    Expression high = value(ends.get(1), budget);
    return low == null || high == null ? null : Expression.of(Kind.INTERVAL, brackets, low, high);
  }

  private static List<String> cut(String text, String joint) {
    int at = text.indexOf(joint);
    return at <= 0 || at != text.lastIndexOf(joint)
        ? null
        : List.of(text.substring(0, at), text.substring(at + joint.length()));
  }

  private static Expression bound(Relation relation, Expression end) {
    Expression infinity = Constant.INFINITY;
    return switch (relation) {
      case LESS -> Expression.of(Kind.INTERVAL, "()", infinity.negated(), end);
      case AT_MOST -> Expression.of(Kind.INTERVAL, "(]", infinity.negated(), end);
      case GREATER -> Expression.of(Kind.INTERVAL, "()", end, infinity);
      default -> Expression.of(Kind.INTERVAL, "[)", end, infinity);
    };
  }

  /** The number that a text is; null if it is anything else. */
  private static Expression value(String text, Budget budget) {
    String number = text.strip();
    String plain = number.endsWith(",") ? number.substring(0, number.length() - 1) : number;
    if (plain.isEmpty()) {
      return null;
    }
    Expression value = Answers.read(plain, budget).tree();
    boolean isNumber =
        LeafComparison.isValue(value)
            && !Shapes.hasSymbols(value)
            && !value.is(Kind.QUANTITY)
            && !LeafComparison.isInfinite(value);
    return isNumber ? value : null;
  }
}
