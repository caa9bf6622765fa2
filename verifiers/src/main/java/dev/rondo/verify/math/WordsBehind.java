package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges the words behind a number: whether leaving them out leaves the number as it is. A unit or
 * a noun after a count does; what denies, hedges, compares, multiplies or goes on does not.
 */
final class WordsBehind {
  private static final int MOST_WORDS = 8;

  private static final Set<String> DENIALS =
      Set.of(
          "not",
          "no",
          "non",
          "never",
          "none",
          "neither",
          "nor",
          "without",
          "isnt",
          "arent",
          "wasnt",
          "cant",
          "cannot",
          "doesnt",
          "wont",
          "wrong",
          "incorrect",
          "false",
          "invalid",
          "impossible",
          "untrue",
          "mistaken",
          "error",
          "unknown",
          "undefined",
          "undetermined",
          "unlikely",
          "rejected",
          "excluded",
          "nicht",
          "kein",
          "pas",
          "nein",
          "não",
          "keine",
          "nie",
          "jamais",
          "nunca",
          "不是",
          "不",
          "非",
          "并非",
          "не",
          "нет");

  private static final Set<String> HEDGES =
      Set.of(
          "or",
          "maybe",
          "perhaps",
          "possibly",
          "probably",
          "presumably",
          "likely",
          "guess",
          "either",
          "alternatively",
          "otherwise",
          "else",
          "instead",
          "except",
          "excluding",
          "unless",
          "if",
          "whenever",
          "provided",
          "assuming",
          "whether",
          "but",
          "though",
          "although",
          "however",
          "then",
          "versus",
          "vs",
          "o",
          "ou",
          "oder",
          "或",
          "或者",
          "或是",
          "还是",
          "または",
          "或いは",
          "또는",
          "или",
          "либо",
          "eller",
          "veya");

  private static final Set<String> COMPARISONS =
      Set.of(
          "than",
          "greater",
          "larger",
          "bigger",
          "smaller",
          "lower",
          "higher",
          "least",
          "beyond",
          "within",
          "between",
          "until",
          "till",
          "through",
          "thru",
          "upto",
          "onwards",
          "onward",
          "upwards",
          "upward",
          "downwards",
          "downward",
          "plus",
          "minus",
          "times",
          "almost",
          "nearly",
          "minimum",
          "maximum",
          "exceeding",
          "mas",
          "más",
          "mehr",
          "menos",
          "moins",
          "weniger",
          "negative",
          "zero");

  private static final Set<String> MULTIPLES =
      Set.of(
          "half",
          "halves",
          "third",
          "thirds",
          "quarter",
          "quarters",
          "fourth",
          "fourths",
          "fifth",
          "fifths",
          "sixth",
          "sixths",
          "seventh",
          "sevenths",
          "eighth",
          "eighths",
          "ninth",
          "ninths",
          "tenth",
          "tenths",
          "eleventh",
          "elevenths",
          "twelfth",
          "twelfths",
          "sixteenth",
          "sixteenths",
          "twentieth",
          "twentieths",
          "hundredth",
          "hundredths",
          "thousandth",
          "thousandths",
          "millionth",
          "millionths",
          "squared",
          "cubed",
          "doubled",
          "tripled",
          "quadrupled",
          "halved",
          "inverted",
          "negated",
          "twice",
          "thrice",
          "double",
          "triple",
          "quadruple",
          "factorial",
          "hundred",
          "hundreds",
          "thousand",
          "thousands",
          "million",
          "millions",
          "billion",
          "billions",
          "trillion",
          "trillions",
          "dozen",
          "dozens",
          "lakh",
          "lakhs",
          "crore",
          "crores",
          "myriad",
          "myriads",
          "pi",
          "tau",
          "binary",
          "ternary",
          "octal",
          "hexadecimal",
          "k",
          "modulo",
          "mod",
          "remainder",
          "divided",
          "multiplied",
          "raised",
          "permille",
          "inverse",
          "reciprocal",
          "complement",
          "opposite",
          "conjugate",
          "base",
          "percent",
          "medio",
          "media",
          "demi",
          "demie",
          "halb",
          "halbe",
          "cuadrado",
          "carré",
          "quadrat");

  /** Of these a number may say how large they are: a remainder of 3, a base of 12. */
  private static final Set<String> ALSO_NAMES = Set.of("remainder", "base", "media", "complement");

  /** Words that leave open how many there are, or what is meant. */
  private static final Set<String> VAGUE =
      Set.of(
          "among",
          "amongst",
          "others",
          "other",
          "etc",
          "best",
          "worst",
          "ish",
          "sometimes",
          "usually",
          "often",
          "mostly",
          "partly",
          "roughly",
          "approximately",
          "circa",
          "so",
          "such",
          "any",
          "some",
          "whatever",
          "depending",
          "depends",
          "yet",
          "again",
          "supposedly",
          "hopefully",
          "apparently",
          "give",
          "take",
          "guessed",
          "doubled",
          "tripled",
          "halved",
          "increased",
          "decreased",
          "reduced",
          "multiplied",
          "divided",
          "remainder",
          "counting",
          "bound");

  private static final Set<String> STATEMENTS =
      Set.of(
          "is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "does",
          "did", "equals", "equal", "means", "seems", "becomes", "because", "since", "where",
          "while", "which", "that", "should", "would", "could", "might", "may");

