package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Words that answers use: constants, fillers, numbers, and the texts that mean the same. */
final class Words {
  private Words() {}

  /** What stands above the line as one: ordinals, degrees, constants. */
  static final Set<String> SCRIPTS =
      Set.of(
          "th",
          "st",
          "nd",
          "rd",
          "circ",
          "degree",
          "degrees",
          "prime",
          "pi",
          "Pi",
          "PI",
          "oo",
          "inf",
          "Inf",
          "infty",
          "infinity",
          "Infinity");

  /** Before a value these say nothing. */
  static final Set<String> FILLERS =
      Set.of(
          "about",
          "approximately",
          "approx",
          "exactly",
          "precisely",
          "just",
          "is",
          "are",
          "equals",
          "equal",
          "to",
          "the",
          "answer",
          "value",
          "values",
          "total",
          "of",
          "around",
          "roughly",
          "rs",
          "usd",
          "therefore",
          "so",
          "thus",
          "hence",
          "there",
          "a",
          "an",
          "in",
          "was",
          "only",
          "final",
          "correct",
          "option",
          "choice",
          "or",
          "point",
          "points",
          "line",
          "interval",
          "equation",
          "coordinates",
          "vertex",
          "center",
          "pair",
          "pairs",
          "ordered",
          "it",
          "donc",
          "alors",
          "entonces",
          "答案",
          "答案是",
          "答案为",
          "答",
          "解",
          "因此",
          "所以",
          "共",
          "一共");

  /** Before a decimal these say that it was rounded. */
  static final Set<String> ABOUT =
      Set.of(
          "约",
          "大约",
          "约为",
          "约等于",
          "约是",
          "大约是",
          "約",
          "およそ",
          "약",
          "circa",
          "ca",
          "etwa",
          "ungefähr",
          "environ",
          "aproximadamente",
          "około",
          "около",
          "примерно");

  /** Before a number these turn its sign. */
  static final Set<String> NEGATIVE =
      Set.of(
          "minus",
          "negative",
          "menos",
          "moins",
          "meno",
          "negativ",
          "минус",
          "マイナス",
          "마이너스",
          "负",
          "負");

