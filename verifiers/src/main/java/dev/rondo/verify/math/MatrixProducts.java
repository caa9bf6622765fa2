package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares sums and products of capital letters as those of matrices, where a text shows that they
 * are: by an inverse beside another letter, or by a product in both orders, as in AB-BA. Each
 * letter is a fixed matrix of two rows modulo a prime.
 */
final class MatrixProducts {
  private static final int MOST_CHARACTERS = 100;
  private static final int MOST_DEPTH = 12;
  private static final int MOST_POWER = 20;
  private static final long PRIME = 2_147_483_647L;
  private static final long[] ZERO = {0, 0, 0, 0};
  private static final long[] ONE = {1, 0, 0, 1};

  private static final String[] LOOKS = {
    "\\cdot", "\\mathbf", "\\mathrm", "\\mathit", "\\boldsymbol", "\\bm", "\\left", "\\right",
    "\\,", "\\;", "\\!", "\\ ", " ", "$", "*", "·"
  };

  /** What cannot be read as matrices. */
  private static final class NotMatrices extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotMatrices() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private int at;
  private int depth;

  private MatrixProducts(String text) {
    this.text = text;
  }

  /** What the matrices say; null if these are none, or it cannot be told. */
  static Sameness compare(String reference, String given) {
    if (!mayBe(reference) || !mayBe(given)) {
      return null;
    }
    String wanted = plain(reference);
    String answer = plain(given);
    if (wanted.equals(answer) || !(showsMatrices(wanted) || showsMatrices(answer))) {
      return null;
    }
    try {
      return sides(Pieces.of(wanted, "="), Pieces.of(answer, "="));
    } catch (NotMatrices e) {
      return null;
    }
  }

