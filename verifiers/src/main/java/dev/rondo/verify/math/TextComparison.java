package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.isEmptySet;
import static dev.rondo.verify.math.Shapes.isName;

import dev.rondo.verify.math.Expression.Kind;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Compares answers in words: their letters and digits, times of day, Roman numbers in any order.
 */
final class TextComparison {
  /** Words that tell an order. */
  private static final Set<String> ORDERING =
      Set.of("then", "first", "order", "respectively", "before", "after", "by");

  private TextComparison() {}

  static Sameness compare(Expression wanted, Expression answer) {
    String wantedText = textOf(wanted);
    String answerText = textOf(answer);
    int number = wantedText == null ? -1 : Words.number(wantedText);
    int other = answerText == null ? -1 : Words.number(answerText);
    wantedText = number < 0 ? wantedText : Integer.toString(number);
    answerText = other < 0 ? answerText : Integer.toString(other);
    boolean isSame =
        wantedText != null
            && (wantedText.equals(answerText) || ForeignAnswers.isMeant(wantedText, answerText));
    if (isSame
        || wanted.is(Kind.TEXT)
            && answer.is(Kind.TEXT)
            && Adjectives.areSame(wanted.name(), answer.name())) {
      return Sameness.EQUAL;
    }
    if (wantedText != null
        && answerText != null
        && Words.romanNumbers(wantedText) != null
        && Words.romanNumbers(wantedText).equals(Words.romanNumbers(answerText))) {
      return Sameness.EQUAL; // I and II, II and I
    }
    String segment = Segments.of(wanted);
    if (segment != null && segment.equals(Segments.of(answer))) {
      return Sameness.EQUAL;
    }
    boolean isAnyOrder =
        wantedText != null
            && answerText != null
            && (isJoined(wanted) || isJoined(answer))
            && items(wantedText).equals(items(answerText));
    if (isAnyOrder) {
      return Sameness.EQUAL; // Tom and Ann, Ann and Tom
    }
    if (!wanted.is(Kind.TEXT) || !answer.is(Kind.TEXT)) {
      // 3:30 without its half of the day, or 3 for 3:00.
      String time = clock(wanted);
      if (time != null && time.equals(clock(answer))) {
        return Sameness.EQUAL;
      }
    }
    int minutes = minutes(wanted);
    if (minutes >= 0 && minutes == minutes(answer)) {
      return Sameness.EQUAL; // 3:30pm, 15:30
    }
    boolean isNothing =
        ("nosolution".equals(wantedText) && isEmptySet(answer))
            || ("nosolution".equals(answerText) && isEmptySet(wanted));
    if (isNothing) {
      return Sameness.EQUAL;
    }
    if (answer.is(Relation.EQUAL) && isName(answer.child(0)) && wanted.is(Kind.TEXT)) {
      return compare(wanted, answer.child(1));
    }
    if (answer.is(Kind.QUANTITY) && wanted.is(Kind.TEXT)) {
      return compare(wanted, Expression.text(textOf(answer.child(0)) + " " + answer.name()));
    }
    return Sameness.DIFFERENT;
  }

  /** Whether items are joined by "and", so that they may change places: no order is told. */
  private static boolean isJoined(Expression expression) {
    List<String> words =
        expression.is(Kind.TEXT)
            ? Pieces.of(expression.name().toLowerCase(Locale.ROOT), " ,")
            : List.of();
    return words.contains("and") && Collections.disjoint(words, ORDERING);
  }

  private static List<String> items(String text) {
    List<String> items = Pieces.of(text, ",");
    return items.stream().sorted().toList();
  }

  /** Minutes from midnight of a time, which has its half of the day or 24 hours; else -1. */
  private static int minutes(Expression expression) {
    if (expression.is(Kind.TEXT)) {
      String text = expression.name();
      return text.endsWith("am") || text.endsWith("pm") ? Times.minutes(text) : -1;
    }
    boolean isClock =
        expression.is(Kind.RATIO)
            && expression.children().size() == 2
            && expression.allChildren(Expression::isInteger);
    if (!isClock) {
      return -1;
    }
    String minutes = NormalForm.of(expression.child(1));
    String clock =
        NormalForm.of(expression.child(0)) + (minutes.length() < 2 ? ":0" : ":") + minutes;
    return Times.minutes(clock);
  }

  /** Hours and minutes, without the half of the day; null if it is no time. */
  static String clock(Expression expression) {
    if (expression.is(Kind.RATIO)) {
      return expression.allChildren(Expression::isInteger)
          ? String.join(":", expression.children().stream().map(NormalForm::of).toList())
          : null;
    }
    if (expression.isInteger()) {
      return NormalForm.of(expression) + ":0";
    }
    String text = expression.is(Kind.TEXT) ? expression.name() : "";
    boolean hasHalf = text.endsWith("am") || text.endsWith("pm");
    int colon = text.indexOf(':');
    if (!hasHalf || colon < 0) {
      return null;
    }
    try {
      int minutes = Integer.parseInt(text.substring(colon + 1, text.length() - 2));
      return Integer.parseInt(text.substring(0, colon)) + ":" + minutes;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The letters of a text or of a product that may be one; null if it is neither. */
  static String textOf(Expression expression) {
    return switch (expression.kind()) {
      case TEXT -> Words.normalText(expression.name());
      case SYMBOL -> {
        int subscript = expression.name().indexOf('_') + 1;
        boolean isNumbered =
            subscript > 0
                && subscript < expression.name().length()
                && Character.isDigit(expression.name().charAt(subscript));
        yield subscript == 0 || isNumbered
            ? Words.normalText(expression.name())
            : expression.name();
      }
      case CONSTANT -> Words.normalText(expression.name());
      case NUMBER -> NormalForm.of(expression);
      case PRODUCT -> {
        StringBuilder text = new StringBuilder();
        for (Expression factor : expression.children()) {
          String part = textOf(factor);
          if (part == null || factor.is(Kind.NUMBER)) {
            yield null;
          }
          text.append(part);
        }
        yield text.toString();
      }
      default -> null;
    };
  }
}
