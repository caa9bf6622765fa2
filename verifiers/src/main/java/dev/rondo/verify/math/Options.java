package dev.rondo.verify.math;

import static java.util.stream.Collectors.joining;

import dev.rondo.verify.Conjunctions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads which options of a choice an answer names: "(C) 5", "Option D", "(A), (B)". */
final class Options {
  private static final List<String> NAMES = List.of("option", "choice", "选项", "选");

  /** Words for an option or an answer, and articles before its letter, in other languages. */
  private static final Set<String> FOREIGN_NAMES =
      Set.of(
          "option",
          "answer",
          "choice",
          "réponse",
          "respuesta",
          "opción",
          "opcion",
          "inciso",
          "alternativa",
          "antwort",
          "lösung",
          "opzione",
          "risposta",
          "opção",
          "resposta",
          "вариант",
          "ответ",
          "пункт",
          "odpowiedź",
          "opcja",
          "seçenek",
          "optie",
          "antwoord",
          "đáp",
          "án");

  private static final Set<String> ARTICLES =
      Set.of(
          "is", "la", "le", "el", "die", "der", "das", "the", "letra", "lettre", "letter",
          "lettera");

  /** Between the letters of several options these stand. */
  private static final Set<String> JOINTS =
      Set.of("and", "und", "et", "y", "e", "и", "和", "与", "及", "と", "그리고");

  private static final int MOST_LETTERS = 10;

  private static final int MOST_OF_OPTION = 40;

  private Options() {}

  /** The letter in "Option D", "la réponse D", "la D)"; null if there is more or less. */
  static String named(String text) {
    if (text.length() > 30) {
      return null;
    }
    String words = Words.normalText(text);
    for (String name : NAMES) {
      String letter = words.startsWith(name) ? words.substring(name.length()) : "";
      boolean isLetter = letter.length() == 1 && letter.charAt(0) >= 'a' && letter.charAt(0) <= 'j';
      String capital = letter.toUpperCase(Locale.ROOT);
      if (isLetter && text.contains(capital)) {
        return capital;
      }
    }
    List<String> pieces = Pieces.of(text.replace("\\text", " "), " (){}*.$~:");
    int last = pieces.size() - 1;
    if (last < 1 || pieces.get(last).length() != 1 || !isOption(pieces.get(last).charAt(0))) {
      return null;
    }
    boolean isNamed = false;
    for (String piece : pieces.subList(0, last)) {
      String word = piece.toLowerCase(Locale.ROOT);
      isNamed |= FOREIGN_NAMES.contains(word) || ARTICLES.contains(word);
      boolean isLetter = piece.isEmpty() || "aol".contains(piece); // a alternativa
      if (!isLetter && !FOREIGN_NAMES.contains(word) && !ARTICLES.contains(word)) {
        return null;
      }
    }
    return isNamed ? pieces.get(last) : null;
  }

  private static boolean isOption(char c) {
    return c >= 'A' && c <= 'J';
  }

  /** Whether two texts name the same several options, no order of them: "AC" and "A, C". */
  static boolean areSame(String reference, String given) {
    if (LabelOrder.isOrder(reference)) {
      return false; // D, B, A, C
    }
    String letters = letters(reference);
    return letters != null && letters.equals(letters(given));
  }

  /**
   * Whether one text names an option by a capital and the other the same one by a small letter that
   * is marked as an option's: "B" and "(b)", "\\text{b}", "option b"; b alone is a variable.
   */
  static boolean areSameInAnyCase(String reference, String given) {
    if (reference.length() > MOST_OF_OPTION || given.length() > MOST_OF_OPTION) {
      return false;
    }
    String small = small(reference);
    String capital = capital(small == null ? reference : given);
    String marked = small == null ? small(given) : small;
    return marked != null && marked.toUpperCase(Locale.ROOT).equals(capital);
  }

  /** The capital of an option that is all of a text, with its brackets or its name. */
  private static String capital(String text) {
    List<String> pieces = bare(text);
    String last = pieces.isEmpty() ? "" : pieces.get(pieces.size() - 1);
    boolean isLetter = last.length() == 1 && last.charAt(0) >= 'A' && last.charAt(0) <= 'H';
    return isLetter && areNames(pieces) ? last : null;
  }

