package dev.rondo.verify.math;

import dev.rondo.verify.AnswerExtractor;
import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads answers: from text to trees. */
final class Answers {
  /** More words than this are prose, which cannot be compared. */
  private static final int MOST_WORDS = 20;

  /** So many layers of delimiters are taken off an answer, each in one walk over it. */
  private static final int MOST_LAYERS = 20;

  private static final String[] ARROWS = {"=>", "=", "\\Rightarrow", "\\implies", "⇒"};

  private Answers() {}

  /**
   * An answer that was read.
   *
   * @param text what was read
   * @param tree its tree
   * @param otherTree its tree where commas between digits separate items; null if there are none
   * @param letter the option letter before it, as in {@code (C) 5}; null if there is none
   * @param condition what its symbols are, said behind it; null if nothing is
   */
  record Answer(
      String text, Expression tree, Expression otherTree, String letter, String condition) {
    Answer(String text, Expression tree, Expression otherTree, String letter) {
      this(text, tree, otherTree, letter, null);
    }

    boolean isProse() {
      return tree.is(Kind.TEXT) || tree.is(Kind.OPAQUE);
    }
  }

  /** Reads a reference: what it boxes or marks, else all of it. */
  static Answer reference(String text, Budget budget) {
    String answer = text.strip();
    int hashes = answer.lastIndexOf("####");
    if (hashes >= 0) {
      answer = answer.substring(hashes + 4).strip();
    }
    String boxed = AnswerExtractor.allBoxed(answer);
    if (boxed != null && !boxed.isBlank()) {
      return read(boxed, budget);
    }
    Answer whole = read(answer, budget);
    return whole.isProse() && Formulas.hasFormula(answer) ? stated(answer, whole, budget) : whole;
  }

