package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads ordinals: third, twenty-first, dritte, 第三, and the endings of those in digits. */
final class Ordinals {
  private static final int MOST_WORDS = 6;

  private static final Set<String> ENDINGS = Set.of("th", "st", "nd", "rd");

  private static final Map<String, Integer> WORDS = new HashMap<>();

  static {
    add("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth");
    WORDS.put("tenth", 10);
    WORDS.put("eleventh", 11);
    WORDS.put("twelfth", 12);
    for (String ten : List.of("thir", "four", "fif", "six", "seven", "eigh", "nine")) {
      WORDS.put(ten + "teenth", Words.number(ten + "teen"));
    }
    for (String ten :
        List.of("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")) {
      WORDS.put(ten + "ieth", Words.number(ten + "y"));
    }
    WORDS.put("hundredth", 100);
    add("erste", "zweite", "dritte", "vierte", "fünfte", "sechste", "siebte", "achte", "neunte");
    add("premier", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième");
    add("première", "seconde");
    add("primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo");
    add("primera", "segunda", "tercera", "cuarta", "quinta", "sexta", "séptima", "octava");
    add("primo", "secondo", "terzo", "quarto");
    add("primeiro", "segundo", "terceiro", "quarto");
    add("первый", "второй", "третий", "четвёртый", "пятый", "шестой", "седьмой", "восьмой");
  }

  private Ordinals() {}

  private static void add(String... words) {
    for (int i = 0; i < words.length; i++) {
      WORDS.put(words[i], i + 1);
    }
  }

  /** Whether words begin with what makes a number in digits an ordinal: "th", "rd place". */
  static boolean isEnding(String words) {
    int space = words.indexOf(' ');
    return ENDINGS.contains(space < 0 ? words : words.substring(0, space));
  }

  /** What stands behind such an ending. */
  static String withoutEnding(String words) {
    int space = words.indexOf(' ');
    return space < 0 ? "" : words.substring(space + 1);
  }

  /** The number of an ordinal in words; 0 if a word is none. */
  static int value(String word) {
    return WORDS.getOrDefault(word.toLowerCase(Locale.ROOT), 0);
  }

  /** An expression as an ordinal; null if it is none. */
  static Expression of(Expression expression) {
    if (expression.is(Kind.QUANTITY)) {
      return CountNouns.isOrdinal(expression.name()) ? expression : null;
    }
    return expression.is(Kind.TEXT) ? read(expression.name()) : null;
  }

  /** What a text names by its place, such as "the third term"; null if it does not. */
  static Expression read(String text) {
    Expression chinese = chinese(text.strip());
    if (chinese != null) {
      return chinese;
    }
    List<String> words =
        Pieces.of(text.toLowerCase(Locale.ROOT).replace('-', ' ').strip(), " ").stream()
            .filter(word -> !word.isEmpty() && !word.equals("the"))
            .toList();
    if (words.isEmpty() || words.size() > MOST_WORDS) {
      return null;
    }
    int from = 0;
    int tens = Words.isTens(words.get(0)) ? Words.number(words.get(0)) : 0;
    from += tens > 0 ? 1 : 0;
    int ones = from < words.size() ? value(words.get(from)) : 0;
    if (ones == 0 || (tens > 0 && ones > 9)) {
      return null;
    }
    String noun = String.join(" ", words.subList(from + 1, words.size()));
    boolean isPlace = noun.isEmpty() || WordsBehind.areHarmless(noun);
    return isPlace ? named(tens + ones, noun) : null;
  }

  private static Expression named(long number, String noun) {
    return Expression.of(
        Kind.QUANTITY, (CountNouns.ORDINAL + " " + noun).strip(), Expression.number(number));
  }

  /** 第三, 第3天 */
  private static Expression chinese(String text) {
    if (!text.startsWith("第") || text.length() > 12) {
      return null;
    }
    String rest = text.substring(1).strip();
    int to = 0;
    while (Characters.isDigit(rest, to)) {
      to++;
    }
    Expression counted =
        to > 0
            ? Expression.of(
                Kind.QUANTITY,
                rest.substring(to).strip(),
                Expression.number(Long.parseLong(rest.substring(0, Math.min(to, 12)))))
            : ChineseNumbers.read(rest);
    if (counted == null || to > 12) {
      return null;
    }
    Expression number = counted.is(Kind.QUANTITY) ? counted.child(0) : counted;
    String noun = counted.is(Kind.QUANTITY) ? counted.name() : "";
    return number.isInteger()
        ? Expression.of(Kind.QUANTITY, (CountNouns.ORDINAL + " " + noun).strip(), number)
        : null;
  }
}