  /** The small letter of an option that is all of a text and marked as one; null if it is not. */
  private static String small(String text) {
    List<String> pieces = bare(text);
    String last = pieces.isEmpty() ? "" : pieces.get(pieces.size() - 1);
    boolean isLetter = last.length() == 1 && last.charAt(0) >= 'a' && last.charAt(0) <= 'h';
    boolean isMarked =
        text.indexOf(')') > 0
            || text.contains("\\text")
            || text.contains("**")
            || pieces.size() > 1;
    return isLetter && isMarked && areNames(pieces) ? last : null;
  }

  /** Whether nothing but words for an option stand before the last piece. */
  private static boolean areNames(List<String> pieces) {
    return pieces.subList(0, pieces.size() - 1).stream()
        .map(word -> word.toLowerCase(Locale.ROOT))
        .allMatch(
            word -> NAMES.contains(word) || FOREIGN_NAMES.contains(word) || word.equals("the"));
  }

  private static List<String> bare(String text) {
    String plain = text;
    for (String wrapping : new String[] {"\\textbf", "\\text", "\\left", "\\right"}) {
      plain = plain.replace(wrapping, " ");
    }
    return Pieces.of(plain, " (){}*.$~").stream().filter(piece -> !piece.isEmpty()).toList();
  }

  /** Whether more than a letter stands in brackets: the point (A, B). */
  private static boolean hasBracketedList(String text) {
    int open = text.indexOf('(');
    while (open >= 0 && open + 2 < text.length() && text.charAt(open + 2) == ')') {
      open = text.indexOf('(', open + 1);
    }
    return open >= 0;
  }

  /** The letters of several options, in order: of "ACD", "A, C, D", "A、C 和 D"; null for others. */
  private static String letters(String text) {
    StringBuilder letters = new StringBuilder();
    int items = 0;
    if (text.length() > 100 || hasBracketedList(text)) {
      return null;
    }
    String plain = text.replace("\\text", " ").replace("**", "").strip();
    plain = plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    for (String piece : Pieces.of(plain, " ,;、，；&(){}$~")) {
      if (piece.isEmpty() || (items > 0 && JOINTS.contains(piece))) {
        continue;
      }
      if (!piece.chars().allMatch(c -> isOption((char) c))) {
        return null;
      }
      letters.append(piece);
      items++;
    }
    String inOrder =
        letters.chars().sorted().distinct().mapToObj(Character::toString).collect(joining());
    boolean isWord = items == 1 && !inOrder.contentEquals(letters);
    boolean isList =
        letters.length() == inOrder.length() && (items == 1 || items == inOrder.length());
    return isList && !isWord && inOrder.length() >= 2 && inOrder.length() <= MOST_LETTERS
        ? inOrder
        : null;
  }

  /**
   * An option's letter before an answer.
   *
   * @param mark what stands right behind the letter, such as a closing bracket
   * @param end where the answer behind it begins
   */
  record Option(String letter, char mark, int end) {}

  /** The option whose letter stands before an answer; null if there is none. */
  static Option before(String answer) {
    int i = 0;
    while (i < answer.length()) {
      char c = answer.charAt(i);
      if (c == '\\') {
        int to = Characters.afterLetters(answer, i + 1);
        String command = answer.substring(i + 1, to);
        boolean isFont =
            command.startsWith("text")
                || command.startsWith("math")
                || command.equals("left")
                || command.equals("mbox")
                || command.equals("bf");
        if (!isFont) {
          return null;
        }
        i = to;
      } else if (c == '{' || c == '$' || c == ' ' || c == '*') {
        i++;
      } else {
        break;
      }
    }
    boolean isBracketed = i < answer.length() && answer.charAt(i) == '(';
    int at = isBracketed ? i + 1 : i;
    if (at + 1 >= answer.length() || answer.charAt(at) < 'A' || answer.charAt(at) > 'J') {
      return null;
    }
    String letter = answer.substring(at, at + 1);
    int end = at + 1;
    while (end < answer.length() && "} ".indexOf(answer.charAt(end)) >= 0) {
      end++;
    }
    if (answer.startsWith("\\right", end)) {
      end += 6;
    }
    if (end >= answer.length()) {
      return null;
    }
    char mark = answer.charAt(end);
    if (isBracketed ? mark != ')' : !isMark(answer, end)) {
      return null;
    }
    int from = end + 1;
    while (from < answer.length() && "} *~:".indexOf(answer.charAt(from)) >= 0) {
      from++;
    }
    // The dollar sign or brace that was opened before the letter.
    String before = answer.substring(0, i);
    int open = before.length() - before.replace("{", "").length();
    int close =
        answer.substring(end, from).length()
            - answer.substring(end, from).replace("}", "").length();
    if (close > open) {
      return null;
    }
    while (from + 1 < answer.length()
        && answer.charAt(from) == '\\'
        && " ,;:".indexOf(answer.charAt(from + 1)) >= 0) {
      from += 2;
    }
    return new Option(letter, mark, from);
  }

