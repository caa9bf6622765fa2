package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What kind of number an answer says its letters to be, in signs or in words: {@code n in Z},
 * "where n is an integer". A family over all real numbers is not one over the integers.
 */
enum Domain {
  NATURAL("natural", "naturals", "nonnegative", "naturel", "naturels", "natürliche", "自然数"),
  INTEGER(
      "integer",
      "integers",
      "whole",
      "ganze",
      "entier",
      "entiers",
      "entero",
      "enteros",
      "inteiro",
      "inteiros",
      "intero",
      "interi",
      "целое",
      "целых",
      "целые",
      "整数",
      "整數",
      "정수",
      "nguyên"),
  RATIONAL("rational", "rationals", "有理数"),
  REAL("real", "reals", "reelle", "reellen", "réel", "réels", "reales", "reais", "实数", "實數", "실수"),
  COMPLEX("complex", "复数", "komplexe", "complexes");

  private static final Set<String> POSITIVE = Set.of("positive", "positiv", "positif");

  private final List<String> words;

  Domain(String... words) {
    this.words = List.of(words);
  }

  /**
   * Whether two answers say different kinds of numbers, or the given one lets what runs through
   * whole numbers in the reference run through all.
   */
  static boolean differ(Answers.Answer reference, Answers.Answer given) {
    boolean isPeriodic = Rewriting.hasPeriod(reference.tree());
    Set<Domain> said = said(given, isPeriodic);
    if (said.isEmpty()) {
      return false;
    }
    Set<Domain> wanted = said(reference, isPeriodic);
    if (wanted.isEmpty()) {
      return isPeriodic
          && !said.contains(INTEGER)
          && !said.contains(NATURAL)
          && Rewriting.hasRunningLetter(reference.tree());
    }
    wanted.retainAll(said);
    return wanted.isEmpty();
  }

  /** Whether an answer says of its letters that they are integers, or says nothing. */
  static boolean isIntegerAtMost(Answers.Answer answer) {
    Set<Domain> said = said(answer, true);
    return said.isEmpty() || said.equals(EnumSet.of(INTEGER));
  }

  /** Whether words say of letters that they are whole numbers. */
  static boolean areWhole(String words) {
    Set<Domain> said = EnumSet.noneOf(Domain.class);
    ofWords(words, said);
    return said.contains(INTEGER) || said.contains(NATURAL);
  }

  /** Natural numbers count as integers unless an answer repeats. */
  private static Set<Domain> said(Answers.Answer answer, boolean isPeriodic) {
    Set<Domain> said = EnumSet.noneOf(Domain.class);
    if (answer.tree().isBareList()) {
      for (Expression item : answer.tree().children()) {
        if (item.is(Relation.IN) && item.child(1).is(Kind.NAMED_SET)) {
          add(item.child(1).name(), said);
        }
      }
    }
    if (answer.condition() != null) {
      ofWords(answer.condition(), said);
    }
    if (!isPeriodic && said.remove(NATURAL)) {
      said.add(INTEGER);
    }
    return said;
  }

  private static void add(String set, Set<Domain> said) {
    switch (set.isEmpty() ? ' ' : set.charAt(0)) {
      case 'N' -> said.add(NATURAL);
      case 'Z' -> said.add(set.length() > 1 ? NATURAL : INTEGER);
      case 'Q' -> said.add(RATIONAL);
      case 'R' -> said.add(REAL);
      case 'C' -> said.add(COMPLEX);
      default -> {}
    }
  }

  private static void ofWords(String condition, Set<Domain> said) {
    List<String> words = Pieces.of(condition.toLowerCase(Locale.ROOT), " ,()（）");
    boolean isPositive =
        words.stream().anyMatch(word -> POSITIVE.contains(word) || word.contains("正整"));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.isEmpty()) {
        continue;
      }
      if (word.startsWith("set:") && word.length() == 5) {
        boolean isCut = i + 1 < words.size() && "^_".contains(words.get(i + 1));
        add(word.substring(4).toUpperCase(Locale.ROOT) + (isCut ? "+" : ""), said);
      }
      for (Domain domain : values()) {
        boolean isForeign = word.charAt(0) >= 0x2e80;
        boolean isIt =
            isForeign
                ? domain.words.stream().anyMatch(word::contains)
                : domain.words.contains(word);
        if (isIt) {
          said.add(domain == INTEGER && isPositive ? NATURAL : domain);
        }
      }
    }
  }
}
