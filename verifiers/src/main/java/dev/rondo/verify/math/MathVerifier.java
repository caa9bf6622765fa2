package dev.rondo.verify.math;

import dev.rondo.schema.Outcome;
import dev.rondo.verify.AnswerExtractor;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.NamedBoxes;
import dev.rondo.verify.Rung;
import dev.rondo.verify.Verdict;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.math.Expression.Kind;
import java.util.Optional;

/**
 * Judges mathematical answers by what they mean: {@code \frac{1}{2}} equals {@code 0.5}, {@code
 * x=3} answers {@code 3}, {@code (0,1)} is not {@code [0,1]}. The page docs/verifier.md lists every
 * rule.
 *
 * <p>Reasons: {@code equal} (CORRECT); {@code different}, {@code no-answer}, {@code
 * unreadable-answer} (INCORRECT); {@code unreadable-reference}, {@code undecided} (the means there
 * are do not decide), {@code too-costly} (a limit of cost would be exceeded) (UNKNOWN).
 */
public final class MathVerifier implements Verifier {
  /** A reference longer than this cannot be compared with. */
  static final int MOST_CHARACTERS = Lexer.MOST_CHARACTERS;

  private static final int MOST_SHOWN = 500;

  /** A text in which a comma may be that of a decimal has this many characters at most. */
  private static final int MOST_OF_DECIMAL = 60;

  private final References references = new References();

  @Override
  public String name() {
    return "math";
  }

  @Override
  public String version() {
    return "4";
  }

  @Override
  public Verdict verify(String answer, String responseText) {
    return verify(answer, responseText, Extraction.BOXED);
  }

  @Override
  public Verdict verify(String answer, String responseText, Extraction extraction) {
    return Verdict.of(() -> judge(answer, responseText, extraction, new Budget()));
  }

  /** Judges one response with a budget, which afterwards says how many steps were taken. */
  Verdict judge(String answer, String responseText, Extraction extraction, Budget budget) {
    References.Reference read = references.of(answer);
    Answers.Answer reference = read.answer();
    if (reference == null) {
      return new Verdict(Outcome.UNKNOWN, "unreadable-reference", null);
    }
    String referenceForm = read.form() == null ? null : shown(read.form());
    AnswerExtractor.Candidate candidate = AnswerExtractor.extract(responseText, extraction);
    if (candidate.problem() != null) {
      return new Verdict(Outcome.INCORRECT, candidate.problem(), null, null, referenceForm, null);
    }
    String text = candidate.text();
    Rung rung = candidate.rung();
    Answers.Answer given;
    try {
      given = StatedAnswer.read(text, rung, read, budget);
    } catch (Budget.Exceeded | StackOverflowError e) {
      return new Verdict(Outcome.UNKNOWN, "too-costly", shown(text), rung, referenceForm, null);
    }
    String form = form(given.tree());
    String givenForm = form == null ? null : shown(form);
    boolean isOneAnswer =
        rung == Rung.BOXED || (rung == Rung.WHOLE && given.text().strip().equals(text.strip()));
    Sameness same;
    try {
      same = compare(read, given, isOneAnswer, form, budget);
      if (same != Sameness.EQUAL && rung == Rung.BOXED) {
        same = namedBoxes(responseText, read, same, budget);
      }
      if (same != Sameness.EQUAL && rung == Rung.BOXED && isSameInWords(read, given, budget)) {
        same = Sameness.EQUAL;
      }
      boolean isSaidAgain = same == Sameness.EQUAL && candidate.restated() != null;
      if (isSaidAgain && isOther(candidate.restated(), read, budget)) {
        same = Sameness.DIFFERENT; // "\boxed{17}. So the final answer is 19."
      }
    } catch (Budget.Exceeded | StackOverflowError e) {
      return new Verdict(
          Outcome.UNKNOWN, "too-costly", shown(given.text()), rung, referenceForm, givenForm);
    }
    boolean isBeyond = given.tree().is(Kind.OPAQUE) && isBeyond(given.text());
    if (isBeyond && same == Sameness.DIFFERENT) {
      same = Sameness.UNDECIDED;
    }
    boolean isUnread = !isBeyond && same != Sameness.EQUAL && given.tree().is(Kind.OPAQUE);
    boolean isReferenceUnread = reference.tree().is(Kind.OPAQUE);
    Outcome outcome =
        same == Sameness.EQUAL
            ? Outcome.CORRECT
            : same == Sameness.UNDECIDED && !(isUnread && !isReferenceUnread)
                ? Outcome.UNKNOWN
                : Outcome.INCORRECT;
    String reason =
        switch (outcome) {
          case CORRECT -> "equal";
          case UNKNOWN -> "undecided";
          case INCORRECT -> isUnread ? "unreadable-answer" : "different";
        };
    return new Verdict(outcome, reason, shown(given.text()), rung, referenceForm, givenForm);
  }