  /**
   * Whether another option is named behind the first: "(A), (B)", "A. 5 or B. 6"; point A in "(D)
   * point A: (1, 2)" is none.
   */
  static boolean namesOther(String rest, Option first) {
    for (int i = 0; i + 1 < rest.length(); i++) {
      char c = rest.charAt(i);
      char mark = rest.charAt(i + 1);
      boolean isLetter = c >= 'A' && c <= 'J' && c != first.letter().charAt(0);
      boolean isBegun = i == 0 || " (,{".indexOf(rest.charAt(i - 1)) >= 0;
      boolean isBracketed = i > 0 && rest.charAt(i - 1) == '(' && mark == ')';
      boolean isName = mark != first.mark() && isBehindNoun(rest, i);
      if (isLetter
          && (isBracketed || (isBegun && isMark(rest, i + 1) && !isName && isClosed(rest, i)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether what stands here marks the letter before it as an option's: B), "B. 5", "B: 5". */
  private static boolean isMark(String text, int at) {
    char c = text.charAt(at);
    boolean isSpaced =
        at + 1 < text.length()
            && (Character.isWhitespace(text.charAt(at + 1))
                || text.charAt(at + 1) == '~'
                || text.charAt(at + 1) == '\\'
                    && at + 2 < text.length()
                    && " ;,:quad".indexOf(text.charAt(at + 2)) >= 0);
    return c == ')' || ((c == '.' || c == ':') && isSpaced);
  }

  /** Whether a word stands before a letter, and neither "or" nor "option". */
  private static boolean isBehindNoun(String text, int at) {
    String before = text.substring(0, at).stripTrailing();
    int from = before.length();
    while (from > 0 && Character.isLetter(before.charAt(from - 1))) {
      from--;
    }
    String word = before.substring(from).toLowerCase(Locale.ROOT);
    return !word.isEmpty() && Conjunctions.of(word) == null && !NAMES.contains(word);
  }

  /** Whether no bracket that was opened before closes right behind this letter: (x, B). */
  private static boolean isClosed(String text, int at) {
    int depth = 0;
    for (int i = 0; i < at; i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
    }
    return depth <= 0;
  }

  /** Several options: their letters as a list. */
  static Expression all(String answer) {
    List<Expression> letters = new ArrayList<>();
    for (int i = 0; i + 1 < answer.length(); i++) {
      char c = answer.charAt(i);
      boolean isBegun = i == 0 || !Character.isLetter(answer.charAt(i - 1));
      boolean isOption =
          c >= 'A' && c <= 'J' && isBegun && ").:".indexOf(answer.charAt(i + 1)) >= 0;
      if (isOption) {
        letters.add(Expression.symbol(String.valueOf(c)));
      }
    }
    boolean isChoice = answer.contains(" or ");
    return Expression.list(isChoice ? Joint.OR : Joint.COMMA, letters);
  }

  /** Whether what stands behind an option's letter denies or doubts it; "none of these" is one. */
  static boolean isDenied(String behind) {
    String words = behind.replace("\\text", " ").replace("{", " ").replace("}", " ").strip();
    return !words.regionMatches(true, 0, "none", 0, 4) && WordsBehind.areDenying(words);
  }
}
