package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds mathematics without delimiters in a sentence: the words in a row that belong to one
 * expression, such as {@code y = 2x + 5} or {@code 2 and 3}. A number is never torn out of the
 * expression it stands in.
 */
final class PlainMath {
  /** Nothing of the kind stands in the text. */
  static final String NOTHING = null;

  /** A number stands there, but not as the answer: denied, or one end of a range. */
  static final String NO_ANSWER = "";

  private static final int MOST_CHARACTERS = 2000;
  private static final String OPERATORS = "+-−–*/×·÷=<>≤≥≠≈^⋅";

  static final Set<String> VERBS =
      Set.of(
          "is", "are", "was", "be", "equals", "equal", "to", "get", "gives", "=", "es", "est",
          "ist", "é", "è", "sind", "vale");

  /** Words that number what stands behind them. */
  private static final Set<String> LABELS =
      Set.of(
          "equation",
          "eq",
          "step",
          "problem",
          "figure",
          "fig",
          "section",
          "page",
          "table",
          "theorem",
          "lemma",
          "exercise",
          "example",
          "chapter");

  private static final Set<String> FUNCTIONS =
      Set.of("sin", "cos", "tan", "log", "ln", "sqrt", "pi", "exp");

  /** A word of a sentence, and how deep in brackets that hold prose it stands. */
  record Word(String text, int depth) {
    boolean isOperator() {
      return !text.isEmpty() && Characters.areAllOf(text, OPERATORS);
    }

    boolean isConjunction() {
      return text.equals("and") || text.equals("or") || text.equals("和") || text.equals("与");
    }

    boolean endsClause() {
      return !text.isEmpty() && ".;:?!".indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    boolean endsItem() {
      return text.endsWith(",");
    }

    String bare() {
      int to = text.length();
      while (to > 0 && ".,;:?!*_\"'".indexOf(text.charAt(to - 1)) >= 0) {
        to--;
      }
      int from = 0;
      while (from < to && "*_\"'>".indexOf(text.charAt(from)) >= 0) {
        from++;
      }
      return text.substring(from, to);
    }
  }

  private final List<Word> words;

  private PlainMath(List<Word> words) {
    this.words = words;
  }

  /**
   * The mathematics that a sentence states.
   *
   * @param isLast whether the last one counts, not the first
   * @return {@link #NOTHING} or {@link #NO_ANSWER} if there is none
   */
  static String find(String text, boolean isLast) {
    String part =
        text.length() <= MOST_CHARACTERS
            ? text
            : isLast
                ? text.substring(text.length() - MOST_CHARACTERS)
                : text.substring(0, MOST_CHARACTERS);
    PlainMath sentence = new PlainMath(words(part));
    int size = sentence.words.size();
    for (int i = 0; i < size; i++) {
      int at = isLast ? size - 1 - i : i;
      if (sentence.isAnchor(at)) {
        return sentence.around(at);
      }
    }
    return NOTHING;
  }

  /** Words with how deep in brackets that hold prose each stands. */
  private static List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    for (String word : Pieces.of(spaced(text), " \n\t\r")) {
      if (!word.isEmpty()) {
        words.add(new Word(word, 0));
      }
    }
    return withRemarks(words);
  }