  /** Whether a boxed answer is the reference by what its words say. */
  private static boolean isSameInWords(
      References.Reference read, Answers.Answer given, Budget budget) {
    SecondReading.Comparison comparison =
        (reference, answer) -> {
          boolean isRead = reference == read.answer();
          String form = isRead ? read.form() : form(reference.tree());
          return compare(
              new References.Reference(read.text(), reference, form),
              answer,
              true,
              form(answer.tree()),
              budget);
        };
    return new SecondReading(comparison, budget).areSame(read.answer(), given);
  }

  /** Compares boxes that each name another letter, where the reference is such a system. */
  private static Sameness namedBoxes(
      String response, References.Reference read, Sameness same, Budget budget) {
    Expression wanted = read.answer().tree();
    boolean isSystem =
        wanted.is(Kind.SET)
            && wanted.children().size() > 1
            && wanted.allChildren(
                child -> child.is(Relation.EQUAL) && Shapes.isName(child.child(0)));
    String system = isSystem ? NamedBoxes.system(response, wanted.children().size()) : null;
    if (system == null || system.length() > MOST_CHARACTERS) {
      return same;
    }
    Answers.Answer given = Answers.read(system, budget);
    Sameness joined = compare(read, given, true, form(given.tree()), budget);
    return joined == Sameness.EQUAL ? joined : same;
  }

  /** Whether words behind a box state another answer of the same kind. */
  private static boolean isOther(String restated, References.Reference read, Budget budget) {
    Answers.Answer other = StatedAnswer.read(restated, Rung.THE_ANSWER_IS, read, budget);
    Expression wanted = read.answer().tree();
    boolean areNumbers = isNumber(wanted) && isNumber(other.tree());
    boolean areLists = isList(wanted) && wanted.is(other.tree().kind());
    if (areNumbers || areLists) {
      return compare(read, other, false, form(other.tree()), budget) == Sameness.DIFFERENT;
    }
    if (wanted.is(Kind.TEXT)) {
      return Restatement.areReplies(wanted.name(), restated)
          && compare(read, Answers.read(restated, budget), false, null, budget)
              == Sameness.DIFFERENT;
    }
    String option = Restatement.option(restated);
    if (wanted.is(Kind.SYMBOL) && isOptionLetter(wanted.name())) {
      return option != null && !option.equals(wanted.name()); // "C. The answer is 24."
    }
    String formula = Restatement.formula(restated);
    if (formula == null || option != null) {
      return isNumber(wanted) && Restatement.isNothing(restated);
    }
    Answers.Answer stated = Answers.read(formula, budget);
    return Restatement.isRead(stated.tree())
        && compare(read, stated, false, form(stated.tree()), budget) == Sameness.DIFFERENT;
  }

  private static boolean isNumber(Expression expression) {
    Expression number = expression.is(Kind.QUANTITY) ? expression.child(0) : expression;
    return NormalForm.constant(number) != null;
  }

