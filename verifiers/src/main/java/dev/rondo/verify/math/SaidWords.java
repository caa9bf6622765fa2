package dev.rondo.verify.math;

import dev.rondo.verify.Rung;
import dev.rondo.verify.math.Expression.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads what a sentence says in words: that something is parallel, a Sunday, one third. */
final class SaidWords {
  /** A longer text is searched for no time of day. */
  private static final int MOST_OF_SENTENCE = 300;

  /** Words in bold type that are an answer are this many at most. */
  private static final int MOST_OF_BOLD = 5;

  private static final List<String> VERBS = List.of(" is ", " are ", " has ", " have ", " equals ");

  /** Before a verb these say that something is not so, or need not be. */
  private static final Set<String> DOUBTS =
      Set.of(
          "doubt",
          "doubts",
          "doubtful",
          "whether",
          "suppose",
          "supposing",
          "assume",
          "assuming",
          "assumed",
          "deny",
          "if",
          "unless",
          "not",
          "never",
          "neither",
          "nor",
          "nobody",
          "hardly",
          "cannot",
          "false",
          "wrong",
          "impossible",
          "unlikely",
          "opposite",
          "converse",
          "negation",
          "contrary",
          "claims",
          "thinks",
          "thought",
          "said");

  private static final List<String> ORDINALS =
      List.of(
          "first",
          "second",
          "third",
          "fourth",
          "fifth",
          "sixth",
          "seventh",
          "eighth",
          "ninth",
          "tenth",
          "eleventh",
          "twelfth",
          "thirteenth",
          "fourteenth",
          "fifteenth",
          "sixteenth",
          "seventeenth",
          "eighteenth",
          "nineteenth",
          "twentieth");

  private static final Set<String> NOT_BEHIND_ORDINAL =
      Set.of("part", "power", "root", "of", "or", "and", "last", "largest", "smallest");

  private SaidWords() {}

  /**
   * The only time of day in a sentence, "10:20 a.m.", where the reference is one; null if there is
   * none, several, or one that is denied.
   */
  static String onlyTime(String text, References.Reference reference) {
    if (text.length() > MOST_OF_SENTENCE
        || Times.time(reference.answer().text()) == null
        || WordsBehind.areDenying(text)) {
      return null;
    }
    String only = null;
    for (int colon = text.indexOf(':'); colon > 0; colon = text.indexOf(':', colon + 1)) {
      int from = colon;
      while (from > 0 && Characters.isDigit(text.charAt(from - 1))) {
        from--;
      }
      int to = NumberInText.digits(text, colon + 1);
      if (from == colon || to != colon + 3) {
        continue;
      }
      if (only != null) {
        return null;
      }
      String behind = text.substring(to, Math.min(text.length(), to + 5)).replace(".", "").strip();
      boolean hasHalf =
          behind.regionMatches(true, 0, "am", 0, 2) || behind.regionMatches(true, 0, "pm", 0, 2);
      only = text.substring(from, to) + (hasHalf ? " " + behind.substring(0, 2) : "");
    }
    return only == null || Times.time(only) == null ? null : only;
  }

  /** Words that answer in a sentence: its last formula, or what it says that something is. */
  static Answers.Answer read(
      String text, Rung rung, References.Reference reference, Budget budget) {
    List<int[]> formulas = Formulas.in(text);
    if (!formulas.isEmpty()) {
      int[] last = formulas.get(formulas.size() - 1);
      Answers.Answer answer = Answers.read(text.substring(last[0], last[1]), budget);
      boolean isLast = text.substring(last[3]).chars().noneMatch(Character::isLetterOrDigit);
      if (isLast || answer.tree().is(Kind.TEXT) || answer.tree().is(Kind.PRODUCT)) {
        return answer;
      }
    }
    String line = lastLine(text);
    String bold = onlyBold(line);
    if (bold != null) {
      return Answers.read(bold, budget);
    }
    int verb = verb(line);
    if (rung != Rung.LAST_EXPRESSION && text.length() <= Lexer.MOST_CHARACTERS) {
      Answers.Answer whole = Answers.read(text, budget);
      if (verb < 0 || reference.isWrittenLike(whole.tree())) {
        return whole;
      }
    }
    String said = verb < 0 ? line : behindVerb(line, verb);
    return new Answers.Answer(said, Expression.text(said), null, null);
  }

