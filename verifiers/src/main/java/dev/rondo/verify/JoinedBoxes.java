package dev.rondo.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Says which boxes are parts of one answer by what stands between them: marks, conjunctions, the
 * name that the next one is given, a few words with a conjunction; never a new thought.
 */
final class JoinedBoxes {
  /** Between two boxes of one answer stand this many characters at most. */
  private static final int MOST_CHARACTERS = 40;

  /** Words that begin another answer instead of another part. */
  private static final Set<String> NEW_THOUGHTS =
      Set.of(
          "is",
          "are",
          "so",
          "thus",
          "therefore",
          "hence",
          "then",
          "wait",
          "but",
          "not",
          "no",
          "actually",
          "final",
          "answer",
          "correct",
          "wrong",
          "first",
          "now",
          "since",
          "because",
          "get",
          "gives",
          "give",
          "obtain",
          "have",
          "yields",
          "becomes",
          "find",
          "finally");

  private static final Set<String> DOUBTS = Set.of("maybe", "perhaps", "possibly");

  /** First words of another case, or of another way to an answer. */
  private static final Set<String> CASES =
      Set.of(
          "if",
          "otherwise",
          "else",
          "when",
          "whereas",
          "while",
          "wenn",
          "sonst",
          "für",
          "andernfalls",
          "dagegen",
          "si",
          "sinon",
          "pour",
          "para",
          "se",
          "for",
          "если",
          "иначе",
          "при",
          "若",
          "如果",
          "当",
          "否则");

  private static final Set<String> CONCLUSIONS =
      Set.of("so", "thus", "therefore", "hence", "then", "wait", "but", "actually", "finally");

  private static final Set<String> OTHERS =
      Set.of("second", "other", "another", "alternatively", "otherwise", "zweite", "andere");

  /** First words of a sentence that offers another answer in case the first one is wrong. */
  private static final Set<String> OFFERS =
      Set.of(
          "if",
          "or",
          "otherwise",
          "alternatively",
          "else",
          "should",
          "maybe",
          "perhaps",
          "possibly",
          "falls",
          "wenn",
          "oder",
          "sonst",
          "andernfalls",
          "vielleicht",
          "si",
          "sinon",
          "ou",
          "sino",
          "quizás",
          "если",
          "или",
          "иначе",
          "возможно",
          "如果",
          "若",
          "否则",
          "或者",
          "也许",
          "もし",
          "または");

  private static final Set<String> SUPPOSING =
      Set.of("if", "when", "for", "wenn", "falls", "si", "если");

  private static final Set<String> SAYING =
      Set.of("is", "are", "equals", "ist", "sind", "beträgt", "es", "son", "est", "sont", "vaut");

  /** With these a sentence speaks of the answer itself, or bounds what it supposes. */
  private static final Set<String> UNSUPPOSED =
      Set.of(
          "not",
          "answer",
          "answers",
          "it",
          "that",
          "this",
          "result",
          "solution",
          "wrong",
          "right",
          "correct",
          "incorrect",
          "you",
          "question",
          "problem",
          "instead",
          "prefer",
          "meant",
          "means",
          "le",
          "leq",
          "lt",
          "ge",
          "geq",
          "gt",
          "ne",
          "neq",
          "less",
          "greater",
          "than",
          "nicht",
          "falsch",
          "antwort",
          "no",
          "respuesta",
          "pas",
          "réponse",
          "не",
          "ответ");

  /** Anywhere before the next box these offer it beside the first one. */
  private static final Set<String> HEDGES =
      Set.of(
          "alternative",
          "alternatively",
          "otherwise",
          "maybe",
          "perhaps",
          "possibly",
          "guess",
          "backup",
          "accepted",
          "might",
          "vielleicht",
          "quizás",
          "возможно");

  /** These take the first box back, so that the next one stands alone. */
  private static final Set<String> RETRACTIONS =
      Set.of(
          "wait",
          "actually",
          "wrong",
          "mistake",
          "error",
          "recheck",
          "check",
          "sorry",
          "correction",
          "corrected",
          "let",
          "hmm",
          "verify",
          "so",
          "thus",
          "therefore",
          "hence",
          "finally",
          "substitute",
          "substituting",
          "step");

