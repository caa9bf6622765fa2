package dev.rondo.verify.math;

import dev.rondo.verify.Rung;
import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads answers: from text to trees. */
final class Answers {
  /** More words than this are prose, which cannot be compared. */
  private static final int MOST_WORDS = 20;

  private static final int MOST_FORMULAS = 6;

  /** More words than this outside of formulas make a sentence, which only states its answer. */
  private static final int MOST_PLAIN_WORDS = 5;

  /** Behind these a number is what was found. */
  private static final List<String> SIGNS_BEFORE =
      List.of(
          "=", "=>", "\u21d2", "\u2248", "\\approx", "\\Rightarrow", "\\implies", "\\therefore");

  private Answers() {}

  /**
   * An answer that was read.
   *
   * @param text what was read
   * @param tree its tree
   * @param otherTree its tree where commas between digits separate items; null if there are none
   * @param letter the option letter before it, as in {@code (C) 5}; null if there is none
   */
  record Answer(String text, Expression tree, Expression otherTree, String letter) {
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
    dev.rondo.verify.AnswerExtractor.Candidate box =
        dev.rondo.verify.AnswerExtractor.extract(answer, dev.rondo.verify.Extraction.BOXED);
    if (box.text() != null) {
      return read(box.text(), budget);
    }
    Answer whole = read(answer, budget);
    return whole.isProse() && hasFormula(answer) ? stated(answer, whole, budget) : whole;
  }

