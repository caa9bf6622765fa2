package dev.rondo.verify.math;

/** Writes primes that are raised as those that stand behind a name: f^{\prime}(x) as f'(x). */
final class Primes {
  private Primes() {}

  /** The text with plain primes; linear, the same object where none is raised. */
  static String plain(String text) {
    if (!text.contains("\\prime") && !text.contains("^'") && !text.contains("^{'")) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int end = text.charAt(i) == '^' ? end(text, i + 1, plain) : -1;
      if (end < 0) {
        plain.append(text.charAt(i));
        i++;
      } else {
        i = end;
      }
    }
    return plain.toString();
  }

  /** Where a power of primes alone ends, which are written; -1 where another power comes. */
  private static int end(String text, int from, StringBuilder plain) {
    int at = afterSpace(text, from);
    boolean isBraced = at < text.length() && text.charAt(at) == '{';
    at = isBraced ? at + 1 : at;
    int primes = 0;
    while (true) {
      at = isBraced ? afterSpace(text, at) : at;
      boolean isCommand = text.startsWith("\\prime", at);
      boolean isPrime = isCommand || (at < text.length() && text.charAt(at) == '\'');
      if (!isPrime || (primes > 0 && !isBraced)) {
        break;
      }
      primes++;
      at += isCommand ? "\\prime".length() : 1;
    }
    boolean isClosed = !isBraced || (at < text.length() && text.charAt(at) == '}');
    if (primes == 0 || !isClosed) {
      return -1;
    }
    plain.append("'".repeat(primes));
    return isBraced ? at + 1 : at;
  }

  private static int afterSpace(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }
}
