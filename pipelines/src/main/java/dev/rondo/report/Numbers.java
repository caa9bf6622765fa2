package dev.rondo.report;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Numbers {
  private Numbers() {}

  /** With a fixed count of digits after the point. */
  static String fixed(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
  }

  /** A share 0 .. 1 in percent. */
  static String percent(double share) {
    return fixed(100 * share, 1) + " %";
  }

  /** A difference of shares in percentage points, with its sign. */
  static String points(double share) {
    String number = fixed(100 * share, 1);
    return (number.startsWith("-") ? number : "+" + number) + " points";
  }

  /** The ends of an interval of shares, in percent. */
  static String range(double low, double high) {
    return fixed(100 * low, 1) + " to " + fixed(100 * high, 1);
  }

  /** A size in bytes. */
  static String bytes(long bytes) {
    return bytes < 10_000
        ? bytes + " B"
        : bytes < 10_000_000 ? fixed(bytes / 1e3, 1) + " kB" : fixed(bytes / 1e6, 1) + " MB";
  }

  /** The first digits of a digest. */
  static String shortened(String digest) {
    return digest.substring(0, Math.min(12, digest.length()));
  }
}
