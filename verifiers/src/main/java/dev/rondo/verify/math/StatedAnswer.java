package dev.rondo.verify.math;

import dev.rondo.verify.OptionLetters;
import dev.rondo.verify.Rung;
import dev.rondo.verify.math.Expression.Kind;
import java.util.List;

/**
 * Reads what a response states as its answer: all of it, or the formula or number in a sentence.
 */
final class StatedAnswer {
  private static final int MOST_FORMULAS = 6;

  /** More words than this outside of formulas make a sentence, which only states its answer. */
  private static final int MOST_PLAIN_WORDS = 5;

  /** Behind these a number is what was found. */
  private static final List<String> SIGNS_BEFORE =
      List.of(
          "=", "=>", "\u21d2", "\u2248", "\\approx", "\\Rightarrow", "\\implies", "\\therefore");

  private static final String MARKS_AROUND = "*_{}[]()~`#.\"' \n\t$";

  private StatedAnswer() {}

  /** Reads a candidate: all of it, or, where it is prose, the formula or number that it states. */
  static Answers.Answer read(
      String text, Rung rung, References.Reference reference, Budget budget) {
    if (rung == Rung.BOXED) {
      return Answers.read(text, budget);
    }
    boolean wantsText = reference.answer().tree().is(Kind.TEXT);
    boolean isProse =
        rung == Rung.LAST_EXPRESSION
            || Formulas.plainWords(text) > MOST_PLAIN_WORDS
            || (Formulas.hasFormula(text) && isSentence(text))
            || (Formulas.plainWords(text) > 0 && lastOption(text) != null);
    if (isProse && reference.answer().tree().is(Kind.SYMBOL)) {
      String option = lastOption(text);
      boolean isOnly = rung == Rung.LAST_EXPRESSION || option == null || isOnlyOption(text, option);
      if (option != null && isOnly) {
        return new Answers.Answer(option, Expression.symbol(option), null, option);
      }
    }
    boolean isSaid = SaidWords.areSaid(text);
    String time = wantsText ? SaidWords.onlyTime(text, reference) : null;
    if (time != null) {
      return Answers.read(time, budget);
    }
    Answers.Answer spoken = wantsText ? null : SaidWords.number(text, reference, budget);
    if (spoken != null) {
      return spoken;
    }
    if (wantsText && (isProse || isSaid)) {
      return SaidWords.read(text, rung, reference, budget);
    }
    if (isProse) {
      Answers.Answer prose = new Answers.Answer(text, Expression.text("..."), null, null);
      Answers.Answer stated = marked(text, rung, prose, reference, budget);
      if (stated != prose) {
        return stated;
      }
    }
    if (text.length() > Lexer.MOST_CHARACTERS || rung == Rung.LAST_EXPRESSION) {
      return new Answers.Answer(text, Expression.text(SaidWords.lastLine(text)), null, null);
    }
    Answers.Answer whole = Answers.read(text, budget);
    if (isWordOfSentence(text, whole)) {
      return new Answers.Answer(text, Expression.text(SaidWords.lastLine(text)), null, null);
    }
    boolean isMeant =
        (!whole.isProse() && !isSentenceAsProduct(whole.tree()))
            || wantsText
            || Times.time(text) != null
            || reference.isWrittenLike(whole.tree());
    return isMeant ? whole : marked(text, rung, whole, reference, budget);
  }

  /**
   * The option letter in the last brackets of a text that is not denied, "I choose (A)."; null if
   * there is none.
   */
  private static String lastOption(String text) {
    for (int i = text.length() - 2; i > 0; i--) {
      if (isOption(text, i) && !OptionLetters.isDenied(text, i)) {
        return text.substring(i, i + 1);
      }
    }
    return null;
  }

  private static boolean isOption(String text, int at) {
    return text.charAt(at) >= 'A'
        && text.charAt(at) <= 'J'
        && text.charAt(at - 1) == '('
        && text.charAt(at + 1) == ')';
  }

