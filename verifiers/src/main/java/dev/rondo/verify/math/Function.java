package dev.rondo.verify.math;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A function that is known, by the words that write it if it is not written by signs. */
enum Function {
  SIN("sin"),
  COS("cos"),
  TAN("tan", "tg"),
  COT("cot", "ctg"),
  SEC("sec"),
  CSC("csc", "cosec"),
  ARCSIN("arcsin", "asin"),
  ARCCOS("arccos", "acos"),
  ARCTAN("arctan", "atan", "arctg"),
  ARCCOT("arccot", "arcctg"),
  ARCSEC,
  ARCCSC,
  SINH("sinh"),
  COSH("cosh"),
  TANH("tanh"),
  COTH("coth"),
  LN("ln"),
  LOG("log", "lg"),
  LOGBASE,
  EXP("exp"),
  /** The number of modulus one with an angle. */
  CIS("cis"),
  SQRT("sqrt"),
  CBRT("cbrt"),
  ROOT,
  ABS("abs"),
  FLOOR("floor"),
  CEIL("ceil"),
  SGN("sgn", "sign"),
  RE("Re"),
  IM("Im"),
  ARG("arg"),
  MAX("max"),
  MIN("min"),
  GCD("gcd"),
  LCM("lcm"),
  MOD,
  QUOTIENT("Rational"),
  FACTORIAL("factorial"),
  DOUBLEFACTORIAL,
  BINOM("binom", "binomial", "comb"),
  SUM,
  PROD,
  DET("det"),
  TR("tr"),
  DEG("deg"),
  RANK("rank"),
  DIM("dim"),
  /** A mean, a conjugate or a complement. */
  BAR,
  /** Names and what is said of them. */
  SETBUILDER,
  /** Branches, each a tuple of a value and of what says for which arguments it holds. */
  CASES;

  /** Those of an angle. */
  static final Set<Function> ANGLES = EnumSet.of(SIN, COS, TAN, COT, SEC, CSC);

  private static final Map<String, Function> BY_WORD = new HashMap<>();

  static {
    for (Function function : values()) {
      for (String word : function.words) {
        BY_WORD.put(word, function);
      }
    }
  }

  private final String[] words;
  private final String form;

  Function(String... words) {
    this.words = words;
    this.form = words.length == 0 ? name().toLowerCase(Locale.ROOT) : words[0];
  }

  /** The function that a word writes; null if it writes none. */
  static Function of(String word) {
    return BY_WORD.get(word);
  }

  /** The words that write functions. */
  static Set<String> words() {
    return Collections.unmodifiableSet(BY_WORD.keySet());
  }

  /** As normal forms write it. */
  String form() {
    return form;
  }

  /** What finds the angle again. */
  Function inverse() {
    return valueOf("ARC" + name());
  }

  /** Whether it takes so many arguments where a word writes it. */
  boolean takes(int arguments) {
    return switch (this) {
      case MAX, MIN -> true;
      case BINOM, GCD, LCM, QUOTIENT -> arguments == 2;
      default -> arguments == 1;
    };
  }
}
