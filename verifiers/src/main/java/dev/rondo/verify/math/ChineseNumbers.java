package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;

/**
 * Reads numbers in Chinese characters, as Japanese and Korean texts write them too: 十五, 二百零六, 三分之二,
 * 负八, 六人.
 */
final class ChineseNumbers {
  private static final String DIGITS = "零一二三四五六七八九";
  private static final String PART = "分之";
  private static final int MOST_CHARACTERS = 30;

  /** A larger number is not multiplied again. */
  private static final long MOST_BEFORE_SCALE = 1_000_000_000L;

  private ChineseNumbers() {}

  /** The number, with what it counts behind it; null if a text is nothing of the kind. */
  static Expression read(String given) {
    String text = given.strip();
    if (text.isEmpty() || text.length() > MOST_CHARACTERS || text.charAt(0) < 0x3000) {
      return null;
    }
    boolean isNegative = text.charAt(0) == '负' || text.charAt(0) == '負';
    int from = isNegative ? 1 : 0;
    if (text.equals("一半")) {
      return Expression.number(Rational.of(2).inverse());
    }
    int to = from;
    while (to < text.length() && isNumeral(text.charAt(to))) {
      to++;
    }
    Rational value = whole(text.substring(from, to));
    if (value == null) {
      return null;
    }
    if (text.startsWith(PART, to)) {
      int below = to + PART.length();
      to = below;
      while (to < text.length() && isNumeral(text.charAt(to))) {
        to++;
      }
      Rational above = whole(text.substring(below, to));
      if (above == null || value.signum() == 0) {
        return null;
      }
      value = above.times(value.inverse());
    }
    String counted = text.substring(to);
    boolean isHarmless =
        counted.isEmpty()
            || WordsBehind.FOREIGN.contains(counted)
            || ChineseCounts.isCounted(counted);
    if (!isHarmless) {
      return null;
    }
    Expression number = Expression.number(isNegative ? value.negated() : value);
    return counted.isEmpty() ? number : Expression.of(Kind.QUANTITY, counted, number);
  }

  private static boolean isNumeral(char c) {
    return digit(c) >= 0 || scale(c) > 1;
  }

  private static int digit(char c) {
    return switch (c) {
      case '〇' -> 0;
      case '两', '兩' -> 2;
      default -> DIGITS.indexOf(c);
    };
  }

  private static long scale(char c) {
    return switch (c) {
      case '十' -> 10;
      case '百' -> 100;
      case '千' -> 1000;
      case '万', '萬' -> 10_000;
      case '亿', '億' -> 100_000_000;
      default -> 1;
    };
  }

  /** A whole number, by its places or digit by digit (二〇二四); null if it is none. */
  private static Rational whole(String text) {
    if (text.isEmpty()) {
      return null;
    }
    boolean isByDigits = text.length() > 2 || text.indexOf('〇') >= 0; // 五六: five or six
    if (isByDigits && text.chars().allMatch(c -> digit((char) c) >= 0)) {
      if (text.length() > 15) {
        return null;
      }
      long number = 0;
      for (int i = 0; i < text.length(); i++) {
        number = number * 10 + digit(text.charAt(i));
      }
      return Rational.of(number);
    }
    long total = 0;
    long group = 0;
    long digit = -1;
    long lastScale = Long.MAX_VALUE;
    long lastLarge = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (digit(c) >= 0) {
        if (digit > 0) {
          return null; // 五六: about five or six
        }
        digit = digit(c);
        continue;
      }
      long scale = scale(c);
      if (scale >= 10_000) {
        if (total > MOST_BEFORE_SCALE) {
          return null;
        }
        long counted = group + Math.max(digit, 0);
        total = scale < lastLarge ? total + counted * scale : (total + counted) * scale;
        lastLarge = scale;
        group = 0;
        lastScale = Long.MAX_VALUE;
        if (total > 1_000_000_000_000_000L) {
          return null;
        }
      } else {
        if (scale >= lastScale || (digit <= 0 && scale > 10)) {
          return null;
        }
        group += (digit < 0 ? 1 : digit) * scale;
        lastScale = scale;
      }
      digit = -1;
    }
    long last = Math.max(digit, 0);
    if (text.length() > 1 && digit > 0) {
      // 一百五 is 150; 105 has its zero.
      last *= Math.max(1, scale(text.charAt(text.length() - 2)) / 10);
    }
    return Rational.of(total + group + last);
  }
}