  /** Whether a text holds what is not computed here, however right it may be. */
  static boolean isBeyond(String text) {
    return text.contains("\\int")
        || text.contains("\\iint")
        || text.contains("\\oint")
        || text.contains("\\lim")
        || text.contains("\\frac{d}{d");
  }

  @Override
  public Optional<String> checkReference(String answer) {
    boolean isReadable;
    try {
      isReadable = references.of(answer).answer() != null;
    } catch (RuntimeException e) {
      isReadable = false; // no text makes a verifier throw
    }
    return isReadable
        ? Optional.empty()
        : Optional.of(
            "Cannot compare with reference answer: "
                + (answer == null ? "null" : shown(answer))
                + " (allowed: mathematics or a few words, at most "
                + MOST_CHARACTERS
                + " characters)");
  }

  /**
   * Compares what was given with a reference.
   *
   * @param isWhole whether it was written as one answer, not cut out of a sentence
   */
  private static Sameness compare(
      References.Reference read,
      Answers.Answer stated,
      boolean isWhole,
      String form,
      Budget budget) {
    Answers.Answer reference = read.answer();
    Answers.Answer given = Families.listed(reference, stated);
    if (reference.tree().is(Kind.SYMBOL) && given.letter() != null) {
      // An option was asked for and named.
      if (reference.tree().name().equals(given.letter())) {
        return Sameness.EQUAL;
      }
      if (isOptionLetter(reference.tree().name()) && isOptionLetter(given.letter())) {
        return Sameness.DIFFERENT;
      }
    }
    if (reference.letter() != null
        && given.letter() != null
        && !reference.letter().equals(given.letter())) {
      return Sameness.DIFFERENT; // (E) 24 and (D) 24
    }
    if (reference.letter() != null && isOption(reference, given)
        || Options.areSame(reference.text(), given.text())) {
      return Sameness.EQUAL;
    }
    if (reference.condition() != null
        && given.condition() != null
        && !ConditionComparison.areSame(reference.condition(), given.condition(), budget)) {
      return Sameness.DIFFERENT;
    }
    String clock = Times.clock(reference.text());
    boolean isOtherTime =
        clock != null
            && (LeafComparison.isValue(given.tree()) && !given.tree().is(Kind.QUANTITY)
                || given.tree().is(Kind.RATIO) && !clock.equals(Times.clock(given.text())));
    if (isOtherTime
        || Domain.differ(reference, given)
        || Narrowing.isIn(reference, given, budget)) {
      return Sameness.DIFFERENT;
    }
    Sameness narrowed = Narrowing.compare(reference, given, budget);
    if (narrowed != null) {
      return narrowed;
    }
    Sameness written = WrittenForms.compare(reference, given, budget);
    if (written != null) {
      return written;
    }
    AnswerComparison comparison =
        new AnswerComparison(budget, Condition.letters(given.condition()));
    comparison.know(reference.tree(), read.form());
    comparison.know(given.tree(), given == stated ? form : null);
    Sameness same = comparison.compare(reference.tree(), given.tree());
    if (same == Sameness.EQUAL && isWhole && comparison.isContradiction(given.tree())) {
      boolean isSame = form != null && form.equals(read.form());
      return isSame ? Sameness.EQUAL : Sameness.DIFFERENT;
    }
    if (same != Sameness.DIFFERENT) {
      return same;
    }
    for (Expression renamed : Rewriting.withConstantsOf(reference.tree(), given.tree())) {
      if (comparison.compare(reference.tree(), renamed) == Sameness.EQUAL) {
        return Sameness.EQUAL;
      }
    }
    if (reference.tree().is(Kind.TEXT) != given.tree().is(Kind.TEXT)
        && areSameWords(reference.text(), given.text())) {
      return Sameness.EQUAL;
    }
    if (reference.tree().is(Kind.TEXT)
        && (areSame(reference.text(), ShortSentence.saidToBe(given.text()))
            || ShortSentence.areSameReply(reference.text(), given.text()))) {
      return Sameness.EQUAL;
    }
    // A comma that may separate thousands or items: the other side says which.
    if ((reference.otherTree() == null) != (given.otherTree() == null)) {
      Expression wanted = reference.otherTree() == null ? reference.tree() : reference.otherTree();
      Expression answer = given.otherTree() == null ? given.tree() : given.otherTree();
      if (isList(wanted)
          && isList(answer)
          && comparison.compare(wanted, answer) == Sameness.EQUAL) {
        return Sameness.EQUAL;
      }
    }
    return decimalComma(read, given, isWhole, budget);
  }

