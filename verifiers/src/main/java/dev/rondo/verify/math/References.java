package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Reads references, and keeps those read last: all responses of a group are judged by the same one.
 * What is kept changes no verdict. Thread-safe.
 */
final class References {
  /** Longer ones are read anew each time, so that little memory is held. */
  private static final int MOST_KEPT_CHARACTERS = 100;

  private static final int PLACES = 1024;

  private static final List<String> NONE = List.of();

  /** What is left of commands whose backslash and first letter were read as a tab. */
  private static final List<String> AFTER_TAB =
      List.of(
          "frac", "ext{", "extbf", "extit", "extrm", "imes", "heta", "an ", "an(", "an\\", "au");

  private static final List<String> AFTER_RETURN =
      List.of("ightarrow", "ight)", "ight]", "ight|", "angle", "ceil", "floor", "ho");

  /**
   * A reference that was read.
   *
   * @param text as it was given
   * @param answer null if it cannot be compared with
   * @param form its normal form; null if it has none, or is too costly
   */
  record Reference(String text, Answers.Answer answer, String form) {
    boolean isWrittenLike(Expression given) {
      return form != null && form.equals(NormalForm.of(given));
    }
  }

  private final AtomicReferenceArray<Reference> kept = new AtomicReferenceArray<>(PLACES);

  /** The reference that a text is. */
  Reference of(String text) {
    if (text == null || text.length() > MOST_KEPT_CHARACTERS) {
      return read(text);
    }
    int place = Math.floorMod(text.hashCode(), PLACES);
    Reference known = kept.get(place);
    if (known == null || !known.text().equals(text)) {
      known = read(text);
      kept.set(place, known);
    }
    return known;
  }

  static Reference read(String text) {
    Answers.Answer answer = answer(text);
    return new Reference(text, answer, answer == null ? null : MathVerifier.form(answer.tree()));
  }

  /** Null if it cannot be compared with. */
  private static Answers.Answer answer(String text) {
    if (text == null
        || text.isBlank()
        || text.length() > MathVerifier.MOST_CHARACTERS
        || !hasMatchingBraces(text)
        || isUnescaped(text)) {
      return null;
    }
    try {
      Answers.Answer reference = Answers.reference(text, new Budget());
      Expression tree = reference.tree();
      boolean isEmpty =
          (tree.is(Kind.TEXT) && Words.normalText(tree.name()).isEmpty())
              || (tree.is(Kind.OPAQUE) && !hasSubstance(tree.name()))
              || (tree.is(Kind.SYMBOL) && !hasSubstance(tree.name()));
      boolean isProse = reference.isProse() && Answers.isTooLong(reference.text());
      return isEmpty || isProse ? null : reference;
    } catch (Budget.Exceeded | StackOverflowError e) {
      return null;
    }
  }

  /**
   * Whether the beginning of a command was read as an escape, as that of {@code "\frac"} is in JSON
   * and in string literals: a form feed and "rac", a tab and "frac" of a fraction in small.
   */
  private static boolean isUnescaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isSpace = c == '\t' || c == '\n' || c == '\r';
      if (Character.isISOControl(c) && !isSpace) {
        return true;
      }
      for (String rest : c == '\t' ? AFTER_TAB : c == '\r' ? AFTER_RETURN : NONE) {
        if (text.startsWith(rest, i + 1)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasMatchingBraces(String text) {
    int depth = 0;
    for (int i = 0; i < text.length() && depth >= 0; i++) {
      switch (text.charAt(i)) {
        case '\\' -> i++;
        case '{' -> depth++;
        case '}' -> depth--;
        default -> {}
      }
    }
    return depth == 0;
  }

  private static boolean hasSubstance(String text) {
    return text.chars().anyMatch(Character::isLetterOrDigit);
  }
}
