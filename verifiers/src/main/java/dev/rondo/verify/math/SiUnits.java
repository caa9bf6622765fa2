package dev.rondo.verify.math;

import java.util.HashMap;
import java.util.HashSet;
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
    {"weber/ampere", "henry", "henrie"},
    {"mole/liter", "molar"},
    {"ampere/volt", "siemens"},
    {"ampere*hour", "amperehour"},
    {"newton*second", "newtonsecond"}
  };

  /**
   * Symbols that take prefixes, what they are of, and the prefixes of those that are units wherever
   * they stand; what other prefixes make is one in a text only.
   */
  private static final String[][] SYMBOLS = {
    {"m", "meter", "nµμcdk"},
    {"g", "gram", "µμmkM"},
    {"s", "second", "nµμm"},
    {"L", "liter", "µμmcdkM"},
    {"l", "liter", "µμmcd"},
    {"N", "newton", "µμmkM"},
    {"J", "joule", "nµμmkMGP"},
    {"W", "watt", "nµμmkMGTP"},
    {"Pa", "pascal", "hkMG"},
    {"Hz", "hertz", "kMGTP"},
    {"A", "ampere", "pnµμmk"},
    {"V", "volt", "nµμmkM"},
    {"C", "coulomb", "pnµμm"},
    {"F", "farad", "pnµμmP"},
    {"T", "tesla", "µμm"},
    {"H", "henry", "µμm"},
    {"S", "siemens", "µμm"},
    {"Wb", "weber", "m"},
    {"Ω", "ohm", "mkM"},
    {"ohm", "ohm", "mkM"},
    {"eV", "ev", "mkMG"},
    {"mol", "mol", "nµμmk"},
    {"bar", "bar", "mk"},
    {"Wh", "watthour", "kMG"},
    {"Ah", "amperehour", "mk"},
    {"VA", "watt", "kM"},
    {"Nm", "joule", "mk"},
    {"Ns", "newtonsecond", ""},
  };

  /** Symbols that take these prefixes only. */
  private static final String[][] OTHER_SYMBOLS = {
    {"M", "molar", "nµμm"}, {"B", "byte", "kMGT"}, {"b", "bit", "kMGT"}, {"bit", "bit", "kMGT"}
  };

  private static final String PREFIXES = "fpnµμmcdhkMGTP";
  private static final int[] POWERS = {-15, -12, -9, -6, -6, -3, -2, -1, 2, 3, 6, 9, 12, 15};

  /** The prefixes that any symbol may take. */
  private static final String ALL = "fpnµμmcdhkMGT";

  /** Symbols that are words or other units, too. */
  private static final Set<String> OTHERS = Set.of("cd", "pm", "am", "pH", "Tm");

  private static final Map<String, Units.Unit> KNOWN = new HashMap<>();

  /** Symbols that are products of letters outside of texts. */
  private static final Set<String> RARE = new HashSet<>();

  private SiUnits() {}

  /** Takes the units that the symbols stand for. */
  static void know(Map<String, Units.Unit> names) {
    for (String[] symbol : SYMBOLS) {
      know(symbol, ALL, names.get(symbol[1]));
      know(symbol, symbol[2], names.get(symbol[1]));
      if (symbol[0].length() > 1) {
        KNOWN.put(symbol[0], names.get(symbol[1]));
      }
    }
    for (String[] symbol : OTHER_SYMBOLS) {
      know(symbol, symbol[2], names.get(symbol[1]));
    }
    KNOWN.put("Omega", names.get("ohm"));
    KNOWN.keySet().removeAll(OTHERS);
    RARE.removeAll(names.keySet());
  }

  private static void know(String[] symbol, String prefixes, Units.Unit unit) {
    for (char prefix : prefixes.toCharArray()) {
      Rational scale = Rational.of(10).power(POWERS[PREFIXES.indexOf(prefix)]);
      String made = prefix + symbol[0];
      KNOWN.put(made, new Units.Unit(unit.dimension(), unit.scale().times(scale)));
      if (symbol[2].indexOf(prefix) < 0) {
        RARE.add(made);
      } else {
        RARE.remove(made);
      }
    }
  }

  /**
   * The unit of a symbol of two letters or more, as it is written; null if it is none. To be asked
   * through {@link Units#symbol}, which sees to it that the symbols are known.
   */
  static Units.Unit of(String symbol) {
    return KNOWN.get(symbol);
  }

  /** Whether letters are a symbol in a text only, a product elsewhere. */
  static boolean isRare(String symbol) {
    return RARE.contains(symbol);
  }

  /** Words in small letters, but for symbols of units in which capitals count. */
  static String lower(String words) {
    if (hasCapitalAlone(words) && Units.named(words) != null) {
      return words; // J/kg
    }
    StringBuilder lower = new StringBuilder(words.length());
    int i = 0;
    while (i < words.length()) {
      int to = Characters.afterLetters(words, i);
      String word = words.substring(i, to);
      lower.append(Units.symbol(word) != null ? word : word.toLowerCase(java.util.Locale.ROOT));
      if (to < words.length()) {
        lower.append(Character.toLowerCase(words.charAt(to++)));
      }
      i = to;
    }
    return lower.toString();
  }

  /** Whether a capital letter stands beside other letters without being one of their word. */
  private static boolean hasCapitalAlone(String words) {
    for (int i = 0; i < words.length(); i++) {
      boolean isAlone =
          (i == 0 || !Character.isLetter(words.charAt(i - 1)))
              && (i + 1 == words.length() || !Character.isLetter(words.charAt(i + 1)));
      boolean isHour = i > 0 && words.startsWith("/H", i - 1); // KM/H
      if (isAlone && !isHour && Characters.isCapital(words.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
