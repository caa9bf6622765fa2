package dev.rondo.policy.text.jinja;

import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;

/**
 * A date as Python's {@code datetime.strftime} writes it on Linux in the C locale: the date at
 * midnight, without a time zone. A code that depends on something else, or that is not known, is
 * refused.
 */
final class DateText {
  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final String FLAGS = "-_0^#";
  private static final char NO_FLAG = ' ';

  private final LocalDate date;

  private DateText(LocalDate date) {
    this.date = date;
  }

  /**
   * The text that a format makes of a date.
   *
   * @throws TemplateException if the format has a code that is not known
   */
  static String of(LocalDate date, String format) {
    return new DateText(date).format(format);
  }

  private String format(String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == 0 || Character.isSurrogate(c) && !isPair(format, i)) {
        throw new TemplateException("a date's format has a character that no text has");
      }
      if (c != '%') {
        text.append(c);
        continue;
      }
      int start = i++;
      char flag = NO_FLAG;
      if (i < format.length() && FLAGS.indexOf(format.charAt(i)) >= 0) {
        flag = format.charAt(i++);
      }
      String part = i < format.length() ? part(format.charAt(i), flag) : null;
      if (part == null) {
        throw new TemplateException(
            "a date's format has a code that is not supported: "
                + Text.shortened(format.substring(start, Math.min(format.length(), i + 1))));
      }
      text.append(part);
    }
    return text.toString();
  }

  private static boolean isPair(String text, int index) {
    return Character.isHighSurrogate(text.charAt(index))
        ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
        : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
  }

  /** The text of one code, or null if it is not known with that flag. */
  private String part(char code, char flag) {
    int day = date.getDayOfMonth();
    int month = date.getMonthValue();
    int year = date.getYear();
    int weekday = date.getDayOfWeek().getValue();
    return switch (code) {
      case 'd' -> number(day, 2, '0', flag);
      case 'e' -> number(day, 2, '_', flag);
      case 'm' -> number(month, 2, '0', flag);
      case 'Y' -> number(year, 4, '0', flag);
      case 'y' -> number(year % 100, 2, '0', flag);
      case 'C' -> number(year / 100, 2, '0', flag);
      case 'G' -> number(date.get(IsoFields.WEEK_BASED_YEAR), 4, '0', flag);
      case 'g' -> number(date.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0', flag);
      case 'V' -> number(date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag);
      case 'U' -> number((date.getDayOfYear() + 6 - weekday % 7) / 7, 2, '0', flag);
      case 'W' -> number((date.getDayOfYear() + 7 - weekday) / 7, 2, '0', flag);
      case 'j' -> number(date.getDayOfYear(), 3, '0', flag);
      case 'w' -> number(weekday % 7, 1, '0', flag);
      case 'u' -> number(weekday, 1, '0', flag);
      case 'H', 'M', 'S' -> number(0, 2, '0', flag);
      case 'I' -> number(12, 2, '0', flag);
      case 'k' -> number(0, 2, '_', flag);
      case 'l' -> number(12, 2, '_', flag);
      case 'A' -> word(DAYS.get(weekday - 1), flag);
      case 'a' -> word(DAYS.get(weekday - 1).substring(0, 3), flag);
      case 'B' -> word(MONTHS.get(month - 1), flag);
      case 'b', 'h' -> word(MONTHS.get(month - 1).substring(0, 3), flag);
      default -> flag == NO_FLAG ? unflagged(code) : null;
    };
  }

  private String unflagged(char code) {
    return switch (code) {
      case 'p' -> "AM";
      case 'P' -> "am";
      case 'f' -> "000000";
      case 'z', 'Z' -> "";
      case 'c' -> format("%a %b %e %H:%M:%S %Y");
      case 'x', 'D' -> format("%m/%d/%y");
      case 'F' -> format("%Y-%m-%d");
      case 'X', 'T' -> "00:00:00";
      case 'r' -> "12:00:00 AM";
      case 'R' -> "00:00";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      default -> null;
    };
  }

  private static String number(int value, int width, char padding, char flag) {
    char pad = flag == '-' || flag == '_' || flag == '0' ? flag : padding;
    String digits = String.valueOf(value);
    return pad == '-'
        ? digits
        : (pad == '_' ? " " : "0").repeat(Math.max(0, width - digits.length())) + digits;
  }

  /** {@code #} swaps the case of a text, which for a name is upper case as well. */
  private static String word(String word, char flag) {
    return flag == '^' || flag == '#' ? word.toUpperCase(Locale.ROOT) : word;
  }
}
