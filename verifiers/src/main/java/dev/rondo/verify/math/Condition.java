package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the condition behind an answer: "for all real x", "where x is an integer". It says for
 * which symbols the answer holds and is no part of its value; "if" and "when" choose between values
 * and are none.
 */
final class Condition {
  private static final Set<String> STARTS =
      Set.of(
          "for",
          "where",
          "with",
          "such",
          "forall",
          "wherein",
          "provided",
          "für",
          "wobei",
          "mit",
          "pour",
          "où",
          "avec",
          "para",
          "donde",
          "con",
          "onde",
          "com",
          "per",
          "dove",
          "при",
          "для",
          "где",
          "其中",
          "对于",
          "对任意",
          "对所有",
          "對於",
          "ただし",
          "任意の",
          "단",
          "với",
          "için",
          "dla",
          "حيث",
          "जहाँ",
          "जहां");

  private static final Set<String> DOMAINS =
      Set.of(
          "all",
          "any",
          "every",
          "each",
          "some",
          "real",
          "reals",
          "integer",
          "integers",
          "natural",
          "positive",
          "nonnegative",
          "nonzero",
          "arbitrary",
          "constant",
          "constants",
          "whole",
          "rational",
          "complex",
          "provided",
          "alle",
          "jede",
          "jedes",
          "jeden",
          "reelle",
          "reellen",
          "ganze",
          "tout",
          "toute",
          "tous",
          "entier",
          "réel",
          "todo",
          "toda",
          "todos",
          "cualquier",
          "qualquer",
          "ogni",
          "любого",
          "любом",
          "любых",
          "всех",
          "целое",
          "целых",
          "整数",
          "正整数",
          "自然数",
          "实数",
          "任意",
          "所有",
          "整數",
          "實數",
          "mọi",
          "nguyên",
          "정수",
          "실수");

  /** These say another value for another case. */
  private static final Set<String> OTHERWISE =
      Set.of("else", "otherwise", "sonst", "sinon", "altrimenti", "senão", "иначе", "否则", "否則");

  private static final Set<String> MARKS =
      Set.of("=", "<", ">", "<=", ">=", "!=", "in", "~", "=mod");

  private static final Set<String> PLAIN =
      Set.of(
          "for",
          "all",
          "any",
          "every",
          "each",
          "some",
          "real",
          "reals",
          "number",
          "numbers",
          "integer",
          "integers",
          "where",
          "with",
          "is",
          "are",
          "an",
          "a",
          "the",
          "values",
          "value",
          "of",
          "but",
          "such",
          "that",
          "arbitrary",
          "constant",
          "constants",
          "forall",
          "provided",
          "für",
          "alle",
          "jedes",
          "reelle",
          "pour",
          "tout",
          "entier",
          "para",
          "todo",
          "при",
          "для",
          "всех",
          "其中",
          "整数",
          "正整数",
          "为",
          "是");

  private static final Set<String> QUANTIFIERS =
      Set.of(
          "for all",
          "for every",
          "for any",
          "for each",
          "for all real",
          "for any real",
          "for every real",
          "for all real numbers");

  private static final Set<String> NO_NOUNS = Set.of("is", "are", "in", "and", "being", "set");

  private Condition() {}