  private static final Set<String> FAULTS = Set.of("wrong", "mistake", "error", "incorrect");

  /** Between a box and another that is offered in its place stand this many characters at most. */
  private static final int MOST_OF_OFFER = 120;

  private static final Set<String> MARKUP = Set.of("text", "quad", "qquad", "mathrm", "textbf");

  private JoinedBoxes() {}

  /** Whether what stands from one box to the next makes them one answer. */
  static boolean areOneAnswer(String text, int from, int to) {
    if (to >= from && to - from <= MOST_OF_OFFER && isOffer(text.substring(from, to))) {
      return true;
    }
    if (to < from || to - from > MOST_CHARACTERS) {
      return to - from > 0 && to - from <= 2 * MOST_CHARACTERS && isCase(text.substring(from, to));
    }
    if (isCase(text.substring(from, to))) {
      return true;
    }
    String between = text.substring(from, withoutName(text, from, to));
    boolean onlyMarks = true;
    boolean hasConjunction = false;
    for (Piece piece : pieces(between)) {
      String name = piece.word();
      if (!name.isEmpty()) {
        boolean isConjunction = Conjunctions.of(name) != null || DOUBTS.contains(name);
        hasConjunction |= isConjunction;
        boolean isLabel = name.length() == 1 && piece.mark() == ')';
        onlyMarks &= isConjunction || MARKUP.contains(name) || isLabel;
        if (!isConjunction && NEW_THOUGHTS.contains(name)) {
          return false;
        }
      }
      if (piece.endsParagraph() || " \n\t$,;()[]{}\\、，；/|&•*-–—".indexOf(piece.mark()) < 0) {
        return false;
      }
    }
    return onlyMarks || hasConjunction;
  }

  /** What joins two boxes of one answer: a comma, "or", or "or maybe" where they say so. */
  static String joint(String text, int from, int to) {
    if (to <= from || to - from > MOST_OF_OFFER) {
      return ", ";
    }
    String name = nameBefore(text, to);
    String between = text.substring(from, name == null ? to : withoutName(text, from, to));
    List<String> said = words(between).stream().filter(word -> !MARKUP.contains(word)).toList();
    boolean isDoubt = said.stream().anyMatch(DOUBTS::contains);
    boolean isOr =
        !said.isEmpty()
            && ("or".equals(Conjunctions.of(said.get(0)))
                || "or".equals(Conjunctions.of(said.get(said.size() - 1))));
    return isOr && isDoubt ? " or maybe " : isOr ? " or " : ", ";
  }

  /**
   * A word and what stands right behind it.
   *
   * @param word in lower case; empty behind another mark
   * @param endsParagraph whether the mark is the second one of two ends of lines
   */
  private record Piece(String word, char mark, boolean endsParagraph) {}