  private static boolean mayBe(String text) {
    if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 127 || (c >= 'a' && c <= 'z' && text.indexOf('\\') < 0)) {
        return false;
      }
    }
    return true;
  }

  private static Sameness sides(List<String> wanted, List<String> answer) {
    if (wanted.isEmpty() || answer.isEmpty()) {
      return null;
    }
    boolean isNamed = wanted.size() == 1 || wanted.get(0).length() == 1;
    if (!isNamed && answer.size() == 2 && wanted.size() == 2) {
      boolean holds = isZero(difference(wanted));
      return holds == isZero(difference(answer)) ? null : Sameness.DIFFERENT;
    }
    if (!isNamed && answer.size() == 1 && showsMatrices(wanted.get(0) + wanted.get(1))) {
      return null;
    }
    boolean isSame =
        java.util.Arrays.equals(
            value(wanted.get(wanted.size() - 1)), value(answer.get(answer.size() - 1)));
    boolean isOtherName =
        wanted.size() > 1 && answer.size() > 1 && !wanted.get(0).equals(answer.get(0));
    return isSame && isOtherName ? null : Sameness.of(isSame);
  }

  private static long[] difference(List<String> sides) {
    return sum(value(sides.get(0)), value(sides.get(1)), -1);
  }

  private static boolean isZero(long[] matrix) {
    return java.util.Arrays.equals(matrix, ZERO);
  }

  private static String plain(String text) {
    String plain = text;
    for (String look : LOOKS) {
      plain = plain.replace(look, "");
    }
    plain = plain.replace("\\top", "T").replace('[', '(').replace(']', ')');
    return plain.replace('{', '(').replace('}', ')');
  }

  /** Whether letters stand beside an inverse, or two in both orders. */
  private static boolean showsMatrices(String plain) {
    long letters = plain.chars().filter(c -> c >= 'A' && c <= 'Z' && c != 'T').distinct().count();
    if (letters < 2 || isDimension(plain)) {
      return false;
    }
    if (plain.contains("^(-1)") || plain.contains("^-1")) {
      return true;
    }
    if (!plain.contains("+") && !plain.contains("-") && !plain.contains("=")) {
      return false; // one word
    }
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < plain.length(); i++) {
      char first = plain.charAt(i);
      char second = plain.charAt(i + 1);
      if (Characters.isCapital(first) && Characters.isCapital(second) && first != second) {
        if (pairs.contains("" + second + first)) {
          return true;
        }
        pairs.add("" + first + second);
      }
    }
    return false;
  }

  /** The dimension of a quantity, which names length, mass, time once each: MLT^{-1}. */
  static boolean isDimension(String plain) {
    int letters = 0;
    boolean isOfTime = false;
    for (int i = plain.lastIndexOf('=') + 1; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (Characters.isCapital(c)) {
        if ("MLTIKN".indexOf(c) < 0 || plain.indexOf(c, i + 1) > 0) {
          return false;
        }
        letters++;
        isOfTime |= c == 'T' && (i == 0 || plain.charAt(i - 1) != '^');
      }
    }
    return letters > 1 && isOfTime;
  }

  // ---- values
  // ------------------------------------------------------------------------------------

  private static long[] value(String text) {
    MatrixProducts reader = new MatrixProducts(text);
    long[] value = reader.sum();
    if (reader.at < text.length()) {
      throw new NotMatrices();
    }
    return value;
  }

  private long[] sum() {
    if (++depth > MOST_DEPTH) {
      throw new NotMatrices();
    }
    long[] sum = ZERO;
    int sign = take('-') ? -1 : 1;
    while (true) {
      sum = sum(sum, product(), sign);
      if (take('+')) {
        sign = 1;
      } else if (take('-')) {
        sign = -1;
      } else {
        depth--;
        return sum;
      }
    }
  }

  private long[] product() {
    long[] product = power();
    while (at < text.length() && "+-)".indexOf(text.charAt(at)) < 0) {
      product = times(product, power());
    }
    return product;
  }

  private long[] power() {
    long[] base = primary();
    while (take('^')) {
      boolean isBraced = take('(');
      if (take('T')) {
        base = new long[] {base[0], base[2], base[1], base[3]};
      } else {
        boolean isInverse = take('-');
        long exponent = number();
        if (exponent > MOST_POWER) {
          throw new NotMatrices();
        }
        long[] factor = isInverse ? inverse(base) : base;
        base = ONE;
        for (int i = 0; i < exponent; i++) {
          base = times(base, factor);
        }
      }
      if (isBraced && !take(')')) {
        throw new NotMatrices();
      }
    }
    return base;
  }

  private long[] primary() {
    if (take('(')) {
      long[] inside = sum();
      if (!take(')')) {
        throw new NotMatrices();
      }
      return inside;
    }
    char c = at < text.length() ? text.charAt(at) : ' ';
    if (Characters.isCapital(c)) {
      at++;
      return c == 'I' ? ONE : letter(c);
    }
    long number = number();
    return new long[] {number, 0, 0, number};
  }

  private long number() {
    int from = at;
    while (Characters.isDigit(text, at)) {
      at++;
    }
    if (at == from || at - from > 9) {
      throw new NotMatrices();
    }
    return Long.parseLong(text.substring(from, at));
  }

  private boolean take(char mark) {
    boolean isIt = at < text.length() && text.charAt(at) == mark;
    at += isIt ? 1 : 0;
    return isIt;
  }

  private static long[] letter(char letter) {
    long[] matrix = new long[4];
    long seed = 48_271L * (letter - 'A' + 1);
    for (int i = 0; i < 4; i++) {
      seed = seed * 1_103_515_245L % PRIME + 12_345 + i;
      matrix[i] = seed % PRIME;
    }
    return matrix;
  }

  private static long[] sum(long[] a, long[] b, int sign) {
    long[] sum = new long[4];
    for (int i = 0; i < 4; i++) {
      sum[i] = Math.floorMod(a[i] + sign * b[i], PRIME);
    }
    return sum;
  }

  private static long[] times(long[] a, long[] b) {
    return new long[] {
      (a[0] * b[0] % PRIME + a[1] * b[2] % PRIME) % PRIME,
      (a[0] * b[1] % PRIME + a[1] * b[3] % PRIME) % PRIME,
      (a[2] * b[0] % PRIME + a[3] * b[2] % PRIME) % PRIME,
      (a[2] * b[1] % PRIME + a[3] * b[3] % PRIME) % PRIME
    };
  }

  private static long[] inverse(long[] a) {
    long determinant = Math.floorMod(a[0] * a[3] % PRIME - a[1] * a[2] % PRIME, PRIME);
    if (determinant == 0) {
      throw new NotMatrices();
    }
    long factor =
        java.math.BigInteger.valueOf(determinant)
            .modInverse(java.math.BigInteger.valueOf(PRIME))
            .longValue();
    return new long[] {
      a[3] * factor % PRIME,
      (PRIME - a[1]) % PRIME * factor % PRIME,
      (PRIME - a[2]) % PRIME * factor % PRIME,
      a[0] * factor % PRIME
    };
  }
}