  /** Whether a text says what something is or has. */
  static boolean areSaid(String text) {
    return VERBS.stream().anyMatch(text::contains) || text.contains("**");
  }

  /**
   * The number that a sentence without digits says: "the probability is one third", "it is the
   * fifth term" where an ordinal is wanted; null if it says none.
   */
  static Answers.Answer number(String text, References.Reference reference, Budget budget) {
    if (text.length() > MOST_OF_SENTENCE
        || Formulas.hasFormula(text)
        || text.indexOf('\\') >= 0
        || text.chars().anyMatch(Character::isDigit)
        || !isNumber(reference.answer().tree())) {
      return null;
    }
    String line = lastLine(text);
    int verb = verb(line);
    String said = verb < 0 ? "" : Answers.withoutEdges(behindVerb(line, verb));
    if (said.isEmpty()) {
      return null;
    }
    List<String> words = Pieces.of(said.toLowerCase(Locale.ROOT), " .,");
    boolean isOrdinal =
        words.size() > 1
            && words.get(0).equals("the")
            && isOrdinal(reference.text())
            && (words.size() == 2 || !NOT_BEHIND_ORDINAL.contains(words.get(2)));
    int place = isOrdinal ? ORDINALS.indexOf(words.get(1)) + 1 : 0;
    if (place > 0) {
      return new Answers.Answer(said, Expression.number(place), null, null);
    }
    Answers.Answer answer = Answers.read(said, budget);
    Expression tree = answer.tree();
    boolean isMeasure = tree.is(Kind.QUANTITY) && Units.named(tree.name()) != null;
    return NormalForm.constant(isMeasure ? tree.child(0) : tree) != null ? answer : null;
  }

  private static boolean isNumber(Expression tree) {
    return NormalForm.constant(tree.is(Kind.QUANTITY) ? tree.child(0) : tree) != null;
  }

  /** "5th", "21^{st}". */
  private static boolean isOrdinal(String text) {
    String plain = text.replace("^", "").replace("{", "").replace("}", "").replace("\\text", "");
    plain = plain.replace("\\mathrm", "").replace("$", "").strip();
    int to = NumberInText.digits(plain, 0);
    return to > 0 && List.of("st", "nd", "rd", "th").contains(plain.substring(to));
  }

  /** The only words in bold type on a line, where nothing denies them; null if there are none. */
  private static String onlyBold(String line) {
    int open = line.indexOf("**");
    int close = open < 0 ? -1 : line.indexOf("**", open + 2);
    if (close < 0 || line.indexOf("**", close + 2) >= 0) {
      return null;
    }
    String bold = line.substring(open + 2, close);
    String around = line.substring(0, open) + line.substring(close + 2);
    boolean isPart =
        line.substring(0, open).chars().anyMatch(Character::isLetter)
            && line.substring(close).chars().noneMatch(Character::isLetterOrDigit);
    boolean isShort = Pieces.of(bold, " ").size() <= MOST_OF_BOLD && !bold.endsWith(":");
    return isPart && isShort && !bold.isBlank() && !WordsBehind.areDenying(around) ? bold : null;
  }

  /** Where the last verb stands that says what something is, and is neither denied nor doubted. */
  private static int verb(String line) {
    int last = -1;
    for (String verb : VERBS) {
      last = Math.max(last, line.lastIndexOf(verb));
    }
    return last >= 0 && isDoubted(line.substring(0, last)) ? -1 : last;
  }

  private static String behindVerb(String line, int verb) {
    return line.substring(line.indexOf(' ', verb + 1) + 1);
  }

  private static boolean isDoubted(String before) {
    int from =
        Math.max(
            before.lastIndexOf(", "), Math.max(before.lastIndexOf(". "), before.lastIndexOf("; ")));
    String clause = before.substring(from + 1).toLowerCase(Locale.ROOT).replace('’', '\'');
    return Pieces.of(clause, " ,.:*").stream()
        .anyMatch(word -> DOUBTS.contains(word) || word.endsWith("n't"));
  }

  static String lastLine(String text) {
    String line = text.strip();
    line = line.substring(line.lastIndexOf('\n') + 1);
    return line.length() > 200 ? line.substring(line.length() - 200) : line;
  }
}
