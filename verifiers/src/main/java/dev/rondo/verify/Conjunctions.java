package dev.rondo.verify;

import java.util.HashMap;
import java.util.Map;

/** Names the words that join the items of an answer, in several languages: "and" or "or". */
public final class Conjunctions {
  private static final String[] ANDS = {
    "and", "und", "et", "y", "e", "и", "та", "และ", "और", "ও", "و", "ve", "dan", "và", "oraz", "和",
    "与", "與", "且", "及", "并且", "以及", "と", "かつ", "および", "及び", "그리고", "및"
  };

  private static final String[] ORS = {
    "or", "oder", "ou", "o", "или", "або", "หรือ", "या", "أو", "veya", "atau", "hoặc", "lub", "或",
    "或者", "または", "又は", "もしくは", "또는", "혹은"
  };

  private static final Map<String, String> MEANINGS = new HashMap<>();

  static {
    for (String word : ANDS) {
      MEANINGS.put(word, "and");
    }
    for (String word : ORS) {
      MEANINGS.put(word, "or");
    }
  }

  private Conjunctions() {}

  /** "and" or "or"; null if a word, in lower case, is neither. */
  public static String of(String word) {
    return MEANINGS.get(word);
  }
}
