package dev.rondo.verify.math;

/**
 * Cuts a number out of a text: groups of thousands, decimals, repeating parts, powers of ten behind
 * an e.
 */
final class NumberReader {
  private static final char COMBINING_DOT = '\u0307';
  private static final char COMBINING_BAR = '\u0305';

  private final String text;
  private final boolean joinsThousands;
  private int at;
  private int brackets;
  private boolean sawThousands;

  /**
   * Reads from a text.
   *
   * @param joinsThousands whether {@code 1,234} is a number and not two
   */
  NumberReader(String text, boolean joinsThousands) {
    this.text = text;
    this.joinsThousands = joinsThousands;
  }

  /** Where the last number ended. */
  int end() {
    return at;
  }

  /** Whether a comma was read as separating thousands that could separate items. */
  boolean sawThousands() {
    return sawThousands;
  }

  /** Reads the number that begins at a place; {@link #end} then says where it ends. */
  String read(int from, int brackets) {
    this.at = from;
    this.brackets = brackets;
    StringBuilder digits = new StringBuilder();
    int groups = 0;
    if (brackets == 0 && joinsThousands && groupedElsewhere(digits)) {
      return digits.toString();
    }
    digits(digits);
    boolean mayGroup = digits.length() <= 3 && !digits.isEmpty();
    while (mayGroup) {
      int next = afterSeparator(digits.toString());
      if (next < 0) {
        break;
      }
      at = next;
      digits(digits);
      groups++;
    }
    if (at < text.length() && text.charAt(at) == '.' && !text.startsWith("...", at)) {
      fraction(digits);
    } else if (groups == 0 && text.startsWith("{,}", at) && Characters.isDigit(text, at + 3)) {
      at += 3;
      digits.append('.');
      digits(digits);
    }
    exponent(digits);
    return digits.toString();
  }

  /**
   * Groups as they are written elsewhere: 12,34,567 in India; 3.628.800 and 1.234,5 where a comma
   * is the point of a decimal.
   */
  private boolean groupedElsewhere(StringBuilder digits) {
    int first = end(at);
    int length = first - at;
    if (length < 1 || length > 3 || first >= text.length()) {
      return false;
    }
    char mark = text.charAt(first);
    int to = first;
    int groups = 0;
    if (mark == ',' && length <= 2) {
      while (isGroup(to, ',', 2)) {
        to += 3;
        groups++;
      }
      if (groups == 0 || !isGroup(to, ',', 3) || isGroup(to + 4, ',', 2)) {
        return false;
      }
      to += 4;
    } else if (mark == '.' && text.charAt(at) != '0') {
      while (isGroup(to, '.', 3)) {
        to += 4;
        groups++;
      }
      int comma = text.startsWith("{,}", to) ? 3 : text.startsWith(",", to) ? 1 : 0;
      int decimals = end(to + comma) - to - comma;
      boolean hasDecimals = comma > 0 && decimals > 0;
      if (groups == 0 || (groups == 1 && (!hasDecimals || decimals == 3))) {
        return false;
      }
      if (to < text.length() && text.charAt(to) == '.' && Characters.isDigit(text, to + 1)) {
        return false;
      }
      if (hasDecimals && hasComma(to + comma)) {
        return false;
      }
      digits.append(text.substring(at, to).replace(".", ""));
      if (hasDecimals) {
        digits.append('.').append(text, to + comma, end(to + comma));
        to = end(to + comma);
      }
      sawThousands |= hasDecimals;
      at = to;
      return true;
    } else {
      return false;
    }
    if (text.startsWith(",", to) && Characters.isDigit(text, to + 1)) {
      return false; // a list that goes on
    }
    digits.append(text.substring(at, to).replace(",", ""));
    sawThousands = true;
    at = to;
    return true;
  }

  /** Whether a comma stands behind a place that is no thin space. */
  private boolean hasComma(int from) {
    int comma = text.indexOf(',', from);
    while (comma > 0 && text.charAt(comma - 1) == '\\') {
      comma = text.indexOf(',', comma + 1);
    }
    return comma >= 0;
  }

  /** Whether a mark stands there and exactly so many digits behind it. */
  private boolean isGroup(int from, char mark, int length) {
    return from < text.length() && text.charAt(from) == mark && end(from + 1) == from + 1 + length;
  }

  /** Where the digits end that begin there. */
  private int end(int from) {
    int to = from;
    while (Characters.isDigit(text, to)) {
      to++;
    }
    return to;
  }

  /**
   * Dots above the digits of a period, or above its first and last one: \\dot{1}4285\\dot{7};
   * whether there were some.
   */
  private boolean dotted(StringBuilder digits) {
    int[] first = dot(at);
    if (first == null) {
      return false;
    }
    StringBuilder period = new StringBuilder().append(text.charAt(first[0]));
    int to = first[1];
    while (to < text.length()) {
      int[] next = dot(to);
      if (next != null) {
        period.append(text.charAt(next[0]));
        to = next[1];
        if (dot(to) == null) {
          break;
        }
      } else if (Characters.isDigit(text, to)) {
        period.append(text.charAt(to++));
      } else {
        break;
      }
    }
    boolean isEnded = period.length() == 1 || text.charAt(to - 1) == '}' || dotEndsAt(to);
    if (!isEnded || Characters.isDigit(text, to)) {
      return false;
    }
    digits.append('(').append(period).append(')');
    at = to;
    return true;
  }

  /** Whether the digit before a place has its dot: \\dot7 or a combining one. */
  private boolean dotEndsAt(int to) {
    char last = text.charAt(to - 1);
    return last == COMBINING_DOT
        || last == COMBINING_BAR
        || text.startsWith("\\dot", to - 5)
        || text.startsWith("\\dot ", to - 6);
  }

