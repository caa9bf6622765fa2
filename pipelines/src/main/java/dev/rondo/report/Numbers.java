package dev.rondo.report;

import java.util.Locale;

/**
 * Numbers as people read them, the same in every locale. Those of the page have a minus sign where
 * a terminal has a hyphen: a line breaks after a hyphen, and an interval of two is hard to read.
 */
final class Numbers {
  private static final char MINUS = '\u2212';

  private Numbers() {}

  /** With a fixed count of digits after the point, as a terminal shows it. */
  static String fixed(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
  }

  /** A share 0 .. 1 in percent. */
  static String percent(double share) {
    return shown(100 * share) + " %";
  }

  /** A difference of shares in percentage points, with its sign. */
  static String points(double share) {
    String number = shown(100 * share);
    return (number.charAt(0) == MINUS ? number : "+" + number) + " points";
  }

  /** The same, as a terminal shows it. */
  static String plainPoints(double share) {
    return points(share).replace(MINUS, '-');
  }

  /** The ends of an interval of shares, in percent, never on two lines. */
  static String range(double low, double high) {
    return shown(100 * low) + "\u00a0to\u00a0" + shown(100 * high);
  }

  private static String shown(double value) {
    return fixed(value, 1).replace('-', MINUS);
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