  /**
   * The formulas of a reference in words, if they are one answer: nothing of what a reference says
   * is left out but words.
   */
  private static Answer stated(String text, Answer whole, Budget budget) {
    List<int[]> formulas = Formulas.in(text);
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < formulas.size(); i++) {
      if (i > 0 && !Formulas.isJoint(text, formulas.get(i - 1)[3], formulas.get(i)[2])) {
        return whole;
      }
      joined.append(i > 0 ? " , " : "").append(text, formulas.get(i)[0], formulas.get(i)[1]);
    }
    Answer answer = formulas.isEmpty() ? whole : read(joined.toString(), budget);
    return answer.isProse() ? whole : answer;
  }

  // ---- one answer
  // --------------------------------------------------------------------------------

  /** Reads a text as one answer; never throws but for cost. */
  static Answer read(String given, Budget budget) {
    String text = Primes.plain(Spelling.plain(given));
    String answer = Remarks.without(withoutEdges(text));
    String letter = null;
    String rest = answer;
    Options.Option option = Options.before(answer);
    if (option != null) {
      letter = option.letter();
      String behind = answer.substring(option.end());
      if (Options.namesOther(behind, option)) {
        return new Answer(text, Options.all(answer), null, null);
      }
      if (Options.isDenied(behind)) {
        return new Answer(text, new Leaf(Kind.OPAQUE, answer), null, null);
      }
      rest = withoutEdges(behind);
    }
    if (rest.isEmpty()) {
      return new Answer(text, Expression.symbol(letter == null ? "" : letter), null, letter);
    }
    String named = letter == null ? Options.named(rest) : null;
    if (named != null) {
      return new Answer(text, Expression.symbol(named), null, named);
    }
    String time = Times.time(rest);
    time = time == null ? Dates.date(rest) : time;
    time = time == null ? DatesInDigits.read(rest) : time;
    if (time != null) {
      return new Answer(text, Expression.text(time), null, letter);
    }
    try {
      Lexer.Result lexed = Lexer.read(rest, true, budget);
      List<Token> tokens = Condition.withoutEach(lexed.tokens());
      Answer conditional = conditional(text, tokens, letter, budget);
      if (conditional != null) {
        return conditional;
      }
      Expression tree = word(rest, AnswerParser.read(tokens, budget));
      Expression other = null;
      if (lexed.isAmbiguous()) {
        other = inItems(rest, budget);
      }
      return new Answer(text, tree, other, letter);
    } catch (Unreadable | ArithmeticException | NumberFormatException e) {
      int equality = equality(rest);
      Answer value = equality < 0 ? null : read(rest.substring(equality + 1), budget);
      return value == null || value.isProse()
          ? new Answer(text, unread(rest, budget), null, letter)
          : new Answer(text, value.tree(), null, letter);
    }
  }

  /** The tree of a text in which commas separate items; null where that is nothing: 1.234.567,5. */
  private static Expression inItems(String text, Budget budget) {
    try {
      return AnswerParser.read(Lexer.read(text, false, budget).tokens(), budget);
    } catch (Unreadable | NumberFormatException e) {
      return null;
    }
  }

  /**
   * A whole answer of letters alone that is a word rather than a product: one of four letters or
   * more with a vowel, or with a capital before small letters. Products stand in order: abcd.
   */
  private static Expression word(String text, Expression tree) {
    boolean isLetters =
        tree.is(Kind.PRODUCT)
            && tree.children().size() == text.length()
            && text.length() >= 3
            && Characters.areLatin(text)
            && tree.allChildren(letter -> letter.is(Kind.SYMBOL) || letter.is(Kind.CONSTANT));
    if (!isLetters) {
      return tree;
    }
    String small = text.substring(1);
    boolean isSmall = Characters.areAll(small, 'a', 'z');
    boolean hasVowel = text.toLowerCase(Locale.ROOT).chars().anyMatch(c -> "eiou".indexOf(c) >= 0);
    boolean isInOrder =
        text.toLowerCase(Locale.ROOT)
            .chars()
            .sorted()
            .mapToObj(Character::toString)
            .reduce("", String::concat)
            .equals(text.toLowerCase(Locale.ROOT));
    boolean isName =
        Characters.isCapital(text.charAt(0))
            && small.chars().anyMatch(c -> "aeiou".indexOf(c) >= 0);
    return isSmall && !isInOrder && (isName || (hasVowel && text.length() >= 4))
        ? Expression.text(text)
        : tree;
  }

  /** An answer with a condition behind it; null if there is none, or no mathematics before it. */
  private static Answer conditional(String text, List<Token> tokens, String letter, Budget budget) {
    int start = Condition.start(tokens);
    if (start < 0) {
      return null;
    }
    int end = start;
    while (end > 0 && (tokens.get(end - 1).isMark(",") || tokens.get(end - 1).isMark(";"))) {
      end--;
    }
    List<Token> value = new ArrayList<>(tokens.subList(0, end));
    value.add(Token.LAST);
    try {
      Expression tree = AnswerParser.read(value, budget);
      if (tree.is(Kind.TEXT)) {
        return null;
      }
      String condition = Condition.written(tokens.subList(start, tokens.size()));
      return new Answer(text, tree, null, letter, condition);
    } catch (Unreadable | ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  /** The last sign of equality behind an integral or a limit, outside of braces; else -1. */
  private static int equality(String text) {
    boolean isBeyond =
        text.startsWith("\\int")
            || text.startsWith("\\lim")
            || text.startsWith("\\sum")
            || text.startsWith("\\prod");
    if (!isBeyond) {
      return -1;
    }
    int found = -1;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '{', '(' -> depth++;
        case '}', ')' -> depth--;
        case '=' -> found = depth == 0 ? i : found;
        default -> {}
      }
    }
    return found;
  }

  /** A text where there are words, else tokens that are compared as they are. */
  private static Expression unread(String text, Budget budget) {
    boolean hasWord = false;
    boolean isPlain = true;
    StringBuilder plain = new StringBuilder();
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        int to = Characters.afterLetters(text, i + 1);
        String command = text.substring(i + 1, to);
        boolean isSpace =
            to == i + 1 && to < text.length() && " ,;:!".indexOf(text.charAt(to)) >= 0;
        isPlain &= isSpace || command.startsWith("text") || command.equals("mbox");
        plain.append(' ');
        i = isSpace ? to : to - 1;
        letters = 0;
        continue;
      }
      plain.append(c);
      letters = Character.isLetter(c) ? letters + 1 : 0;
      hasWord |= letters >= 2;
    }
    if (hasWord && isPlain) {
      return Expression.text(plain.toString());
    }
    StringBuilder form = new StringBuilder();
    for (Token token : Lexer.read(text, true, budget).tokens()) {
      form.append(form.isEmpty() ? "" : " ").append(token.text());
    }
    return new Leaf(Kind.OPAQUE, form.toString().strip());
  }

  static boolean isTooLong(String text) {
    int words = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      boolean isLetter = Character.isLetter(text.charAt(i));
      words += isLetter && !inWord ? 1 : 0;
      inWord = isLetter;
    }
    return words > MOST_WORDS;
  }

  /** Where a text ends without full stops, commas and ends of lines behind it; linear. */
  private static int endOf(String text) {
    int end = text.length();
    while (end > 0) {
      char last = text.charAt(end - 1);
      boolean isDot = last == '.' && (end < 2 || text.charAt(end - 2) != '.');
      boolean isLineEnd = last == '\\' && end > 1 && text.charAt(end - 2) == '\\';
      if (isLineEnd) {
        end -= 2;
      } else if (isDot || last == ',' || last == ';' || Character.isWhitespace(last)) {
        end--;
      } else {
        break;
      }
    }
    return end;
  }

  /** Without a sign before an answer that only says that it follows. */
  private static String withoutArrow(String answer) {
    for (String sign : ARROWS) {
      boolean isSign =
          answer.startsWith(sign)
              && answer.length() > sign.length()
              && "=<>".indexOf(answer.charAt(sign.length())) < 0
              && !(Character.isLetter(sign.charAt(sign.length() - 1))
                  && Character.isLetter(answer.charAt(sign.length())));
      if (isSign) {
        return answer.substring(sign.length()).strip();
      }
    }
    return answer;
  }

  /** Without the delimiters and the full stop around an answer. */
  static String withoutEdges(String text) {
    String answer = text.strip();
    boolean changed = true;
    for (int layer = 0; changed && layer < MOST_LAYERS; layer++) {
      String before = answer;
      answer = withoutArrow(answer);
      if (answer.startsWith("**") && answer.endsWith("**") && answer.length() > 4) {
        answer = answer.substring(2, answer.length() - 2).strip();
      }
      answer = answer.substring(0, endOf(answer));
      if (answer.length() > 2
          && answer.startsWith("$")
          && answer.endsWith("$")
          && !answer.endsWith("\\$")
          && answer.indexOf('$', 1) == answer.length() - 1) {
        answer = answer.substring(1, answer.length() - 1).strip();
      }
      if (answer.length() > 4
          && ((answer.startsWith("\\(") && answer.indexOf("\\)") == answer.length() - 2)
              || (answer.startsWith("\\[") && answer.indexOf("\\]") == answer.length() - 2))) {
        answer = answer.substring(2, answer.length() - 2).strip();
      }
      if (answer.startsWith("\\displaystyle")) {
        answer = answer.substring("\\displaystyle".length()).strip();
      }
      changed = !answer.equals(before);
    }
    return answer;
  }
}