  /**
   * The formulas of a reference in words, if they are one answer: nothing of what a reference says
   * is left out but words.
   */
  private static Answer stated(String text, Answer whole, Budget budget) {
    List<int[]> formulas = formulas(text);
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < formulas.size(); i++) {
      if (i > 0 && !isJoint(text, formulas.get(i - 1)[3], formulas.get(i)[2])) {
        return whole;
      }
      joined.append(i > 0 ? " , " : "").append(text, formulas.get(i)[0], formulas.get(i)[1]);
    }
    Answer answer = formulas.isEmpty() ? whole : read(joined.toString(), budget);
    return answer.isProse() ? whole : answer;
  }

  /** Reads a candidate: all of it, or, where it is prose, the formula or number that it states. */
  static Answer candidate(String text, Rung rung, Expression reference, Budget budget) {
    if (rung == Rung.BOXED) {
      return read(text, budget);
    }
    boolean wantsText = reference.is(Kind.TEXT);
    boolean isProse =
        rung == Rung.LAST_EXPRESSION
            || plainWords(text) > MOST_PLAIN_WORDS
            || (hasFormula(text) && isSentence(text))
            || (plainWords(text) > 0 && lastOption(text) != null);
    if (isProse && reference.is(Kind.SYMBOL)) {
      String option = lastOption(text);
      boolean isOnly = rung == Rung.LAST_EXPRESSION || option == null || isOnlyOption(text, option);
      if (option != null && isOnly) {
        return new Answer(option, Expression.symbol(option), null, option);
      }
    }
    boolean isSaid = text.contains(" is ") || text.contains(" are ");
    if (wantsText && (isProse || isSaid)) {
      return statedText(text, rung, reference, budget);
    }
    if (isProse) {
      Answer prose = new Answer(text, Expression.text("..."), null, null);
      Answer stated = marked(text, rung, prose, reference, budget);
      if (stated != prose) {
        return stated;
      }
    }
    if (text.length() > Lexer.MOST_CHARACTERS || rung == Rung.LAST_EXPRESSION) {
      return new Answer(text, Expression.text(lastLine(text)), null, null);
    }
    Answer whole = read(text, budget);
    boolean isMeant = wantsText || time(text) != null || isSame(whole.tree(), reference);
    return whole.isProse() && !isMeant ? marked(text, rung, whole, reference, budget) : whole;
  }

  /** Words that answer in a sentence: its last formula, or what it says that something is. */
  private static Answer statedText(String text, Rung rung, Expression reference, Budget budget) {
    List<int[]> formulas = formulas(text);
    if (!formulas.isEmpty()) {
      int[] last = formulas.get(formulas.size() - 1);
      Answer answer = read(text.substring(last[0], last[1]), budget);
      boolean isLast = text.substring(last[3]).chars().noneMatch(Character::isLetterOrDigit);
      if (isLast || answer.tree().is(Kind.TEXT) || answer.tree().is(Kind.PRODUCT)) {
        return answer;
      }
    }
    String line = lastLine(text);
    int verb = Math.max(line.lastIndexOf(" is "), line.lastIndexOf(" are "));
    if (rung != Rung.LAST_EXPRESSION && text.length() <= Lexer.MOST_CHARACTERS) {
      Answer whole = read(text, budget);
      if (verb < 0 || isSame(whole.tree(), reference)) {
        return whole;
      }
    }
    String said = verb < 0 ? line : line.substring(line.indexOf(' ', verb + 1) + 1);
    return new Answer(said, Expression.text(said), null, null);
  }

  /** The option letter in the last brackets of a text, "I choose (A)."; null if there is none. */
  private static String lastOption(String text) {
    int close = text.lastIndexOf(')');
    boolean isOption =
        close >= 2
            && text.charAt(close - 2) == '('
            && text.charAt(close - 1) >= 'A'
            && text.charAt(close - 1) <= 'J';
    return isOption ? text.substring(close - 1, close) : null;
  }

  /** Whether no other letter stands in brackets: "(C), not (B)" does not say B. */
  private static boolean isOnlyOption(String text, String option) {
    for (int i = 0; i + 2 < text.length(); i++) {
      char letter = text.charAt(i + 1);
      boolean isOption = text.charAt(i) == '(' && text.charAt(i + 2) == ')';
      if (isOption && letter >= 'A' && letter <= 'J' && letter != option.charAt(0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(Expression a, Expression b) {
    return NormalForm.of(a).equals(NormalForm.of(b));
  }

  /** Whether two words or more stand before or between formulas, conjunctions aside. */
  private static boolean isSentence(String text) {
    int words = 0;
    int from = 0;
    for (int[] formula : formulas(text)) {
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

  private static String lastLine(String text) {
    String line = text.strip();
    line = line.substring(line.lastIndexOf('\n') + 1);
    return line.length() > 200 ? line.substring(line.length() - 200) : line;
  }

  /** Words outside commands and formulas. */
  private static int plainWords(String text) {
    int words = 0;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        while (i + 1 < text.length() && Character.isLetter(text.charAt(i + 1))) {
          i++;
        }
      } else if (c == '{' || c == '}') {
        depth += c == '{' ? 1 : -1;
      } else if (Character.isLetter(c)) {
        int from = i;
        while (i + 1 < text.length() && Character.isLetter(text.charAt(i + 1))) {
          i++;
        }
        words += depth <= 0 && i > from ? 1 : 0;
      }
    }
    return words;
  }

  private static boolean hasFormula(String text) {
    return text.indexOf('$') >= 0 || text.contains("\\(") || text.contains("\\[");
  }

  // ---- one answer
  // --------------------------------------------------------------------------------

  /** Reads a text as one answer; never throws but for cost. */
  static Answer read(String text, Budget budget) {
    String answer = withoutEdges(text);
    String letter = null;
    String rest = answer;
    String option = optionLetter(answer);
    if (option != null) {
      letter = option.substring(0, 1);
      rest = withoutEdges(answer.substring(Integer.parseInt(option.substring(1))));
    }
    if (rest.isEmpty()) {
      return new Answer(text, Expression.symbol(letter == null ? "" : letter), null, letter);
    }
    String time = time(rest);
    if (time != null) {
      return new Answer(text, Expression.text(time), null, letter);
    }
    try {
      Lexer.Result lexed = Lexer.read(rest, true, budget);
      Expression tree = AnswerParser.read(lexed.tokens(), budget);
      Expression other = null;
      if (lexed.isAmbiguous()) {
        other = AnswerParser.read(Lexer.read(rest, false, budget).tokens(), budget);
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

  /** The last sign of equality behind an integral or a limit, outside of braces; else -1. */
  private static int equality(String text) {
    if (!text.startsWith("\\int") && !text.startsWith("\\lim")) {
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

  /** "4:30 p.m." as "4:30pm"; null if it is no time of day with its half. */
  private static String time(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon > 2 || text.length() > 40 || !isDigit(text, colon + 1)) {
      return null;
    }
    StringBuilder kept = new StringBuilder();
    String plain = text.replace("\\text", "").replace("\\mathrm", "");
    for (int i = 0; i < plain.length(); i++) {
      char c = Character.toLowerCase(plain.charAt(i));
      if (Character.isLetterOrDigit(c) || c == ':') {
        kept.append(c);
      }
    }
    String form = kept.toString();
    boolean hasHalf = form.endsWith("am") || form.endsWith("pm");
    for (int i = 0; hasHalf && i < form.length() - 2; i++) {
      hasHalf = form.charAt(i) == ':' || isDigit(form, i);
    }
    return hasHalf ? form : null;
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
        int to = i + 1;
        while (to < text.length() && Character.isLetter(text.charAt(to))) {
          to++;
        }
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
    return Expression.of(Kind.OPAQUE, form.toString().strip());
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

  /** Without the delimiters and the full stop around an answer. */
  static String withoutEdges(String text) {
    String answer = text.strip();
    boolean changed = true;
    while (changed) {
      String before = answer;
      if (answer.startsWith("**") && answer.endsWith("**") && answer.length() > 4) {
        answer = answer.substring(2, answer.length() - 2).strip();
      }
      while ((answer.endsWith(".") && !answer.endsWith(".."))
          || answer.endsWith(",")
          || answer.endsWith(";")
          || answer.endsWith("\\\\")) {
        answer = answer.substring(0, answer.length() - (answer.endsWith("\\\\") ? 2 : 1)).strip();
      }
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

  /**
   * The letter before an answer that is an option, followed by where the answer behind it begins;
   * null if there is none.
   */
  private static String optionLetter(String answer) {
    int i = 0;
    while (i < answer.length()) {
      char c = answer.charAt(i);
      if (c == '\\') {
        int to = i + 1;
        while (to < answer.length() && Character.isLetter(answer.charAt(to))) {
          to++;
        }
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
    boolean isMarked =
        isBracketed
            ? mark == ')'
            : mark == ')'
                || ((mark == '.' || mark == ':')
                    && end + 1 < answer.length()
                    && Character.isWhitespace(answer.charAt(end + 1)));
    if (!isMarked) {
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
    return letter + from;
  }

  // ---- answers in prose
  // --------------------------------------------------------------------------

  /** The formulas or the number that a text states; the text itself if there are none. */
  private static Answer marked(
      String text, Rung rung, Answer whole, Expression reference, Budget budget) {
    String best = null;
    boolean isLast = rung == Rung.LAST_EXPRESSION || rung == Rung.WHOLE || rung == Rung.ANSWER_TAG;
    List<int[]> formulas = formulas(text);
    int[] number = number(text, isLast);
    if (number != null && !isStated(text, number, formulas)) {
      number = null;
    }
    if (!formulas.isEmpty()) {
      int[] last = formulas.get(formulas.size() - 1);
      boolean isBehind = number != null && number[0] >= last[3];
      if (!(isLast && isBehind)) {
        best = joined(text, formulas, isLast);
        Answer answer = read(best, budget);
        if (!answer.isProse() || isSame(answer.tree(), reference)) {
          return answer;
        }
      }
    }
    if (isLast && formulas.isEmpty()) {
      String run = lastRun(text);
      Answer answer = run == null ? null : read(run, budget);
      if (answer != null && !answer.isProse()) {
        return answer;
      }
    }
    if (number != null) {
      return read(text.substring(number[0], number[1]), budget);
    }
    return whole;
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
    String beside = text.substring(0, from) + text.substring(number[1]);
    boolean isAlone = beside.chars().allMatch(c -> "*_{}[]()~`#.\"' \n\t$".indexOf(c) >= 0);
    boolean isFormula = text.contains("\\int") || text.contains("\\iint") || text.contains("\\lim");
    return (isAlone || (plainWords(text) > 0 && !isFormula))
        && formulas.stream().noneMatch(formula -> formula[0] <= from && from < formula[1]);
  }

  /**
   * The last words in a row that are mathematics without delimiters, if they hold a command or a
   * list: "the point is (1, 2)", "the primes are 2 and 3"; else null.
   */
  private static String lastRun(String text) {
    String tail = text.substring(Math.max(0, text.length() - 400)).strip();
    String[] words = tail.split("[ \n\t]+");
    int end = words.length;
    while (end > 0 && !isMathematical(words[end - 1])) {
      end--;
    }
    int start = end;
    boolean hasList = false;
    while (start > 0) {
      String word = words[start - 1];
      boolean isConjunction = word.equals("and") || word.equals("or");
      boolean joins = isConjunction && start < end && start > 1 && isMathematical(words[start - 2]);
      if (!joins && !isMathematical(word)) {
        break;
      }
      hasList |= joins || word.indexOf('\\') >= 0 || word.startsWith("(") || word.startsWith("[");
      start--;
    }
    String run = String.join(" ", java.util.Arrays.copyOfRange(words, start, end));
    return hasList && run.chars().anyMatch(c -> c >= '0' && c <= '9') ? run : null;
  }

  /** Whether a word holds a digit or a command, and no letters in a row outside of commands. */
  private static boolean isMathematical(String word) {
    boolean hasSubstance = false;
    int letters = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '\\') {
        hasSubstance = true;
        while (i + 1 < word.length() && Character.isLetter(word.charAt(i + 1))) {
          i++;
        }
        letters = 0;
      } else {
        hasSubstance |= c >= '0' && c <= '9';
        letters = Character.isLetter(c) ? letters + 1 : 0;
        if (letters >= 2) {
          return false;
        }
      }
    }
    return hasSubstance;
  }

  /** The last formula, or the first in a marked answer, with those that a conjunction adds. */
  private static String joined(String text, List<int[]> formulas, boolean isLast) {
    int from = isLast ? formulas.size() - 1 : 0;
    int to = from;
    while (isLast
        && from > 0
        && formulas.size() - from < MOST_FORMULAS
        && isJoint(text, formulas.get(from - 1)[3], formulas.get(from)[2])) {
      from--;
    }
    while (!isLast
        && to + 1 < formulas.size()
        && to - from + 1 < MOST_FORMULAS
        && isJoint(text, formulas.get(to)[3], formulas.get(to + 1)[2])) {
      to++;
    }
    if (!isLast && to + 1 < formulas.size() && to == 0) {
      // "the value of $x$ is $5$": the last one is the answer.
      from = formulas.size() - 1;
      to = from;
      while (from > 0
          && formulas.size() - from < MOST_FORMULAS
          && isJoint(text, formulas.get(from - 1)[3], formulas.get(from)[2])) {
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

  private static boolean isJoint(String text, int from, int to) {
    if (from > to) {
      return false;
    }
    String between = text.substring(from, to).strip();
    return between.length() < 10
        && (between.equals("and")
            || between.equals("or")
            || between.equals(",")
            || between.equals(", and")
            || between.equals(", or"));
  }

  /** Formulas between delimiters: where the content begins and ends, and where the whole does. */
  private static List<int[]> formulas(String text) {
    List<int[]> formulas = new ArrayList<>();
    int dollar = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(i + 1);
        if (next == '(' || next == '[') {
          dollar = -1; // a lone dollar sign before it was money
          int close = text.indexOf(next == '(' ? "\\)" : "\\]", i + 2);
          if (close < 0) {
            break;
          }
          formulas.add(new int[] {i + 2, close, i, close + 2});
          i = close + 1;
        } else {
          i++;
        }
      } else if (c == '$') {
        int width = i + 1 < text.length() && text.charAt(i + 1) == '$' ? 2 : 1;
        if (dollar < 0) {
          dollar = i;
          i += width - 1;
        } else {
          int open = text.startsWith("$$", dollar) ? 2 : 1;
          String content = text.substring(dollar + open, Math.min(i, dollar + open + 2000));
          if (open == 1 && (content.contains("\n\n") || isMoney(content))) {
            // Two sums of money, not a formula.
            dollar = i;
          } else {
            if (i > dollar + open) {
              formulas.add(new int[] {dollar + open, i, dollar, i + width});
            }
            dollar = -1;
          }
          i += width - 1;
        }
      }
    }
    return formulas;
  }

  /** Whether this stands between two sums of money: "5 and pays ". */
  private static boolean isMoney(String between) {
    return plainWords(between) >= 2
        && (isDigit(between, 0) || Character.isWhitespace(between.charAt(between.length() - 1)));
  }

  /** The first or last number: with its sign, groups, decimals, fraction and percent; or null. */
  private static int[] number(String text, boolean isLast) {
    int[] found = null;
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text, i)) {
        continue;
      }
      int from = i;
      if (from > 0
          && text.charAt(from - 1) == '.'
          && (from < 2 || !Character.isLetterOrDigit(text.charAt(from - 2)))) {
        from--;
      }
      if (from > 0 && text.charAt(from - 1) == '$') {
        from--;
      }
      if (from > 0
          && (text.charAt(from - 1) == '-' || text.charAt(from - 1) == '\u2212')
          && (from < 2
              || (!Character.isLetterOrDigit(text.charAt(from - 2))
                  && text.charAt(from - 2) != ')'))
          && !(from >= 2
              && text.charAt(from - 2) == ' '
              && from >= 3
              && Character.isLetterOrDigit(text.charAt(from - 3))
              && i < text.length()
              && text.charAt(from) == ' ')) {
        from--;
      }
      int to = digits(text, i);
      while (to + 3 < text.length() + 0
          && text.charAt(to) == ','
          && digits(text, to + 1) == to + 4) {
        to += 4;
      }
      if (to + 3 == text.length() - 1 && text.charAt(to) == ',' && digits(text, to + 1) == to + 4) {
        to += 4;
      }
      if (to < text.length() && text.charAt(to) == '.' && isDigit(text, to + 1)) {
        to = digits(text, to + 1);
      }
      int slash = to;
      while (slash < text.length() && text.charAt(slash) == ' ') {
        slash++;
      }
      if (slash < text.length() && text.charAt(slash) == '/') {
        int below = slash + 1;
        while (below < text.length() && text.charAt(below) == ' ') {
          below++;
        }
        if (isDigit(text, below)) {
          to = digits(text, below);
        }
      }
      int percent = to < text.length() && text.charAt(to) == '\\' ? to + 1 : to;
      if (percent < text.length() && text.charAt(percent) == '%') {
        to = percent + 1;
      }
      found = new int[] {from, to};
      if (!isLast) {
        return found;
      }
      i = to;
    }
    return found;
  }

  private static int digits(String text, int at) {
    int to = at;
    while (isDigit(text, to)) {
      to++;
    }
    return to;
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }
}