  /** Marks the words in brackets that hold prose: (see equation 4). */
  private static List<Word> withRemarks(List<Word> words) {
    List<Word> marked = new ArrayList<>(words);
    int open = -1;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).text();
      if (word.startsWith("(") && word.indexOf(')') < 0) {
        open = i;
      } else if (open >= 0 && word.indexOf(')') >= 0) {
        boolean isProse = false;
        for (int k = open; k <= i; k++) {
          isProse |= hasLetters(words.get(k).text(), 3);
        }
        for (int k = open; isProse && k <= i; k++) {
          marked.set(k, new Word(words.get(k).text(), 1));
        }
        open = -1;
      }
    }
    return marked;
  }

  /** With blanks where one script ends and another begins. */
  private static String spaced(String text) {
    StringBuilder spaced = new StringBuilder(text.length() + 16);
    boolean wasForeign = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int tag = c == '<' ? tagEnd(text, i) : -1;
      if (tag > 0) {
        spaced.append(' ');
        i = tag;
        continue;
      }
      if (c == '$' && i > 0 && Character.isLetter(text.charAt(i - 1))) {
        spaced.append(' ');
      }
      boolean isForeign = c >= 0x2e80 && c != '−';
      if (i > 0 && isForeign != wasForeign) {
        spaced.append(' ');
      }
      spaced.append(c == '。' || c == '，' ? ' ' : c);
      wasForeign = isForeign;
    }
    return spaced.toString();
  }

  /** Where a tag such as {@code </answer>} ends; -1 if none begins here. */
  private static int tagEnd(String text, int at) {
    int to = at + 1;
    if (to < text.length() && text.charAt(to) == '/') {
      to++;
    }
    int from = to;
    while (to < text.length() && to - from < 20 && Character.isLetter(text.charAt(to))) {
      to++;
    }
    return to > from + 1 && to < text.length() && text.charAt(to) == '>' ? to : -1;
  }

  boolean isAnchor(int at) {
    Word word = words.get(at);
    boolean isLabelled =
        at > 0 && LABELS.contains(words.get(at - 1).bare().toLowerCase(Locale.ROOT));
    return word.depth() == 0 && !isLabelled && hasSubstance(word.bare()) && isMath(at);
  }

  private String around(int anchor) {
    int from = anchor;
    int to = anchor;
    boolean hasList = false;
    while (from > 0) {
      Word before = words.get(from - 1);
      boolean isOpen = brackets(from, to) < 0; // more close than open: (2, 3)
      if (before.endsClause() && !(before.text().equals(":") || before.isOperator())) {
        break;
      }
      if (before.isConjunction() && from > 1 && isMath(from - 2) && !before.endsItem()) {
        hasList = true;
        from -= 2;
      } else if (isHedged(from - 1)) {
        int start = from - 1;
        while (start > 0 && isHedged(start - 1)) {
          start--;
        }
        if (start == 0 || !isMath(start - 1)) {
          break;
        }
        hasList = true;
        from = start - 1;
      } else if (isOpen
          || (isMath(from - 1) && !isDash(from - 1))
          || isLetterBeside(from - 1, from)) {
        from--;
      } else {
        break;
      }
    }
    while (to + 1 < words.size()) {
      Word last = words.get(to);
      boolean isOpen = brackets(from, to) > 0;
      if (last.endsClause() && !isOpen) {
        break;
      }
      int next = to + 1;
      boolean joins =
          words.get(next).isConjunction() && next + 1 < words.size() && isMath(next + 1);
      int beyond = next;
      while (beyond < words.size() && isHedged(beyond)) {
        beyond++;
      }
      String word = words.get(next).bare().toLowerCase(Locale.ROOT);
      boolean isScale = Words.scale(word) >= 100 || word.equals("percent");
      if (joins) {
        hasList = true;
        to += 2;
      } else if (isScale) {
        to++;
      } else if (beyond > next && beyond < words.size() && isMath(beyond)) {
        hasList = true;
        to = beyond;
      } else if (isOpen || isMath(next) || isLetterBeside(next, to)) {
        to++;
      } else {
        break;
      }
    }
    return stated(from, to, anchor, hasList);
  }

  /** What words state, with the unit that is spoken behind it; nothing if it is not the answer. */
  private String stated(int from, int to, int anchor, boolean hasList) {
    Word last = words.get(to);
    String unit = hasList || last.endsClause() || last.endsItem() ? null : unitFrom(to + 1, to + 6);
    StringBuilder larger = new StringBuilder();
    int start = from;
    for (int at = measureBefore(start); unit != null && at >= 0; at = measureBefore(start)) {
      int end = words.get(start - 1).isConjunction() ? start - 1 : start;
      larger.insert(0, words.get(at).text() + "\\text{ " + unitFrom(at + 1, end) + "} ");
      start = at;
    }
    boolean isRatio = start == from && !hasList && isSecondOfRatio(from);
    start = isRatio ? from - 2 : start;
    WordsAround around = new WordsAround(this, words);
    if (around.isNoAnswer(start, to, hasList)) {
      return NO_ANSWER;
    }
    if (isRatio) {
      return words.get(start).bare() + ":" + words.get(from).bare();
    }
    String text = written(from, to, anchor, hasList);
    String measured = unit == null ? text : larger + text + "\\text{ " + unit + "}";
    return around.isNegated(start) ? "-" + measured : measured;
  }

  /** "the ratio of cats to dogs is 4 to" 7. */
  private boolean isSecondOfRatio(int from) {
    boolean isBehindTo = from >= 2 && words.get(from - 1).text().equals("to") && isMath(from - 2);
    for (int i = 0; isBehindTo && i < from - 2; i++) {
      String word = words.get(i).bare().toLowerCase(Locale.ROOT);
      if (word.equals("ratio") || word.equals("odds") || word.equals("proportion")) {
        return !words.get(from - 3).bare().equalsIgnoreCase("from");
      }
    }
    return false;
  }

  private String unitFrom(int from, int to) {
    return SpokenUnit.of(
        words.subList(from, Math.min(to, words.size())).stream().map(Word::text).toList());
  }

  /** Where the larger measure before a number begins, "2 hours and" 30 minutes; -1 if none does. */
  private int measureBefore(int from) {
    int end = from > 0 && words.get(from - 1).isConjunction() ? from - 1 : from;
    int at = end - 1;
    while (at > 0 && end - at <= 2 && !isMath(at)) {
      at--;
    }
    String unit = at < 0 || at >= end - 1 || !isMath(at) ? null : unitFrom(at + 1, end);
    return unit != null && Pieces.of(unit, " ").size() == end - at - 1 ? at : -1;
  }

  /** The words as one text; items that only commas separate are a list where a conjunction is. */
  private String written(int from, int to, int anchor, boolean hasList) {
    int start = from;
    int end = to;
    if (!hasList) {
      for (int i = anchor - 1; i >= from; i--) {
        if (words.get(i).endsItem() && brackets(i + 1, to) == 0) {
          start = i + 1;
          break;
        }
      }
      for (int i = anchor; i < to; i++) {
        if (words.get(i).endsItem() && brackets(start, i) == 0) {
          end = i;
          break;
        }
      }
    }
    boolean hasEquality = false;
    for (int i = start; i <= end; i++) {
      hasEquality |= words.get(i).text().indexOf('=') >= 0;
    }
    for (int i = end; hasEquality && i > start; i--) {
      if (words.get(i).isConjunction() || isHedged(i)) {
        start = i + 1; // two calculations
        break;
      }
    }
    while (start < end
        && (words.get(start).text().equals("=") || words.get(start).text().equals("≈"))) {
      start++;
    }
    StringBuilder text = new StringBuilder();
    for (int i = start; i <= end; i++) {
      String word = words.get(i).text();
      boolean isHedge = !words.get(i).isConjunction() && isHedged(i);
      text.append(text.isEmpty() ? "" : " ")
          .append(isHedge ? "," : i == end ? words.get(i).bare() : word);
    }
    return withTimes(text.toString());
  }

  /** An x between digits is a cross. */
  private static String withTimes(String text) {
    StringBuilder plain = new StringBuilder(text);
    for (int i = 1; i + 1 < plain.length(); i++) {
      boolean isCross =
          plain.charAt(i) == 'x'
              && Character.isDigit(plain.charAt(i - 1))
              && Character.isDigit(plain.charAt(i + 1));
      if (isCross) {
        plain.setCharAt(i, '*');
      }
    }
    return plain.toString();
  }

  private boolean isHedged(int at) {
    String word = words.get(at).bare();
    return WordsBehind.isHedge(word) && !words.get(at).isOperator();
  }

  /** "Total - 15": a dash behind a word that is no verb. */
  private boolean isDash(int at) {
    String sign = words.get(at).text();
    boolean isSign = sign.equals("-") || sign.equals("–") || sign.equals("−");
    if (!isSign || at == 0) {
      return isSign;
    }
    String before = words.get(at - 1).bare().toLowerCase(Locale.ROOT);
    return !VERBS.contains(before) && !isMath(at - 1) && before.length() > 1;
  }

  private int brackets(int from, int to) {
    int depth = 0;
    for (int i = from; i <= to; i++) {
      String word = words.get(i).text();
      for (int k = 0; k < word.length(); k++) {
        char c = word.charAt(k);
        depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
      }
    }
    return depth;
  }

  /** A letter on its own beside an operator: the y of y = 2x. */
  private boolean isLetterBeside(int at, int inside) {
    String word = words.get(at).bare();
    boolean isLetter = word.length() == 1 && Character.isLetter(word.charAt(0));
    boolean isFunction = FUNCTIONS.contains(word);
    Word beside = words.get(inside);
    return isFunction || (isLetter && (beside.isOperator() || startsWithOperator(beside)));
  }

  private static boolean startsWithOperator(Word word) {
    return OPERATORS.indexOf(word.text().charAt(0)) >= 0 && word.text().charAt(0) != '-';
  }

  boolean isMath(int at) {
    Word word = words.get(at);
    if (word.isOperator()) {
      return true;
    }
    String bare = word.bare();
    boolean isRule = bare.startsWith("--") || bare.startsWith("==");
    return !isRule && word.depth() == 0 && hasSubstance(bare) && !hasLetters(bare, 2);
  }

  private static boolean hasSubstance(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (Character.isDigit(c) || c == '\\' || c == '√' || c == 'π') {
        return true;
      }
    }
    return false;
  }

  /** Whether so many letters stand in a row outside of commands and names of functions. */
  private static boolean hasLetters(String word, int count) {
    int letters = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '\\') {
        while (i + 1 < word.length() && Character.isLetter(word.charAt(i + 1))) {
          i++;
        }
        letters = 0;
        continue;
      }
      if (Character.isLetter(c)) {
        int to = Characters.afterLetters(word, i);
        if (FUNCTIONS.contains(word.substring(i, to))) {
          i = to - 1;
          continue;
        }
        letters++;
      } else {
        letters = 0;
      }
      if (letters >= count) {
        return true;
      }
    }
    return false;
  }
}