  /** Where the condition among tokens begins; -1 if there is none. */
  static int start(List<Token> tokens) {
    int depth = opens(tokens.get(0)) ? 1 : 0;
    for (int i = 1; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Token.Kind.MARK) {
        String mark = token.text();
        boolean closes =
            mark.equals(")") || mark.equals("]") || mark.equals("}") || mark.equals("\\}");
        if (depth == 0 && token.isMark("(") && isInBrackets(tokens, i)) {
          return i;
        }
        depth += opens(token) ? 1 : closes ? -1 : 0;
      } else if (token.kind() == Token.Kind.COMMAND && token.text().startsWith("begin:")) {
        return -1;
      }
      if (depth == 0 && token.kind() == Token.Kind.LETTER && saysWhatIs(tokens, i)) {
        return isCondition(tokens, i) ? i : -1;
      }
      if (depth == 0 && (STARTS.contains(firstWord(token)) || isExcluding(tokens, i))) {
        return isCondition(tokens, i) ? i : -1;
      }
    }
    return -1;
  }

  private static boolean opens(Token token) {
    return token.isMark("(") || token.isMark("[") || token.isMark("{") || token.isMark("\\{");
  }

  /** "but" before what a letter is not, or is bounded by. */
  private static boolean isExcluding(List<Token> tokens, int at) {
    return tokens.get(at).text().equals("but")
        && at + 2 < tokens.size()
        && tokens.get(at + 1).kind() == Token.Kind.LETTER
        && tokens.get(at + 2).kind() == Token.Kind.MARK
        && !tokens.get(at + 2).isMark("=")
        && MARKS.contains(tokens.get(at + 2).text());
  }

  /** ", n is an integer": a letter behind a comma, and words alone behind it. */
  private static boolean saysWhatIs(List<Token> tokens, int at) {
    if (!tokens.get(at - 1).isMark(",") || at + 1 >= tokens.size() - 1) {
      return false;
    }
    for (Token token : tokens.subList(at + 1, tokens.size() - 1)) {
      if (token.kind() != Token.Kind.TEXT && token.kind() != Token.Kind.WORD) {
        return false;
      }
    }
    return true;
  }

  /** "(n >= 1)" at the end, behind an answer. */
  private static boolean isInBrackets(List<Token> tokens, int from) {
    boolean isCalled =
        !tokens.get(from).isSpaced() && tokens.get(from - 1).kind() != Token.Kind.MARK;
    if (isCalled || !tokens.get(tokens.size() - 2).isMark(")")) {
      return false;
    }
    boolean hasRelation = false;
    for (int i = from + 1; i < tokens.size() - 2; i++) {
      Token token = tokens.get(i);
      if (token.isMark(")") || token.isMark("(")) {
        return false;
      }
      hasRelation |=
          token.isMark("...")
              || (token.kind() == Token.Kind.MARK
                  && !token.isMark("=")
                  && MARKS.contains(token.text()));
    }
    return hasRelation && tokens.get(from + 1).kind() == Token.Kind.LETTER;
  }

  private static boolean isCondition(List<Token> tokens, int from) {
    boolean hasDomain = tokens.get(from).isCommand("forall");
    for (int i = from; i < tokens.size() - 1; i++) {
      Token token = tokens.get(i);
      hasDomain |= token.kind() == Token.Kind.MARK && MARKS.contains(token.text());
      boolean isBehindComma = token.kind() == Token.Kind.TEXT && token.text().endsWith(",");
      if ((token.isMark(",") || isBehindComma) && tokens.get(i + 1).kind() == Token.Kind.NUMBER) {
        return false; // another value
      }
      if (token.kind() != Token.Kind.TEXT && token.kind() != Token.Kind.WORD) {
        continue;
      }
      for (String word : Pieces.of(token.text().toLowerCase(Locale.ROOT), " ,()（）")) {
        hasDomain |= DOMAINS.contains(word) || word.startsWith("为") || word.startsWith("是");
        boolean isSecond = i > from && STARTS.contains(word) && !word.equals("with");
        boolean isHedge = word.equals("provided") && i > from;
        if (isSecond
            || isHedge
            || word.equals("if")
            || word.equals("or")
            || OTHERWISE.contains(word)
            || WordsBehind.isDenial(word) && !isExcluding(tokens, i)) {
          return false;
        }
      }
    }
    return hasDomain;
  }

  private static String firstWord(Token token) {
    boolean isWord =
        token.kind() == Token.Kind.TEXT
            || token.kind() == Token.Kind.WORD
            || token.kind() == Token.Kind.COMMAND;
    if (!isWord) {
      return "";
    }
    String text = token.text().toLowerCase(Locale.ROOT);
    int from = text.startsWith("(") ? 1 : 0;
    int space = text.indexOf(' ');
    return text.substring(from, space < 0 ? text.length() : space);
  }

  /**
   * Without "for all x" behind items that others follow: f(x) = 0 for all x or f(x) = x for all x.
   */
  static List<Token> withoutEach(List<Token> tokens) {
    List<Token> kept = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      int to = i > 0 ? afterQuantifier(tokens, i) : i;
      boolean isBeforeItem =
          to > i
              && to + 2 < tokens.size()
              && (tokens.get(to).isWord("or")
                  || tokens.get(to).isWord("and")
                  || tokens.get(to).isMark("or")
                  || tokens.get(to).isMark("and")
                  || tokens.get(to).isMark(";"));
      if (isBeforeItem) {
        boolean hasComma = kept.get(kept.size() - 1).isMark(",");
        kept = hasComma ? new ArrayList<>(kept.subList(0, kept.size() - 1)) : kept;
        i = to - 1;
      } else {
        kept.add(tokens.get(i));
      }
    }
    return kept.size() == tokens.size() ? tokens : kept;
  }

  /** Where "for all x", with a set of numbers or without, ends that begins at a place; or there. */
  private static int afterQuantifier(List<Token> tokens, int from) {
    Token token = tokens.get(from);
    boolean isWord = token.kind() == Token.Kind.TEXT || token.kind() == Token.Kind.WORD;
    String words = isWord ? token.text().toLowerCase(Locale.ROOT) : "";
    int last = words.length() - 1;
    boolean isWhole = last > 1 && words.charAt(last - 1) == ' ' && isLatin(words, last);
    String before = isWhole ? words.substring(0, last - 1) : words;
    if (!token.isCommand("forall") && !QUANTIFIERS.contains(before)) {
      return from;
    }
    int to = from + 1;
    if (!isWhole) {
      if (to >= tokens.size() || tokens.get(to).kind() != Token.Kind.LETTER) {
        return from;
      }
      to++;
    }
    boolean isAmong =
        to + 1 < tokens.size()
            && tokens.get(to).isMark("in")
            && tokens.get(to + 1).kind() == Token.Kind.COMMAND
            && tokens.get(to + 1).text().startsWith("set:");
    return isAmong ? to + 2 : to;
  }

  /** The tokens of a condition as one text. */
  static String written(List<Token> tokens) {
    StringBuilder text = new StringBuilder();
    for (Token token : tokens) {
      text.append(text.isEmpty() ? "" : " ").append(token.text());
    }
    return text.toString().strip();
  }

  /** The letters that a condition speaks of; none if there is none. */
  static Set<String> letters(String condition) {
    Set<String> letters = new HashSet<>();
    String text = condition == null ? "" : condition;
    for (int i = 0; i < text.length(); i++) {
      boolean isAlone = isLatin(text, i) && !isLatin(text, i - 1) && !isLatin(text, i + 1);
      if (isAlone && !(text.charAt(i) == 'a' && isArticle(text, i))) {
        letters.add(text.substring(i, i + 1));
      }
    }
    return letters;
  }

  /** Whether a noun follows: "a constant"; not "a is", "a in", "a > 0", nor the end. */
  private static boolean isArticle(String text, int at) {
    String behind = text.substring(at + 1).strip();
    int to = Characters.afterLetters(behind, 0);
    return to > 1 && !NO_NOUNS.contains(behind.substring(0, to));
  }

  private static boolean isLatin(String text, int at) {
    return at >= 0 && at < text.length() && Characters.isLatin(text.charAt(at));
  }

  /** Whether two conditions say the same, or nothing that could differ. */
  static boolean areSame(String reference, String given) {
    return Words.normalText(reference).equals(Words.normalText(given))
        || (isPlain(reference) && isPlain(given));
  }

  /** Whether a word of a condition says nothing but that it is one. */
  static boolean isPlainWord(String word) {
    return PLAIN.contains(word);
  }

  private static boolean isPlain(String condition) {
    for (String word : Pieces.of(condition.toLowerCase(Locale.ROOT), " ,")) {
      boolean isName = word.length() == 1 || word.startsWith("set:") || word.equals("in");
      if (!isName && !PLAIN.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