  /** These change a number where they come first or last, and not between nouns. */
  private static final Set<String> AT_AN_END =
      Set.of(
          "and", "more", "less", "fewer", "most", "to", "over", "above", "below", "under",
          "beneath", "from", "up", "down", "also", "und", "et", "y", "e", "squares", "cubes");

  /** Alone behind a number these multiply it. */
  private static final Set<String> ALONE = Set.of("score", "scores", "gross", "grosses");

  /** Last behind a number these are the ones of that number: the 12th prime. */
  private static final Set<String> ORDINAL = Set.of("prime", "power", "root");

  /** What may follow "is" behind an answer: "42 is the answer". */
  private static final Set<String> NAMES_OF_ANSWERS =
      Set.of(
          "is",
          "the",
          "my",
          "our",
          "final",
          "correct",
          "right",
          "answer",
          "required",
          "desired",
          "value",
          "solution",
          "number",
          "result");

  /** Units and counting words of scripts that do not separate words. */
  static final Set<String> FOREIGN =
      Set.of(
          "元", "块", "角", "人民币", "美元", "円", "원", "个", "個", "개", "人", "명", "名", "位", "米", "厘米", "分米",
          "毫米", "千米", "公里", "千克", "公斤", "克", "斤", "吨", "升", "毫升", "小时", "时间", "時間", "时", "分钟", "分",
          "秒", "秒钟", "天", "日", "年", "月", "个月", "岁", "次", "种", "只", "头", "条", "本", "张", "支", "枝",
          "辆", "台", "件", "枚", "度", "平方米", "平方厘米", "平方千米", "立方米", "立方厘米", "页", "颗", "棵", "组", "双",
          "箱", "袋", "盒", "瓶", "杯", "行", "列", "排", "段", "层", "座", "间", "场", "步", "题", "道", "句", "字",
          "词", "根", "把", "朵", "匹", "艘", "架", "朵花", "棵树", "个苹果", "个人", "시간", "분", "초", "살", "권",
          "마리", "руб", "рублей", "рубля", "рубль", "см", "м", "км", "кг", "г", "ч", "мин", "с",
          "шт", "л", "часов", "часа", "час", "дней", "дня");

  private WordsBehind() {}

  /** Whether words are known to leave a number as it is. */
  static boolean areHarmless(String words) {
    if (words.isBlank() || Units.named(words) != null || ChineseCounts.isCounted(words)) {
      return true;
    }
    if (words.startsWith("(") && words.endsWith(")")) {
      return !areDenying(words.substring(1, words.length() - 1)); // a remark
    }
    List<String> list =
        Pieces.of(words.toLowerCase(Locale.ROOT).replace("'", "").strip(), " -/*.()[],:");
    if (list.isEmpty() || list.size() > MOST_WORDS) {
      return false;
    }
    if ((list.size() == 1 && ALONE.contains(list.get(0)))
        || ORDINAL.contains(list.get(list.size() - 1))
        || ChangingWords.endInNoNoun(list)) {
      return false;
    }
    if (list.get(0).equals("is") && NAMES_OF_ANSWERS.containsAll(list)) {
      return true;
    }
    for (int i = 0; i < list.size(); i++) {
      String word = list.get(i);
      boolean isAtEnd = i == 0 || i == list.size() - 1;
      boolean isPlain =
          Units.isUnit(word)
              || i + 1 < list.size() && ChangingWords.areOfGrade(word, list.get(i + 1));
      if (!isPlain
          && (isChanging(word) || (i == 0 && AT_AN_END.contains(word) && !isMoreOf(list)))) {
        return false;
      }
      if (isAtEnd && i > 0 && AT_AN_END.contains(word)) {
        return false;
      }
      if (isForeign(word) && !FOREIGN.contains(word)) {
        return false;
      }
    }
    return true;
  }

  /** "more apples", "fewer days". */
  private static boolean isMoreOf(List<String> words) {
    String first = words.get(0);
    return words.size() > 1
        && (first.equals("more") || first.equals("less") || first.equals("fewer"));
  }

  private static boolean isChanging(String word) {
    return DENIALS.contains(word)
        || HEDGES.contains(word)
        || COMPARISONS.contains(word)
        || MULTIPLES.contains(word)
        || STATEMENTS.contains(word)
        || VAGUE.contains(word)
        || Words.number(word) >= 0
        || ChangingWords.isPartOrScale(word);
  }

  /** Whether a word names a part or a multiple of what stands beside it. */
  static boolean isMultiple(String word) {
    return MULTIPLES.contains(word) && !ALSO_NAMES.contains(word)
        || ChangingWords.isPartOrScale(word);
  }

  /** Whether words deny what stands beside them. */
  static boolean isDenial(String word) {
    String plain = word.toLowerCase(Locale.ROOT).replace("'", "").replace("’", "");
    return DENIALS.contains(plain) || ForeignDenials.contain(plain);
  }

  /** Whether a word offers another answer beside the one before it. */
  static boolean isHedge(String word) {
    return HEDGES.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether a label before a value denies or hedges it: "not this", "at least". */
  static boolean areDenying(String label) {
    String before = "";
    for (String word : Pieces.of(label, " -,:")) {
      String plain = word.toLowerCase(Locale.ROOT);
      if (isDenial(word)
          || HEDGES.contains(plain)
          || (before.equals("at") && (plain.equals("least") || plain.equals("most")))
          || plain.equals("than")) {
        return true;
      }
      before = plain;
    }
    return false;
  }

  private static boolean isForeign(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) >= 0x0400 && Character.isLetter(word.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
