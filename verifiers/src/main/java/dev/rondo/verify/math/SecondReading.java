package dev.rondo.verify.math;

import dev.rondo.verify.Boxes;
import dev.rondo.verify.math.Expression.Kind;
import java.util.List;

/**
 * Compares an answer once more by what its words say, where read as mathematics or as a whole text
 * it differs from its reference: an order of letters, an option in small letters, a set of numbers
 * in words, a value said twice or concluded, a sentence around a value.
 */
final class SecondReading {
  private static final int MOST_CHARACTERS = 300;

  /** Compares two answers in a first reading. */
  interface Comparison {
    Sameness of(Answers.Answer reference, Answers.Answer given);
  }

  private final Comparison comparison;
  private final Budget budget;

  SecondReading(Comparison comparison, Budget budget) {
    this.comparison = comparison;
    this.budget = budget;
  }

  /** Whether the words of either answer make it the same as the other. */
  boolean areSame(Answers.Answer reference, Answers.Answer given) {
    String text = given.text();
    if (text.length() > MOST_CHARACTERS || reference.text().length() > MOST_CHARACTERS) {
      return false;
    }
    if (isChainOf(reference, text) || isOfUncomputed(reference, given)) {
      return true;
    }
    boolean hasWord = hasWord(text);
    if (!hasWord && !hasLetter(text)) {
      return false;
    }
    budget.take(text.length());
    if (LetterOrder.areSame(reference.text(), text)
        || Options.areSameInAnyCase(reference.text(), text)
        || isDerived(reference, given)) {
      return true;
    }
    if (!hasWord && !hasWord(reference.text())) {
      return false;
    }
    boolean isSaid =
        reference.tree().is(Kind.TEXT)
            && (ShortSentence.saysVerb(reference.text(), text)
                || ShortSentence.isOf(reference.text(), text));
    if (isSaid) {
      return true;
    }
    String words = unwrapped(text);
    if (areSameSets(reference, given, words)) {
      return true;
    }
    return hasWord
        && (isSaidTwice(reference, words)
            || isConcluded(reference, words)
            || isInSentence(reference, words));
  }

  private boolean areEqual(Answers.Answer reference, Answers.Answer given) {
    return comparison.of(reference, given) == Sameness.EQUAL;
  }

  /** A name and a value with integrals and limits alone between them: I = \int ... = 0. */
  private boolean isOfUncomputed(Answers.Answer reference, Answers.Answer given) {
    String text = given.text();
    int first = text.indexOf('=');
    int last = text.lastIndexOf('=');
    if (!given.tree().is(Kind.OPAQUE) || first <= 0 || last <= first) {
      return false;
    }
    for (String side : Pieces.of(text.substring(first + 1, last), "=")) {
      if (!MathVerifier.isBeyond(side)) {
        return false;
      }
    }
    return areEqual(
        reference, Answers.read(text.substring(0, first) + text.substring(last), budget));
  }

  /** The items of a list as a chain of comparisons, in writing order: 1, 2, 5 as 1 < 2 < 5. */
  private boolean isChainOf(Answers.Answer reference, String text) {
    boolean isLess = text.indexOf('<') >= 0;
    if (isLess == text.indexOf('>') >= 0
        || !reference.tree().isBareList()
        || reference.tree().children().size() < 3
        || text.indexOf(',') >= 0) {
      return false;
    }
    String items = text.replace(isLess ? '<' : '>', ',');
    budget.take(text.length());
    return areEqual(
        Answers.read("(" + reference.text() + ")", budget),
        Answers.read("(" + items + ")", budget));
  }

  /** "all odd integers": 2k + 1, "odd integers"; "all real numbers less than 6": x < 6. */
  private boolean areSameSets(Answers.Answer reference, Answers.Answer given, String words) {
    Expression set = SpokenSets.read(words, budget);
    String plain = unwrapped(reference.text());
    Expression wanted = SpokenSets.read(plain, budget);
    if (set == null && wanted == null) {
      String named = SpokenSets.name(words);
      return named != null && named.equals(SpokenSets.name(plain));
    }
    boolean isOfIntegers = (set == null ? wanted : set).is(Function.MOD);
    Expression other = set == null ? given.tree() : reference.tree();
    boolean isNumber = LeafComparison.isValue(other) && !Shapes.hasSymbols(other);
    if (isOfIntegers && isNumber && (set == null || wanted == null)) {
      return false; // 0 is no set
    }
    return areEqual(
        wanted == null ? reference : new Answers.Answer(reference.text(), wanted, null, null),
        set == null ? given : new Answers.Answer(given.text(), set, null, null));
  }