  /** All words and marks of a text; a blank stands behind it. */
  private static List<Piece> pieces(String between) {
    String lower = AnswerExtractor.lower(between) + " ";
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (!Character.isLetter(c)) {
        boolean endsParagraph = c == '\n' && i > 0 && lower.charAt(i - 1) == '\n';
        pieces.add(new Piece(lower.substring(from, i), c, endsParagraph));
        from = i + 1;
      }
    }
    return pieces;
  }

  /**
   * Whether the same sentence goes on with another case, or what another way gives: "if not, it
   * equals", "the second one gives".
   */
  private static boolean isCase(String between) {
    boolean isFirst = true;
    boolean isCase = false;
    for (Piece piece : pieces(between)) {
      String word = piece.word();
      if (".!?。\n".indexOf(piece.mark()) >= 0 || CONCLUSIONS.contains(word)) {
        return false;
      }
      isCase |= OTHERS.contains(word) || (isFirst && CASES.contains(word));
      isFirst &= word.isEmpty() || MARKUP.contains(word) || Conjunctions.of(word) != null;
    }
    return isCase;
  }

  /** Whether the next sentence offers another answer: "If that is not accepted, take". */
  private static boolean isOffer(String between) {
    boolean isFirst = true;
    boolean isOffered = false;
    boolean isHedged = false;
    boolean isBehindSentence = false;
    boolean isBehindAs = false;
    for (Piece piece : pieces(between)) {
      String word = piece.word();
      boolean isDoubt = isOffered && FAULTS.contains(word); // if that is wrong
      if ((RETRACTIONS.contains(word) && !isDoubt) || piece.endsParagraph()) {
        return false;
      }
      isBehindAs |= word.equals("as"); // as one might expect
      isHedged |= isDoubt || (HEDGES.contains(word) && !(isBehindAs && word.equals("might")));
      isOffered |= isFirst && isBehindSentence && beginsOffer(word);
      isFirst &= word.isEmpty() || MARKUP.contains(word);
      isBehindSentence |= ".!?。；;".indexOf(piece.mark()) >= 0;
    }
    return isHedged || (isOffered && !isSupposition(between));
  }

  /**
   * Whether a sentence supposes a number and then says what something is, "If x = 3, the total is":
   * neither another case, "If x < 0, the total is", nor a doubt, "If 3 is wrong, the total is".
   */
  private static boolean isSupposition(String between) {
    int comma = between.lastIndexOf(',');
    if (comma < 0) {
      return false;
    }
    List<String> condition = words(between.substring(0, comma));
    List<String> statement = words(between.substring(comma));
    int last = statement.size() - 1;
    return !condition.isEmpty()
        && SUPPOSING.contains(condition.get(0))
        && Collections.disjoint(condition, UNSUPPOSED)
        && "<>≤≥≠".chars().noneMatch(c -> between.indexOf(c) >= 0)
        && between.chars().limit(comma).anyMatch(c -> c >= '0' && c <= '9')
        && last > 0
        && SAYING.contains(statement.get(last))
        && !UNSUPPOSED.contains(statement.get(last - 1));
  }

  private static List<String> words(String text) {
    return pieces(text).stream().map(Piece::word).filter(word -> !word.isEmpty()).toList();
  }

  private static boolean beginsOffer(String word) {
    if (OFFERS.contains(word)) {
      return true;
    }
    boolean isForeign = !word.isEmpty() && word.charAt(0) > 0x2e80;
    return isForeign && OFFERS.stream().anyMatch(word::startsWith);
  }

  /** The name that a box is given by an equals sign before it, such as x_1; null if it has none. */
  static String nameBefore(String text, int box) {
    int to = equals(text, box);
    if (to < 0) {
      return null;
    }
    int from = nameStart(text, to);
    return from < 0 ? null : text.substring(from, to).strip();
  }

  /** Where a box with its name begins. */
  private static int withoutName(String text, int from, int box) {
    int to = equals(text, box);
    int start = to < 0 ? -1 : nameStart(text, to);
    return start < from ? box : start;
  }

  /** Where the equals sign before a box stands; -1 if there is none. */
  private static int equals(String text, int box) {
    int i = box - 1;
    while (i >= 0 && " $".indexOf(text.charAt(i)) >= 0) {
      i--;
    }
    return i > 0 && text.charAt(i) == '=' ? i : -1;
  }

  private static int nameStart(String text, int equals) {
    int end = equals;
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    int i = end - 1;
    if (i >= 0 && text.charAt(i) == '}') {
      i--;
      while (i > 0 && end - i < 6 && Character.isLetterOrDigit(text.charAt(i))) {
        i--;
      }
      i = text.charAt(Math.max(i, 0)) == '{' ? i - 1 : -1;
    } else if (i > 0 && Character.isLetterOrDigit(text.charAt(i)) && text.charAt(i - 1) == '_') {
      i--;
    }
    if (i > 0 && text.charAt(i) == '_') {
      i--;
    }
    boolean isLetter = i >= 0 && Character.isLetter(text.charAt(i));
    boolean isAlone =
        isLetter
            && (i == 0
                || (!Character.isLetterOrDigit(text.charAt(i - 1)) && text.charAt(i - 1) != '\\'));
    return isAlone ? i : -1;
  }
}
