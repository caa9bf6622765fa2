package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads dates with a month in words: March 14, the 14th of March, 14 mars 2020, 3月14日. */
final class Dates {
  private static final int MOST_CHARACTERS = 60;

  static final String[] NAMES = {
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december"
  };

  private static final Map<String, Integer> MONTHS = new HashMap<>();

  /** Between the parts of a date; an English one in "of", a Spanish one in "de". */
  private static final Set<String> BETWEEN =
      Set.of("the", "of", "on", "de", "del", "le", "el", "den", "am", "года", "do", "dia");

  private static final Set<String> ENDINGS = Set.of("st", "nd", "rd", "th", "er");

  static {
    for (int i = 0; i < NAMES.length; i++) {
      MONTHS.put(NAMES[i], i + 1);
      MONTHS.put(NAMES[i].substring(0, 3), i + 1);
    }
    MONTHS.put("sept", 9);
    add("januar februar märz april mai juni juli august september oktober november dezember");
    add("janvier février mars avril mai juin juillet août septembre octobre novembre décembre");
    add("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre");
    add("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre");
    add("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro");
    add("января февраля марта апреля мая июня июля августа сентября октября ноября декабря");
  }

  private Dates() {}

  private static void add(String months) {
    List<String> names = Pieces.of(months, " ");
    for (int i = 0; i < names.size(); i++) {
      MONTHS.put(names.get(i), i + 1);
    }
  }

  /** "the 14th of March 2020" as "march 14 2020"; null if it is no date with its month in words. */
  static String date(String given) {
    boolean mayBeDate =
        given.length() <= MOST_CHARACTERS
            && (given.indexOf('月') > 0 || Ahead.hasWord(given))
            && (Characters.hasDigit(given) || hasOrdinal(given));
    if (!mayBeDate) {
      return null;
    }
    if (given.indexOf('月') > 0) {
      return chinese(given);
    }
    int month = 0;
    List<Integer> numbers = new ArrayList<>();
    boolean isMonthFirst = false;
    for (String word : words(given)) {
      int number = number(word);
      Integer named = MONTHS.get(word);
      if (number > 0) {
        numbers.add(number);
      } else if (named != null && month == 0) {
        month = named;
        isMonthFirst = numbers.isEmpty();
      } else if (!BETWEEN.contains(word) && !(ENDINGS.contains(word) && !numbers.isEmpty())) {
        return null;
      }
    }
    boolean hasYear = numbers.size() == 2 && numbers.get(1) >= 1000 && numbers.get(1) <= 2999;
    boolean isDay =
        month > 0
            && (numbers.size() == 1 || hasYear)
            && numbers.get(0) <= 31
            && (isMonthFirst || numbers.size() <= 2);
    return isDay
        ? NAMES[month - 1] + " " + numbers.get(0) + (hasYear ? " " + numbers.get(1) : "")
        : null;
  }

  /** 3月14日, 2020年3月14日 */
  private static String chinese(String given) {
    List<String> parts = Pieces.of(given.strip().replace(" ", ""), "年月日号");
    boolean isDate =
        given.indexOf('月') > 0
            && (given.indexOf('日') > 0 || given.indexOf('号') > 0)
            && (parts.size() == 2 || (parts.size() == 3 && given.indexOf('年') > 0));
    if (!isDate || !parts.stream().allMatch(part -> number(part) > 0)) {
      return null;
    }
    int month = number(parts.get(parts.size() - 2));
    int day = number(parts.get(parts.size() - 1));
    return month > 12 || day > 31
        ? null
        : NAMES[month - 1] + " " + day + (parts.size() == 3 ? " " + number(parts.get(0)) : "");
  }

  private static boolean hasOrdinal(String given) {
    for (String word : Pieces.of(given.replace('-', ' '), " {}")) {
      if (Ordinals.value(word) > 0) {
        return true;
      }
    }
    return false;
  }

  /** A number of at most four digits, or an ordinal in words; 0 if it is neither. */
  private static int number(String word) {
    boolean isShort = !word.isEmpty() && word.length() <= 4;
    return isShort && Characters.areAll(word, '0', '9')
        ? Integer.parseInt(word)
        : Ordinals.value(word);
  }

  /** Small letters and digits, apart. */
  private static List<String> words(String given) {
    String text =
        given
            .replace("\\textrm", " ")
            .replace("\\textbf", " ")
            .replace("\\text", " ")
            .replace("\\mathrm", " ")
            .replace("^", "")
            .toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      int to = i;
      while (Characters.isDigit(text, to)) {
        to++;
      }
      if (to == i) {
        to = Characters.afterLetters(text, i);
      }
      if (to > i) {
        words.add(text.substring(i, to));
      } else if (" .,{}\\~º°".indexOf(text.charAt(i)) < 0) {
        words.add(text.substring(i, i + 1)); // something else
        to = i + 1;
      }
      i = Math.max(to, i + 1);
    }
    return words;
  }
}