  /** Where a digit with a dot above stands that begins there, and where it ends; null if none. */
  private int[] dot(int from) {
    if (Characters.isDigit(text, from)
        && from + 1 < text.length()
        && (text.charAt(from + 1) == COMBINING_DOT || text.charAt(from + 1) == COMBINING_BAR)) {
      return new int[] {from, from + 2};
    }
    if (!text.startsWith("\\dot", from)) {
      return null;
    }
    int digit = from + 4;
    while (digit < text.length() && text.charAt(digit) == ' ') {
      digit++;
    }
    boolean isBraced = digit < text.length() && text.charAt(digit) == '{';
    digit += isBraced ? 1 : 0;
    boolean isOne =
        Characters.isDigit(text, digit)
            && (!isBraced || (digit + 1 < text.length() && text.charAt(digit + 1) == '}'));
    return isOne ? new int[] {digit, digit + (isBraced ? 2 : 1)} : null;
  }

  private void digits(StringBuilder digits) {
    while (Characters.isDigit(text, at)) {
      digits.append(text.charAt(at++));
    }
  }

  /** Behind a thousands separator: where the three digits begin; -1 if there is none here. */
  private int afterSeparator(String before) {
    int i = at;
    boolean isComma = false;
    if (text.startsWith("{,}", i)) {
      i += 3;
    } else if (text.startsWith(",\\!", i)) {
      i += 3;
      while (i < text.length() && text.charAt(i) == ' ') {
        i++;
      }
    } else if (text.startsWith("\\,", i)
        || text.startsWith("\\ ", i)
        || text.startsWith("\\;", i)) {
      i += 2;
    } else if (i < text.length() && text.charAt(i) == '\'') {
      i++;
    } else if (i < text.length() && text.charAt(i) == ',') {
      isComma = true;
      i++;
    } else if (i < text.length() && text.charAt(i) == ' ') {
      i++;
    } else {
      return -1;
    }
    if (!Characters.isDigit(text, i)
        || !Characters.isDigit(text, i + 1)
        || !Characters.isDigit(text, i + 2)
        || Characters.isDigit(text, i + 3)) {
      return -1;
    }
    if (isComma) {
      // "0,125" is no thousand.
      if (before.equals("0") || !joinsThousands || brackets > 0) {
        return -1;
      }
      sawThousands |= text.charAt(i) != '0'; // no item of a list begins with a zero
    } else if (before.equals("0")
        || (i - at < 2 && i + 3 < text.length() && "/^_".indexOf(text.charAt(i + 3)) >= 0)) {
      return -1;
    }
    return i;
  }

  private void fraction(StringBuilder digits) {
    int dot = at++;
    digits.append('.');
    plainDigits(digits);
    if (dotted(digits)) {
      return;
    }
    if (text.startsWith("\\overline{", at)
        || text.startsWith("\\bar{", at)
        || text.startsWith("\\dot{", at)) {
      int from = text.indexOf('{', at) + 1;
      int to = from;
      while (Characters.isDigit(text, to)) {
        to++;
      }
      if (to > from && to < text.length() && text.charAt(to) == '}') {
        digits.append('(').append(text, from, to).append(')');
        at = to + 1;
        return;
      }
    }
    if (at < text.length() && text.charAt(at) == '(') {
      int to = at + 1;
      while (Characters.isDigit(text, to)) {
        to++;
      }
      if (to > at + 1 && to < text.length() && text.charAt(to) == ')') {
        digits.append('(').append(text, at + 1, to).append(')');
        at = to + 1;
        return;
      }
    }
    boolean dots =
        text.startsWith("...", at)
            || text.startsWith("\\ldots", at)
            || text.startsWith("\\dots", at)
            || text.startsWith("\\cdots", at);
    int length = digits.length();
    if (dots && length >= 4) {
      char last = digits.charAt(length - 1);
      if (digits.charAt(length - 2) == last && digits.charAt(length - 3) == last) {
        digits.setLength(length - 1);
        digits.append('(').append(last).append(')');
      } else {
        repeat(digits);
      }
      at += text.charAt(at) == '.' ? 3 : text.startsWith("\\dots", at) ? 5 : 6;
      return;
    }
    if (at == dot + 1) {
      // "5." is the end of a sentence.
      digits.setLength(digits.length() - 1);
    }
  }

  /**
   * 0.2727 before dots as 0.(27): several digits that stand at least twice, from the point on. The
   * 1828 in 2.718281828 does not begin there, and is no period.
   */
  private static void repeat(StringBuilder digits) {
    int first = digits.lastIndexOf(".") + 1;
    int decimals = digits.length() - first;
    for (int period = 2; 2 * period <= decimals; period++) {
      boolean isPeriodic = decimals % period == 0;
      for (int i = first + period; isPeriodic && i < digits.length(); i++) {
        isPeriodic = digits.charAt(i) == digits.charAt(i - period);
      }
      if (isPeriodic) {
        digits.setLength(first + period);
        digits.insert(first, '(').append(')');
        return;
      }
    }
  }

  /** Digits without a dot above. */
  private void plainDigits(StringBuilder digits) {
    while (Characters.isDigit(text, at) && dot(at) == null) {
      digits.append(text.charAt(at++));
    }
  }

  private void exponent(StringBuilder digits) {
    if (at >= text.length() || (text.charAt(at) != 'e' && text.charAt(at) != 'E')) {
      return;
    }
    int i = at + 1;
    if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
      i++;
    }
    int from = i;
    while (Characters.isDigit(text, i)) {
      i++;
    }
    if (i > from && i - from <= 6 && (i >= text.length() || !Character.isLetter(text.charAt(i)))) {
      digits.append('E').append(text, at + 1, i);
      at = i;
    }
  }
}