  /** Whether no other letter stands in brackets: "(C), not (B)" does not say B. */
  private static boolean isOnlyOption(String text, String option) {
    for (int i = 1; i + 1 < text.length(); i++) {
      if (isOption(text, i)
          && text.charAt(i) != option.charAt(0)
          && !OptionLetters.isDenied(text, i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the letter of a value is a word at the beginning of a sentence: "A careful reader". */
  private static boolean isWordOfSentence(String text, Answers.Answer whole) {
    boolean isLetter = whole.tree().is(Kind.QUANTITY) && whole.tree().child(0).is(Kind.SYMBOL);
    String start = text.strip();
    return isLetter
        && start.length() > 2
        && Character.isLetter(start.charAt(0))
        && start.charAt(1) == ' '
        && Character.isLowerCase(start.charAt(2))
        && Units.named(whole.tree().name()) == null;
  }

  /** "The rope is 5 m long": what something is said to be, read as a product of letters. */
  private static boolean isSentenceAsProduct(Expression tree) {
    return tree.is(Relation.EQUAL)
        && tree.child(0).is(Kind.TEXT)
        && tree.child(1).is(Kind.PRODUCT)
        && tree.child(1).children().size() > 3
        && tree.child(1).anyChild(factor -> factor.is(Kind.SYMBOL));
  }

  /** "(The smallest $k$) is": what stands between a formula and a number that it is. */
  private static boolean isSaidToBe(String between) {
    String words = between.strip();
    return words.equals("is") || words.equals("are") || words.equals("=") || words.equals("equals");
  }

  /** Whether two words or more stand before or between formulas, conjunctions aside. */
  private static boolean isSentence(String text) {
    int words = 0;
    int from = 0;
    for (int[] formula : Formulas.in(text)) {
      StringBuilder word = new StringBuilder();
      for (int i = from; i <= formula[2]; i++) {
        char c = i < formula[2] ? text.charAt(i) : ' ';
        if (Character.isLetter(c)) {
          word.append(c);
          continue;
        }
        String found = word.toString();
        words += word.length() >= 2 && !found.equals("and") && !found.equals("or") ? 1 : 0;
        word.setLength(0);
      }
      from = formula[3];
    }
    return words >= 2;
  }

  // ---- answers in prose
  // --------------------------------------------------------------------------

  /** The formulas or the number that a text states; the text itself if there are none. */
  private static Answers.Answer marked(
      String text, Rung rung, Answers.Answer whole, References.Reference reference, Budget budget) {
    String best = null;
    boolean isLast = rung == Rung.LAST_EXPRESSION || rung == Rung.WHOLE || rung == Rung.ANSWER_TAG;
    List<int[]> formulas = Formulas.in(text);
    int[] number = NumberInText.find(text, isLast);
    if (number != null && !isStated(text, number, formulas)) {
      number = null;
    }
    if (!formulas.isEmpty()) {
      int[] last = formulas.get(formulas.size() - 1);
      boolean isBehind = number != null && number[0] >= last[3];
      boolean isSaid = isBehind && isSaidToBe(text.substring(last[3], number[0]));
      if (!(isLast && isBehind) && !isSaid) {
        best = joined(text, formulas, isLast);
        Answers.Answer answer = withUnit(best, text, formulas, budget);
        if (!answer.isProse() || reference.isWrittenLike(answer.tree())) {
          return answer;
        }
      }
    }
    if (formulas.isEmpty() || number != null && number[0] >= formulas.get(formulas.size() - 1)[3]) {
      String behind =
          formulas.isEmpty() ? text : text.substring(formulas.get(formulas.size() - 1)[3]);
      String run = isBeyond(text) ? null : PlainMath.find(behind, isLast);
      boolean isElsewhere = run == null && number != null && Formulas.plainWords(text) > 0;
      if ((run != null && run.isEmpty()) || (isElsewhere && !isBeyond(text))) {
        return whole;
      }
      Answers.Answer answer = run == null ? null : Answers.read(run, budget);
      if (answer != null && !answer.isProse()) {
        return answer;
      }
      if (number != null && !NumberInText.isFree(text, number)) {
        return whole;
      }
    }
    if (number != null) {
      return Answers.read(text.substring(number[0], number[1]), budget);
    }
    return whole;
  }

  /** Formulas with the unit that the sentence speaks behind the last one, if it does. */
  private static Answers.Answer withUnit(
      String formula, String text, List<int[]> formulas, Budget budget) {
    int[] last = formulas.get(formulas.size() - 1);
    boolean isOne = formula.equals(text.substring(last[0], last[1]));
    String unit = isOne ? SpokenUnit.behind(text, last[3]) : null;
    if (unit != null) {
      Answers.Answer measured = Answers.read(formula + "\\text{ " + unit + "}", budget);
      if (!measured.isProse()) {
        return measured;
      }
    }
    return Answers.read(formula, budget);
  }

  /**
   * Whether a text states a number rather than that a formula which cannot be read has one in it:
   * it stands behind a sign of equality or an arrow, or beside words and outside of formulas, or
   * beside nothing but marks.
   */
  private static boolean isStated(String text, int[] number, List<int[]> formulas) {
    int from = number[0];
    String before = text.substring(Math.max(0, from - 20), from).strip();
    for (String sign : SIGNS_BEFORE) {
      if (before.endsWith(sign)) {
        return true;
      }
    }
    boolean isAlone =
        Characters.areAllOf(text.substring(0, from), MARKS_AROUND)
            && Characters.areAllOf(text.substring(number[1]), MARKS_AROUND);
    boolean isFormula = isBeyond(text);
    return (isAlone || (Formulas.plainWords(text) > 0 && !isFormula))
        && formulas.stream().noneMatch(formula -> formula[0] <= from && from < formula[1]);
  }

  private static boolean isBeyond(String text) {
    return text.contains("\\int") || text.contains("\\iint") || text.contains("\\lim");
  }

  /** Whether what stands behind a formula says for what it holds: "where", "for all". */
  private static boolean isCondition(String between) {
    String words = between.strip();
    return words.startsWith("where")
        || words.startsWith("for ")
        || words.startsWith("with ")
        || words.startsWith("when")
        || words.startsWith("if ");
  }

  /** The last formula, or the first in a marked answer, with those that a conjunction adds. */
  private static String joined(String text, List<int[]> formulas, boolean isLast) {
    int from = isLast ? formulas.size() - 1 : 0;
    int to = from;
    while (isLast
        && from > 0
        && formulas.size() - from < MOST_FORMULAS
        && Formulas.isJoint(text, formulas.get(from - 1)[3], formulas.get(from)[2])) {
      from--;
    }
    while (!isLast
        && to + 1 < formulas.size()
        && to - from + 1 < MOST_FORMULAS
        && Formulas.isJoint(text, formulas.get(to)[3], formulas.get(to + 1)[2])) {
      to++;
    }
    if (!isLast
        && to + 1 < formulas.size()
        && to == 0
        && !isCondition(text.substring(formulas.get(0)[3], formulas.get(1)[2]))) {
      // "the value of $x$ is $5$": the last one is the answer.
      from = formulas.size() - 1;
      to = from;
      while (from > 0
          && formulas.size() - from < MOST_FORMULAS
          && Formulas.isJoint(text, formulas.get(from - 1)[3], formulas.get(from)[2])) {
        from--;
      }
    }
    StringBuilder joined = new StringBuilder();
    for (int i = from; i <= to; i++) {
      joined.append(joined.isEmpty() ? "" : " , ");
      joined.append(text, formulas.get(i)[0], formulas.get(i)[1]);
    }
    return joined.toString();
  }
}
