package dev.rondo.dataset;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON in one way only, so that equal values have equal bytes: keys in the order of the map
 * that is given, two spaces of indentation, arrays of plain values on one line, UTF-8, one line
 * feed at the end. Numbers are written as in RFC 8785 (the shortest decimal that reads back to the
 * same double), the same on every Java version.
 *
 * <p>Values: {@link Map} with string keys (give a sorted or linked one), {@link List}, {@link
 * String}, {@link Boolean}, {@link Integer}, {@link Long}, {@link Double}, null.
 */
public final class CanonicalJson {
  private static final int MOST_DIGITS = 17;

  private CanonicalJson() {}

  /** The bytes of a document. */
  public static byte[] bytes(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /** The text of a document, with a line feed at the end. */
  public static String text(Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value, 0);
    return out.append('\n').toString();
  }

  /** The value on one line without a line feed: for lines of a log and for metadata of files. */
  public static String line(Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value, -1);
    return out.toString();
  }

  /**
   * A double as RFC 8785 writes it.
   *
   * @throws IllegalArgumentException if it is infinite or not a number: JSON has neither
   */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "Cannot write a number as JSON: " + value + " (allowed: finite)");
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(value);
    String digits = shortest.unscaledValue().abs().toString();
    int pointPosition = digits.length() - shortest.scale(); // 0.digits x 10^pointPosition
    StringBuilder out = new StringBuilder(value < 0 ? "-" : "");
    if (pointPosition > 21 || pointPosition <= -6) {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      int exponent = pointPosition - 1;
      out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
    } else if (pointPosition <= 0) {
      out.append("0.").append("0".repeat(-pointPosition)).append(digits);
    } else if (pointPosition >= digits.length()) {
      out.append(digits).append("0".repeat(pointPosition - digits.length()));
    } else {
      out.append(digits, 0, pointPosition).append('.').append(digits.substring(pointPosition));
    }
    return out.toString();
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int precision = 1; precision < MOST_DIGITS; precision++) {
      BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  /** Indentation below 0 means one line. */
  private static void write(StringBuilder out, Object value, int depth) {
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof String string) {
      writeString(out, string);
    } else if (value instanceof Integer || value instanceof Long) {
      out.append(value);
    } else if (value instanceof Double number) {
      out.append(number(number));
    } else if (value instanceof Map<?, ?> map) {
      writeObject(out, map, depth);
    } else if (value instanceof List<?> list) {
      writeArray(out, list, depth);
    } else {
      throw new IllegalArgumentException(
          "Cannot write as JSON: "
              + value.getClass().getName()
              + " (allowed: Map, List, String, Boolean, Integer, Long, Double, null)");
    }
  }

  private static void writeObject(StringBuilder out, Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    int inside = depth < 0 ? depth : depth + 1;
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      newLine(out, inside);
      writeString(out, (String) entry.getKey());
      out.append(": ");
      write(out, entry.getValue(), inside);
      separator = depth < 0 ? ", " : ",";
    }
    newLine(out, depth);
    out.append('}');
  }

  private static void writeArray(StringBuilder out, List<?> list, int depth) {
    boolean isOnOneLine =
        depth < 0
            || list.stream().noneMatch(item -> item instanceof Map || item instanceof List<?>);
    int inside = isOnOneLine ? -1 : depth + 1;
    String separator = "";
    out.append('[');
    for (Object item : list) {
      out.append(separator);
      newLine(out, inside);
      write(out, item, inside);
      separator = isOnOneLine ? ", " : ",";
    }
    newLine(out, isOnOneLine ? -1 : depth);
    out.append(']');
  }

  private static void newLine(StringBuilder out, int depth) {
    if (depth >= 0) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private static void writeString(StringBuilder out, String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          boolean isLoneSurrogate =
              Character.isHighSurrogate(c)
                      && (i + 1 == string.length()
                          || !Character.isLowSurrogate(string.charAt(i + 1)))
                  || Character.isLowSurrogate(c)
                      && (i == 0 || !Character.isHighSurrogate(string.charAt(i - 1)));
          if (c < 0x20 || isLoneSurrogate) {
            out.append(hexEscape(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static String hexEscape(char c) {
    String hex = Integer.toHexString(c);
    return "\\u" + "0".repeat(4 - hex.length()) + hex;
  }
}
