package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;
import java.util.Locale;

/**
 * Compares what two conditions say of their letters: by their words, and their inequalities and
 * memberships as such. "for x > 0" is not "for x < 0", and is "where 0 < x".
 */
final class ConditionComparison {
  private ConditionComparison() {}

  /** Whether two conditions say the same, or nothing that could differ. */
  static boolean areSame(String reference, String given, Budget budget) {
    boolean areSameWords = Condition.areSame(reference, given);
    String signs = signs(reference);
    String others = signs(given);
    if (areSameWords && (signs.equals(others) || signs.isEmpty() || others.isEmpty())) {
      return true;
    }
    Expression said = relations(reference, budget);
    Expression other = said == null ? null : relations(given, budget);
    return other != null && new AnswerComparison(budget).compare(said, other) == Sameness.EQUAL;
  }

  /** Whether two texts of the same words have other signs of comparison between them. */
  static boolean areOtherwiseSigned(String reference, String given) {
    String signs = comparisons(reference);
    String others = signs.isEmpty() ? "" : comparisons(given);
    return !others.isEmpty() && !signs.equals(others);
  }

  /** The signs in a condition but for brackets and commas, which stand apart from each other. */
  private static String signs(String condition) {
    StringBuilder signs = new StringBuilder();
    for (String piece : Pieces.of(condition, " ")) {
      boolean isSign =
          piece.chars().noneMatch(Character::isLetterOrDigit)
              && !Characters.areAllOf(piece, ",;()（）");
      if (isSign) {
        signs.append(' ').append(piece);
      }
    }
    return signs.toString();
  }

  private static String comparisons(String text) {
    StringBuilder signs = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String command = "";
      if (c == '\\') {
        command = text.substring(i + 1, Characters.afterLetters(text, i + 1));
      }
      boolean isEqualToo = i + 1 < text.length() && text.charAt(i + 1) == '=';
      switch (command.isEmpty() ? String.valueOf(c) : command) {
        case "<", "lt" -> signs.append(isEqualToo ? 'l' : '<');
        case ">", "gt" -> signs.append(isEqualToo ? 'g' : '>');
        case "≤", "le", "leq", "leqslant", "leqq" -> signs.append('l');
        case "≥", "ge", "geq", "geqslant", "geqq" -> signs.append('g');
        case "≠", "ne", "neq" -> signs.append('!');
        default -> {}
      }
    }
    return signs.toString();
  }

  /**
   * The inequalities and memberships that a condition says of its letters; null if it says other
   * things, too, or none.
   */
  static Expression relations(String condition, Budget budget) {
    StringBuilder formula = new StringBuilder();
    boolean hasRelation = false;
    for (String piece : Pieces.of(condition, " ")) {
      String word = piece.toLowerCase(Locale.ROOT);
      boolean isNumber = !piece.isEmpty() && Character.isDigit(piece.charAt(0));
      boolean isWord = word.length() > 1 && !isNumber && Character.isLetter(piece.charAt(0));
      if (piece.startsWith("set:")) {
        formula.append(" \\mathbb{").append(piece.substring(4)).append("} ");
      } else if (word.equals("in") || Notation.GREEK.contains(piece)) {
        formula.append(" \\").append(word.equals("in") ? "in" : piece).append(' ');
        hasRelation |= word.equals("in");
      } else if (isWord && !Condition.isPlainWord(word)) {
        return null;
      } else if (!isWord) {
        hasRelation |= "< > <= >= != =".contains(piece) && !piece.isEmpty();
        formula.append(' ').append(piece);
      }
    }
    String said = formula.toString().strip();
    if (said.startsWith("(") && said.endsWith(")") && said.indexOf('(', 1) < 0) {
      said = said.substring(1, said.length() - 1).strip();
    }
    if (!hasRelation || said.length() > Lexer.MOST_CHARACTERS) {
      return null;
    }
    try {
      Expression tree =
          Rewriting.withEachSaid(
              AnswerParser.read(Lexer.read(said, true, budget).tokens(), budget));
      return Shapes.isRelation(tree) || (tree.isBareList() && Shapes.allRelations(tree))
          ? tree
          : null;
    } catch (Unreadable | ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  /** What an answer says behind its value of the letters in it, in signs; none is an empty list. */
  static List<Expression> conditions(Answers.Answer answer, Budget budget) {
    if (answer.condition() != null) {
      Expression said = relations(answer.condition(), budget);
      return said == null ? List.of() : said.is(Kind.SET) ? said.children() : List.of(said);
    }
    Expression tree = answer.tree();
    return tree.isBareList()
        ? tree.children().stream().skip(1).filter(Shapes::isRelation).toList()
        : List.of();
  }
}
