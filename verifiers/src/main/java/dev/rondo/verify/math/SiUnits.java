package dev.rondo.verify.math;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads symbols of the SI with their prefixes, in which capitals count: {@code mW} is no {@code
 * MW}; and says what derived units are made of: a newton is {@code kg m/s^2}.
 */
final class SiUnits {
  /** Names of derived units, and what each is made of. */
  static final String[][] DERIVED = {
    {"kilogram*meter/second^2", "newton"},
    {"newton*meter", "joule"},
    {"joule/second", "watt"},
    {"newton/meter^2", "pascal", "pa"},
    {"1/second", "hz", "hertz"},
    {"ampere*second", "coulomb"},
    {"watt/ampere", "volt"},
    {"volt/ampere", "ohm", "ohms"},
    {"coulomb/volt", "farad"},
    {"volt*second", "weber"},
    {"weber/meter^2", "tesla"},
    {"weber/ampere", "henry", "henrie"}
  };

  /** Symbols that take prefixes, what they are of, and which prefixes are read. */
  private static final String[][] SYMBOLS = {
    {"m", "meter", "nµμcdk"},
    {"g", "gram", "µμmkM"},
    {"s", "second", "nµμm"},
    {"L", "liter", "µμmcdkM"},
    {"l", "liter", "µμmcd"},
    {"N", "newton", "µμmkM"},
    {"J", "joule", "nµμmkMG"},
    {"W", "watt", "nµμmkMGT"},
    {"Pa", "pascal", "hkMG"},
    {"Hz", "hertz", "kMGT"},
    {"A", "ampere", "pnµμmk"},
    {"V", "volt", "nµμmkM"},
    {"C", "coulomb", "pnµμm"},
    {"F", "farad", "pnµμm"},
    {"T", "tesla", "µμm"},
    {"H", "henry", "µμm"},
    {"Wb", "weber", "m"},
    {"Ω", "ohm", "mkM"},
    {"ohm", "ohm", "mkM"},
    {"eV", "ev", "mkMG"},
    {"mol", "mol", "nµμmk"},
    {"bar", "bar", "mk"},
    {"Wh", "watthour", "kMG"}
  };

  private static final String PREFIXES = "pnµμmcdhkMGT";
  private static final int[] POWERS = {-12, -9, -6, -6, -3, -2, -1, 2, 3, 6, 9, 12};

  /** Symbols that are words or other units, too. */
  private static final Set<String> OTHERS = Set.of("cd", "pA", "pm", "am");

  private static final Map<String, Units.Unit> KNOWN = new HashMap<>();

  private SiUnits() {}

  /** Takes the units that the symbols stand for. */
  static void know(Map<String, Units.Unit> names) {
    for (String[] symbol : SYMBOLS) {
      Units.Unit unit = names.get(symbol[1]);
      for (char prefix : symbol[2].toCharArray()) {
        Rational scale = Rational.of(10).power(POWERS[PREFIXES.indexOf(prefix)]);
        KNOWN.put(prefix + symbol[0], new Units.Unit(unit.dimension(), unit.scale().times(scale)));
      }
      if (symbol[0].length() > 1) {
        KNOWN.put(symbol[0], unit);
      }
    }
    KNOWN.put("Omega", names.get("ohm"));
    KNOWN.keySet().removeAll(OTHERS);
  }

  /** The unit of a symbol of two letters or more, as it is written; null if it is none. */
  static Units.Unit of(String symbol) {
    return KNOWN.get(symbol);
  }

  /** Words in small letters, but for symbols of units in which capitals count. */
  static String lower(String words) {
    StringBuilder lower = new StringBuilder(words.length());
    int i = 0;
    while (i < words.length()) {
      int to = Characters.afterLetters(words, i);
      String word = words.substring(i, to);
      lower.append(KNOWN.containsKey(word) ? word : word.toLowerCase(java.util.Locale.ROOT));
      if (to < words.length()) {
        lower.append(Character.toLowerCase(words.charAt(to++)));
      }
      i = to;
    }
    return lower.toString();
  }
}