  /** "a = 3, b = 5, a + b = 8": the last of a list follows from what stands before it. */
  private boolean isDerived(Answers.Answer reference, Answers.Answer given) {
    Expression value = Conclusion.derived(given.tree(), budget);
    return value != null
        && areEqual(reference, new Answers.Answer(given.text(), value, null, null));
  }

  /** "a = 3 and b = 5, so a + b = 8". */
  private boolean isConcluded(Answers.Answer reference, String words) {
    int[] place = Conclusion.place(words);
    if (place == null) {
      return false;
    }
    Answers.Answer end = read(words.substring(place[1]));
    Answers.Answer before = read(words.substring(0, place[0]));
    boolean areNumbers =
        NormalForm.constant(before.tree()) != null && NormalForm.constant(end.tree()) != null;
    if (areNumbers && !areEqual(reference, before)) {
      return false; // "3, so 5" gives no reason
    }
    return areEqual(reference, end) && !Conclusion.contradicts(before.tree(), end.tree(), budget);
  }

  /** "fifteen (15)", "4 dozen, that is, 48": both parts are the same. */
  private boolean isSaidTwice(Answers.Answer reference, String words) {
    List<String> parts = Retelling.parts(words);
    return parts != null && parts.stream().allMatch(part -> areEqual(reference, read(part)));
  }

  /** "Tom is 12 years old", where a number is wanted. */
  private boolean isInSentence(Answers.Answer reference, String words) {
    Expression wanted = reference.tree();
    boolean isNumber =
        NormalForm.constant(wanted.is(Kind.QUANTITY) ? wanted.child(0) : wanted) != null;
    String value = isNumber ? Labels.valueOfSentence(words) : null;
    if (value == null) {
      return false;
    }
    boolean isInWords = Character.isLetter(value.charAt(0)); // seven such numbers
    return areEqual(reference, isInWords ? Answers.read(value, budget) : read(value));
  }

  /** Reads words as a text, and what holds commands as it stands. */
  private Answers.Answer read(String part) {
    String plain = part.strip();
    return Answers.read(plain.indexOf('\\') >= 0 ? plain : "\\text{" + plain + "}", budget);
  }

  /** An answer without the commands that make a text of its words, and without dollar signs. */
  static String unwrapped(String text) {
    StringBuilder plain = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int open = c == '\\' ? Characters.afterLetters(text, i + 1) : -1;
      boolean isText =
          open > i + 1
              && open < text.length()
              && text.charAt(open) == '{'
              && Notation.TEXTS.contains(text.substring(i + 1, open));
      int close = isText ? Boxes.closingBrace(text, open) : -1;
      if (close >= 0) {
        plain.append(text, open + 1, close);
        i = close + 1;
      } else if (c == '\\' && i + 1 < text.length() && " ,;:".indexOf(text.charAt(i + 1)) >= 0) {
        plain.append(' ');
        i += 2;
      } else if (c == '\\' && i + 1 < text.length()) {
        plain.append(text, i, i + 2);
        i += 2;
      } else {
        if (c != '$') {
          plain.append(c);
        }
        i++;
      }
    }
    return plain.toString().strip();
  }

  private static boolean hasLetter(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetter(text.charAt(i)) && !(i > 0 && text.charAt(i - 1) == '\\')) {
        return true;
      }
    }
    return false;
  }

  /** Whether two letters stand in a row outside of the names of commands. */
  private static boolean hasWord(String text) {
    for (int i = 0; i + 1 < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i = Math.max(i, Characters.afterLetters(text, i + 1) - 1);
      } else if (Character.isLetter(text.charAt(i)) && Character.isLetter(text.charAt(i + 1))) {
        return true;
      }
    }
    return false;
  }
}