  private static boolean isOptionLetter(String name) {
    return name.length() == 1 && name.charAt(0) >= 'A' && name.charAt(0) <= 'J';
  }

  private static boolean isOption(Answers.Answer reference, Answers.Answer given) {
    return given.tree().is(Kind.SYMBOL) && given.tree().name().equals(reference.letter());
  }

  /** Words of which one side was read as a list or a product: "Tom and Jerry". */
  private static boolean areSameWords(String reference, String given) {
    String wanted = Words.plainWords(Answers.withoutEdges(reference));
    return wanted != null && wanted.equals(Words.plainWords(Answers.withoutEdges(given)));
  }

  private static boolean areSame(String reference, String words) {
    return words != null && Words.normalText(reference).equals(Words.normalText(words));
  }

  private static boolean isList(Expression expression) {
    return expression.is(Kind.SET) || expression.is(Kind.TUPLE);
  }

  /** "3,14" for 3.14 and the other way round, where one side has no comma. */
  private static Sameness decimalComma(
      References.Reference read, Answers.Answer given, boolean isWhole, Budget budget) {
    Expression reference = read.answer().tree();
    String wanted = withPoint(Answers.withoutEdges(read.answer().text()));
    String answer = withPoint(Answers.withoutEdges(given.text()));
    if (wanted == null && answer != null && isFraction(reference)) {
      Answers.Answer pointed = Answers.read(answer, budget);
      return compare(read, pointed, isWhole, form(pointed.tree()), budget);
    }
    // A reference "1,2" is a list unless it begins with a zero: 0,12.
    boolean isDecimal = wanted != null && answer == null && wanted.startsWith("0.");
    Expression value = isDecimal ? Answers.read(wanted, budget).tree() : reference;
    return isDecimal && value.is(Kind.NUMBER) && NormalForm.constant(given.tree()) != null
        ? new AnswerComparison(budget).compare(value, given.tree())
        : Sameness.DIFFERENT;
  }

  /** Whether this is a number that is not whole, with a unit or without. */
  private static boolean isFraction(Expression expression) {
    Expression number = expression.is(Kind.QUANTITY) ? expression.child(0) : expression;
    Rational value = NormalForm.constant(number);
    return value != null && !value.isInteger();
  }

  /** A text whose only comma stands between digits with a point in its place; null for others. */
  private static String withPoint(String text) {
    String plain = text.replace("\\,", " ").strip();
    int comma = plain.indexOf(',');
    boolean isOne =
        comma > 0
            && comma == plain.lastIndexOf(',')
            && plain.length() <= MOST_OF_DECIMAL
            && Characters.isDigit(plain, comma - 1)
            && Characters.isDigit(plain, comma + 1)
            && plain.chars().noneMatch(c -> "()[]|;".indexOf(c) >= 0)
            && !plain.contains("\\{");
    return isOne ? plain.replace(',', '.') : null;
  }

  /** The normal form of a tree; null if it is too costly. */
  static String form(Expression tree) {
    try {
      return NormalForm.of(tree);
    } catch (Budget.Exceeded | ArithmeticException e) {
      return null;
    }
  }

  private static String shown(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN - 3) + "...";
  }
}
