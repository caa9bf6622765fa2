package dev.rondo.verify.math;

import java.util.List;
import java.util.Set;

/**
 * Knows the words behind a number that are no nouns it could count: parts and scales in several
 * languages by how they are made (fifteenths, Viertel, Millionen), and what is said of the number
 * itself (extraneous, ruled out, short).
 */
final class ChangingWords {
  /** Denominators and scales of other languages that no ending shows. */
  private static final Set<String> PARTS_AND_SCALES =
      Set.copyOf(
          Pieces.of(
              "drittel viertel fünftel sechstel siebtel achtel neuntel zehntel hundertstel tercio"
                  + " tercios cuarto cuartos quinto quintos sexto sextos séptimo séptimos octavo"
                  + " octavos noveno novenos décimo décimos tiers quart terzo terzi quarto quarti"
                  + " quinti sesti ottavi decimi terço terços quartos oitavo oitavos derde derden"
                  + " kwart avos million millionen milliarde milliarden billionen tausend hundert"
                  + " dutzend millón millones milliard milliards milione milioni miliardi"
                  + " miliardo milhão milhões bilhão bilhões cientos docena docenas douzaine"
                  + " douzaines dozzina dozzine dúzia dúzias miljoen duizend honderd miljard dozijn"
                  + " миллион миллиона миллионов тысяча тысячи тысяч миллиард миллиарда миллиардов"
                  + " дюжина дюжины дюжин permil permille ppm ppb mille basis bps magnitude"
                  + " quintupled sextupled bn",
              " "));

  /** Last behind a number these are no nouns, and say that it is not the answer. */
  private static final Set<String> NO_NOUNS =
      Set.copyOf(
          Pieces.of(
              "short shy nope fails fail bogus grand mil fold many few low big much withdrawn"
                  + " reversed disproven forbidden bad",
              " "));

  /** Participles that take the number back or change it; others count: 12 infected. */
  private static final Set<String> REFUTED =
      Set.copyOf(
          Pieces.of(
              "rejected excluded discarded eliminated refuted disproved retracted denied dismissed"
                  + " doubted disputed retired crossed invalidated ruled cancelled canceled revoked"
                  + " voided nullified contradicted unproved debunked corrected abandoned"
                  + " disqualified overruled disregarded ignored miscalculated misjudged"
                  + " overestimated underestimated doubled tripled quadrupled halved squared cubed"
                  + " negated inverted reduced increased decreased augmented diminished multiplied"
                  + " divided subtracted",
              " "));

  private ChangingWords() {}

  /** Whether a word behind a number multiplies or divides it. */
  static boolean isPartOrScale(String word) {
    return PARTS_AND_SCALES.contains(word)
        || word.endsWith("illion")
        || word.endsWith("illions")
        || word.endsWith("ième")
        || word.endsWith("ièmes")
        || word.endsWith("ésimos")
        || word.endsWith("esimi")
        || word.endsWith("stel") && word.length() > 7
        || isDenominator(word)
        || isManyTimes(word);
  }

  /** Whether what is said behind a number ends in no noun: "extraneous", "ruled out". */
  static boolean endInNoNoun(List<String> words) {
    String last = words.get(words.size() - 1);
    String first = words.get(0);
    boolean isOut = last.equals("out") && first.endsWith("ed");
    boolean isOf = words.size() > 1 && words.get(1).equals("of") && NO_NOUNS.contains(first);
    return NO_NOUNS.contains(last)
        || isOut
        || isOf
        || first.equals("too")
        || words.size() == 1
            && (REFUTED.contains(last) || last.endsWith("ious") || last.endsWith("eous"));
  }

  /** Whether pupils are told by their grade: "seventh graders", "tenth grade boys". */
  static boolean areOfGrade(String word, String next) {
    return next.startsWith("grade") && !word.endsWith("s");
  }

  /** "short of", "too low", "grand": right behind a number in a sentence. */
  static boolean areUnsettling(String word, String next) {
    return word.equals("too")
        || (word.equals("short") || word.equals("shy")) && next.equals("of")
        || (word.equals("grand") || word.equals("mil")) && next.isEmpty()
        || word.equals("below") && next.equals("zero")
        || word.equals("under") && next.equals("par");
  }

  /** "fifteenths", "fortieths", "thirteenth". */
  private static boolean isDenominator(String word) {
    String one = word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    if (!one.endsWith("th") || one.length() < 6) {
      return false;
    }
    String stem = one.substring(0, one.length() - 2);
    return Words.number(stem) > 0
        || stem.endsWith("ie") && Words.number(stem.substring(0, stem.length() - 2) + "y") > 0;
  }

  /** "tens", "fives", "sixes", "twenties". */
  private static boolean isManyTimes(String word) {
    return word.endsWith("s")
        && (Words.number(word.substring(0, word.length() - 1)) > 1
            || (word.endsWith("es") && Words.number(word.substring(0, word.length() - 2)) > 1)
            || (word.endsWith("ies")
                && Words.number(word.substring(0, word.length() - 3) + "y") > 1));
  }
}
