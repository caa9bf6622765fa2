package dev.rondo.verify.math;

import java.util.List;

/**
 * Reads dates in digits, and codes such as the number of a telephone, which are no calculations:
 * 2020-03-14, 3/14/2020, 14.03.2020, 1-800-5555.
 */
final class DatesInDigits {
  private static final int MOST_CHARACTERS = 40;

  private DatesInDigits() {}

  /** Year, month and day where these can be told, else what is written; null of anything else. */
  static String read(String given) {
    if (given.length() > MOST_CHARACTERS || !Characters.hasDigit(given)) {
      return null;
    }
    String plain = given.indexOf('\\') < 0 ? given.strip() : plain(given);
    char mark = plain.indexOf('-') > 0 ? '-' : plain.indexOf('/') > 0 ? '/' : '.';
    boolean isPlain = plain.indexOf(mark) > 0 && Characters.areAllOf(plain, "0123456789" + mark);
    if (!isPlain || plain.indexOf(mark, plain.indexOf(mark) + 1) < 0) {
      return null;
    }
    List<String> parts = Pieces.of(plain, String.valueOf(mark));
    boolean isWhole = String.join(String.valueOf(mark), parts).equals(plain);
    if (!isWhole || parts.size() < 3 || parts.stream().anyMatch(part -> part.length() > 5)) {
      return null;
    }
    if (parts.size() == 3) {
      int first = Integer.parseInt(parts.get(0));
      int second = Integer.parseInt(parts.get(1));
      int third = Integer.parseInt(parts.get(2));
      boolean areShort = parts.get(1).length() <= 2;
      if (isYear(first) && areShort && parts.get(2).length() == 2 && mark != '.') {
        return written(plain, second, third, first);
      }
      if (isYear(third) && areShort && parts.get(0).length() <= 2) {
        boolean isDayFirst = mark == '.' || first > 12;
        boolean isKnown = mark == '.' || first > 12 || second > 12;
        return !isKnown
            ? plain
            : written(plain, isDayFirst ? second : first, isDayFirst ? first : second, third);
      }
    }
    return mark == '-' && isCode(parts) ? plain : null;
  }

  private static String plain(String given) {
    return given
        .replace("\\text{-}", "-")
        .replace("{-}", "-")
        .replace("\\text{", "")
        .replace("}", "")
        .strip();
  }

  private static boolean isYear(int number) {
    return number >= 1000 && number <= 2999;
  }

  private static String written(String plain, int month, int day, int year) {
    boolean isDate = month >= 1 && month <= 12 && day >= 1 && day <= 31;
    return isDate ? Dates.NAMES[month - 1] + " " + day + " " + year : plain;
  }

  /** Whether digits are no numbers: with a zero before them, or more at the end than before. */
  private static boolean isCode(List<String> parts) {
    long rest = Long.parseLong(parts.get(0));
    boolean hasZero = false;
    for (String part : parts.subList(1, parts.size())) {
      rest -= Long.parseLong(part);
      hasZero |= part.length() > 1 && part.charAt(0) == '0';
    }
    return hasZero || (rest < 0 && parts.get(parts.size() - 1).length() >= 4);
  }
}