  /** Short words that are no products of letters. */
  static final Set<String> SHORT_WORDS =
      Set.of(
          "no", "yes", "odd", "even", "red", "one", "two", "six", "ten", "all", "not", "any", "the",
          "is", "are", "of", "to", "in", "on", "at", "as", "by", "per", "for", "pm", "am", "day",
          "sat", "sun", "mon", "tue", "wed", "thu", "fri", "may", "jun", "jul", "aug", "sep", "oct",
          "nov", "dec", "july", "june", "jan", "feb", "mar", "apr", "dne", "kg", "cm", "mm", "km",
          "ft", "yd", "mi", "hr", "min", "sec", "oz", "lb", "lbs", "ml", "mph", "kph", "inch",
          "feet", "foot", "cube", "men", "boy", "girl", "ways", "way", "true", "east", "west",
          "both", "none", "more", "less", "each", "sq", "cu", "days", "hour", "week", "year",
          "mile", "unit", "cent", "box", "cat", "dog", "big", "he", "she", "it", "its", "and", "or",
          "with", "from", "when", "if", "then", "else", "old", "ans", "nor", "now", "how", "half",
          "isnt", "let", "iff", "base");

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("zero", 0),
          Map.entry("one", 1),
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12),
          Map.entry("thirteen", 13),
          Map.entry("fourteen", 14),
          Map.entry("fifteen", 15),
          Map.entry("sixteen", 16),
          Map.entry("seventeen", 17),
          Map.entry("eighteen", 18),
          Map.entry("nineteen", 19),
          Map.entry("twenty", 20),
          Map.entry("thirty", 30),
          Map.entry("forty", 40),
          Map.entry("fifty", 50),
          Map.entry("sixty", 60),
          Map.entry("seventy", 70),
          Map.entry("eighty", 80),
          Map.entry("ninety", 90),
          Map.entry("hundred", 100));

  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("doesnotexist", "dne"),
          Map.entry("doesntexist", "dne"),
          Map.entry("donotexist", "dne"),
          Map.entry("dontexist", "dne"),
          Map.entry("doesnotconverge", "diverges"),
          Map.entry("doesntconverge", "diverges"),
          Map.entry("diverge", "diverges"),
          Map.entry("converge", "converges"),
          Map.entry("absolutelyconvergent", "convergesabsolutely"),
          Map.entry("conditionallyconvergent", "convergesconditionally"),
          Map.entry("nosolutions", "nosolution"),
          Map.entry("nosolutionexists", "nosolution"),
          Map.entry("nosolutionsexist", "nosolution"),
          Map.entry("therearenosolutions", "nosolution"),
          Map.entry("thereisnosolution", "nosolution"),
          Map.entry("none", "nosolution"),
          Map.entry("primes", "allprimes"),
          Map.entry("primenumbers", "allprimes"),
          Map.entry("allprimenumbers", "allprimes"),
          Map.entry("evennumbers", "allevennumbers"),
          Map.entry("oddnumbers", "alloddnumbers"),
          Map.entry("positiveintegers", "allpositiveintegers"),
          Map.entry("norealsolutionexists", "nosolution"),
          Map.entry("norealsolutionsexist", "nosolution"),
          Map.entry("infinitelymanysolutions", "infinitelymany"),
          Map.entry("thereareinfinitelymanysolutions", "infinitelymany"),
          Map.entry("infinitesolutions", "infinitelymany"),
          Map.entry("norealsolutions", "nosolution"),
          Map.entry("norealsolution", "nosolution"),
          Map.entry("norealroots", "nosolution"),
          Map.entry("therearenorealsolutions", "nosolution"),
          Map.entry("thereisnorealsolution", "nosolution"),
          Map.entry("therearenorealroots", "nosolution"),
          Map.entry("infinitesolution", "infinitelymany"),
          Map.entry("emptyset", "nosolution"),
          Map.entry("theemptyset", "nosolution"),
          Map.entry("undefinedvalue", "undefined"));

  /** "a and c", "b, d": letters with conjunctions between them. */
  static boolean areLetters(String text) {
    int letters = 0;
    for (String word : Pieces.of(text, " ,")) {
      boolean isLetter = word.length() == 1 && Character.isLetter(word.charAt(0));
      if (!isLetter && !word.equals("and") && !word.equals("or")) {
        return false;
      }
      letters += isLetter ? 1 : 0;
    }
    return letters >= 2;
  }

  /** The value of a number word, or -1. */
  static int number(String word) {
    return NUMBERS.getOrDefault(word.toLowerCase(Locale.ROOT), -1);
  }

  /** Whether a word such as "twenty" takes another number behind it. */
  static boolean isTens(String word) {
    int number = number(word);
    return number >= 20 && number <= 90;
  }

  /** What a word behind a number multiplies it by; 1 for other words. */
  static long scale(String word) {
    return switch (word) {
      case "hundred" -> 100;
      case "thousand" -> 1000;
      case "million" -> 1_000_000;
      case "billion" -> 1_000_000_000;
      case "trillion" -> 1_000_000_000_000L;
      case "万", "萬" -> 10_000;
      case "亿", "億" -> 100_000_000;
      case "dozen" -> 12;
      default -> 1;
    };
  }

  /**
   * A text as texts are compared: letters, digits and the signs between them, lower case, synonyms
   * made one; what separates items counts as a comma.
   */
  static String normalText(String text) {
    StringBuilder letters = new StringBuilder();
    for (int i = afterArticle(text); i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        int to = Characters.afterLetters(text, i + 1);
        String command = text.substring(i + 1, to);
        if (command.startsWith("text") || command.startsWith("math") || command.equals("mbox")) {
          i = to - 1;
          continue;
        }
        char sign = TextSigns.ofCommand(command);
        if (sign != 0) {
          letters.append(sign);
          i = to - 1;
          continue;
        }
      }
      if (Character.isLetter(c)) {
        int to = Characters.afterLetters(text, i + 1);
        word(text.substring(i, to), letters);
        i = to - 1;
      } else if (Character.isDigit(c)) {
        letters.append(c);
      } else if (c == ',' || c == ';' || c == '&') {
        boolean isThousand =
            i > 0
                && Character.isDigit(text.charAt(i - 1))
                && i + 1 < text.length()
                && Character.isDigit(text.charAt(i + 1));
        if (!isThousand) {
          separate(letters);
        }
      } else if ("-+/.".indexOf(c) >= 0
          && i + 1 < text.length()
          && Character.isDigit(text.charAt(i + 1))) {
        letters.append(c);
      } else if ((c == '+' || c == '-' || c == '−') && i + 1 == text.length() && i > 0) {
        letters.append(c == '+' ? '+' : '-'); // a grade
      } else if (c == '%' && i > 0 && Character.isDigit(text.charAt(i - 1))) {
        letters.append("percent");
      } else if (c != ' ') {
        char sign = TextSigns.at(text, i);
        if (sign != 0) {
          letters.append(sign);
        }
      }
    }
    while (!letters.isEmpty() && letters.charAt(letters.length() - 1) == ',') {
      letters.setLength(letters.length() - 1);
    }
    String form = Adjectives.withoutNoun(letters.toString());
    return ForeignAnswers.inEnglish(SAME.getOrDefault(form, form));
  }

  /** Adds a word; "and" separates, and a Roman number stands apart from the next. */
  private static void word(String word, StringBuilder letters) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.equals("and") && !letters.isEmpty()) {
      separate(letters);
      return;
    }
    if (isRoman(word) && !letters.isEmpty()) {
      int start = letters.lastIndexOf(",") + 1;
      if (isRoman(letters.substring(start).toUpperCase(Locale.ROOT))) {
        separate(letters);
      }
    }
    letters.append(lower);
  }

  private static boolean isRoman(String word) {
    return !word.isEmpty() && Characters.areAllOf(word, "IVX");
  }

  /** The Roman numbers in a normalised list, sorted; null if it is no list of them. */
  static List<String> romanNumbers(String text) {
    List<String> items = new ArrayList<>(List.of(text.toUpperCase(Locale.ROOT).split(",")));
    if (items.size() < 2 || !items.stream().allMatch(Words::isRoman)) {
      return null;
    }
    Collections.sort(items);
    return items;
  }

  private static void separate(StringBuilder letters) {
    if (!letters.isEmpty() && letters.charAt(letters.length() - 1) != ',') {
      letters.append(',');
    }
  }

  /**
   * Letters, commas, blanks and signs of comparison alone, as they are compared as texts; null if
   * there is more.
   */
  static String plainWords(String text) {
    String plain = text.replace("\\text{", "{").replace("\\mbox{", "{");
    int letters = 0;
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
      } else if (" {},.~<>=".indexOf(c) < 0) {
        return null;
      }
    }
    return letters < 3 ? null : normalText(plain);
  }

  /** Behind "a", "an" or "the" before a word of three letters or more; else 0. */
  private static int afterArticle(String text) {
    for (String saying :
        new String[] {"it is ", "it's ", "they are ", "the answer is ", "on ", "in "}) {
      boolean isSaid = text.regionMatches(true, 0, saying, 0, saying.length());
      if (isSaid && text.length() > saying.length() + 2) {
        return saying.length() + afterArticle(text.substring(saying.length()));
      }
    }
    for (String article : new String[] {"a ", "an ", "the "}) {
      int from = article.length();
      if (text.regionMatches(true, 0, article, 0, from)) {
        int to = Characters.afterLetters(text, from);
        String word = text.substring(from, to).toLowerCase(Locale.ROOT);
        return word.length() >= 3 && !word.equals("and") ? from : 0;
      }
    }
    return 0;
  }
}
