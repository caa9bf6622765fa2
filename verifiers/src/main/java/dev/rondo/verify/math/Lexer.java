package dev.rondo.verify.math;

import dev.rondo.verify.Boxes;
import dev.rondo.verify.Conjunctions;
import dev.rondo.verify.math.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts LaTeX, plain or mixed notation into tokens in which spelling no longer matters: spacing,
 * sizes, fonts and math delimiters are gone, and every operator has one name.
 */
final class Lexer {
  /** Longest text that is read. */
  static final int MOST_CHARACTERS = 10_000;

  private static final Set<String> SETS = Set.of("N", "Z", "Q", "R", "C");

  private final String text;
  private final boolean joinsThousands;
  private final NumberReader numbers;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean isSpaced;
  private int brackets;
  private int environments;
  private boolean hasVectors;

  private final int depth;

  private Lexer(String text, boolean joinsThousands, int depth) {
    if (depth > 5) {
      throw new Budget.Exceeded("depth");
    }
    this.text = text;
    this.joinsThousands = joinsThousands;
    this.numbers = new NumberReader(text, joinsThousands);
    this.depth = depth;
  }

  /**
   * The tokens of a text.
   *
   * @param tokens ends with {@link Token#LAST}
   * @param isAmbiguous whether a comma was read as separating thousands that could separate items
   */
  record Result(List<Token> tokens, boolean isAmbiguous) {}

  /**
   * Cuts a text.
   *
   * @param joinsThousands whether {@code 1,234} is a number and not two
   */
  static Result read(String text, boolean joinsThousands, Budget budget) {
    if (text.length() > MOST_CHARACTERS) {
      throw new Budget.Exceeded("length");
    }
    budget.take(text.length() / 4 + 1);
    Lexer lexer = new Lexer(UnicodeMath.plain(text), joinsThousands, 0);
    lexer.run();
    lexer.tokens.add(Token.LAST);
    budget.take(lexer.tokens.size());
    return new Result(UnitTokens.joined(lexer.tokens), lexer.numbers.sawThousands());
  }

  private void run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || c == '~') {
        isSpaced = true;
        at++;
      } else if (Characters.isDigit(c) || (c == '.' && Characters.isDigit(text, at + 1))) {
        number();
      } else if (c == '\\') {
        command();
      } else if (Character.isLetter(c)) {
        letters();
      } else {
        mark();
      }
    }
  }

  private void add(Kind kind, String name) {
    tokens.add(new Token(kind, name, isSpaced));
    isSpaced = false;
  }

  // ---- numbers
  // -----------------------------------------------------------------------------------

  private void number() {
    String digits = numbers.read(at, brackets);
    at = numbers.end();
    add(Kind.NUMBER, digits);
  }

  // ---- commands
  // ----------------------------------------------------------------------------------

  private void command() {
    int from = ++at;
    while (at < text.length() && Characters.isLatin(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      symbolCommand();
      return;
    }
    String name = text.substring(from, at);
    if (name.equals("mathbf") && isBehind("in") && boldSet()) {
      return;
    }
    if (name.equals("left") || name.equals("right")) {
      skipSpace();
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
      }
      return;
    }
    if (Notation.SKIPPED.contains(name) || name.equals("textcolor") || name.equals("colorbox")) {
      argument();
      return;
    }
    if (name.equals("triangle")) {
      skipSpace();
      if (Ahead.isCapital(text, at)) {
        return; // the triangle ABC is what ABC names
      }
    }
    if (Notation.VECTORS.contains(name)) {
      hasVectors = true;
      int points = Ahead.points(text, at);
      if (points > 0) {
        add(Kind.LETTER, "vector " + text.substring(points, points + 2));
        at = points + 3;
        return;
      }
    }
    boolean isOfNabla = !tokens.isEmpty() && tokens.get(tokens.size() - 1).isCommand("nabla");
    if (name.equals("times") && (hasVectors || isOfNabla)) {
      add(Kind.MARK, "cross");
      return;
    }
    if (name.equals("times") && isBehind(")")) {
      add(Kind.MARK, "cross tuples");
      return;
    }
    String figure = Notation.FIGURES.get(name);
    int ends = figure == null ? -1 : Ahead.points(text, at);
    if (ends > 0) {
      boolean isTurned = text.charAt(ends) > text.charAt(ends + 1);
      String points = text.substring(ends, ends + 2);
      String reversed = "" + points.charAt(1) + points.charAt(0);
      add(Kind.LETTER, figure + " " + (isTurned ? reversed : points));
      at = ends + 3;
      return;
    }
    if (Notation.IGNORED.contains(name)) {
      isSpaced |= name.contains("quad");
      if (name.contains("quad") && separatesItems()) {
        add(Kind.MARK, ",");
      }
      return;
    }
    if (Notation.TEXTS.contains(name)) {
      String content = argument();
      if (content != null) {
        text(content, name.equals("operatorname") || name.equals("mathrm"));
      }
      return;
    }
    if (name.equals("mathbb") || name.equals("Bbb")) {
      String content = argumentOrLetter();
      add(Kind.COMMAND, "set:" + (content == null ? "" : content.strip()));
      return;
    }
    if (name.equals("R") || name.equals("Z") || name.equals("N") || name.equals("Q")) {
      add(Kind.COMMAND, "set:" + name);
      return;
    }
    if (name.equals("not")) {
      skipSpace();
      if (at < text.length() && text.charAt(at) == '=') {
        at++;
        add(Kind.MARK, "!=");
      } else {
        add(Kind.COMMAND, "not");
      }
      return;
    }
    String mark = Notation.MARKS.get(name);
    if (mark != null) {
      if (mark.equals("(") || mark.equals("[") || mark.equals("\\{")) {
        brackets++;
      } else if (mark.equals(")") || mark.equals("]") || mark.equals("\\}")) {
        brackets--;
      }
      add(Kind.MARK, mark);
      return;
    }
    if (name.equals("perp") || name.equals("parallel")) {
      boolean isScript = isBehind("^") || isBehind("_") || isBehind("{");
      add(isScript ? Kind.LETTER : Kind.MARK, name); // W^\perp, AB \perp CD
      return;
    }
    if (Notation.GREEK.contains(name)) {
      add(Kind.LETTER, Notation.letter(name));
      return;
    }
    if (name.equals("begin") || name.equals("end")) {
      String environment = argument();
      String kind = environment == null ? "" : environment.replace("*", "").strip();
      if (name.equals("begin") && (kind.equals("array") || kind.equals("tabular"))) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == '{') {
          argument();
        }
      }
      brackets += name.equals("begin") ? 1 : -1;
      environments += name.equals("begin") ? 1 : -1;
      add(Kind.COMMAND, name + ":" + kind);
      return;
    }
    add(Kind.COMMAND, Notation.plainName(name));
  }

  private boolean isBehindNumber() {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == Kind.NUMBER;
  }

  private boolean isBehind(String mark) {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).isMark(mark);
  }

  /** A set of numbers in bold letters behind a sign of membership: n in Z. */
  private boolean boldSet() {
    int from = at;
    String content = argumentOrLetter();
    if (content == null || !SETS.contains(content.strip())) {
      at = from;
      return false;
    }
    add(Kind.COMMAND, "set:" + content.strip());
    return true;
  }

  private void symbolCommand() {
    if (at >= text.length()) {
      return;
    }
    char c = text.charAt(at++);
    if (environments > 0 && (c == '-' || Characters.isDigit(c))) {
      // A row's end that has lost one of its backslashes.
      at--;
      add(Kind.MARK, "\\\\");
      return;
    }
    switch (c) {
      case ',', ';', ':', '>', ' ', '!', '(', ')', '[', ']', '\n', '/' ->
          isSpaced |= c != '!' && c != '/';
      case '{' -> {
        brackets++;
        add(Kind.MARK, "\\{");
      }
      case '}' -> {
        brackets--;
        add(Kind.MARK, "\\}");
      }
      case '\\' -> {
        if (at < text.length() && text.charAt(at) == '[' && text.indexOf("pt]", at) > 0) {
          at = text.indexOf(']', at) + 1;
        }
        add(Kind.MARK, "\\\\");
      }
      case '%' -> add(Kind.MARK, "%");
      case '$' -> add(Kind.MARK, "dollar");
      case '|' -> add(Kind.MARK, "|");
      case '&' -> add(Kind.MARK, "&");
      case '_', '#', '-' -> isSpaced = true;
      default -> add(Kind.MARK, String.valueOf(c));
    }
  }

  /** Whether a wide space stands between two numbers or two assignments, as a comma would. */
  private boolean separatesItems() {
    skipSpace();
    if (tokens.isEmpty() || at >= text.length() || environments > 0) {
      return false;
    }
    Token last = tokens.get(tokens.size() - 1);
    boolean isEnd = last.kind() == Kind.NUMBER || last.isMark(")") || last.isMark("}");
    boolean wasAssignment = tokens.stream().anyMatch(token -> token.isMark("="));
    return isEnd
        && (wasAssignment
            ? Ahead.isAssignment(text, at)
            : Characters.isDigit(text, at) || text.charAt(at) == '(');
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** The text between the braces that follow; null if there are none. */
  private String argument() {
    skipSpace();
    if (at >= text.length() || text.charAt(at) != '{') {
      return null;
    }
    int closing = Boxes.closingBrace(text, at);
    int to = closing < 0 ? text.length() : closing;
    String content = text.substring(at + 1, to);
    at = Math.min(to + 1, text.length());
    return content;
  }

  /** The text between the braces that follow, or the letter that does; null if neither does. */
  private String argumentOrLetter() {
    String content = argument();
    boolean isLetter = content == null && at < text.length() && Characters.isLatin(text.charAt(at));
    return isLetter ? text.substring(at, ++at) : content;
  }

  /** What a text command holds: a text if it has words, else mathematics. */
  private void text(String content, boolean isOperator) {
    String stripped = content.strip();
    isSpaced |= !content.equals(stripped);
    if (stripped.isEmpty()) {
      isSpaced = true;
      return;
    }
    boolean hasDigit = Characters.hasDigit(stripped);
    String lower = stripped.toLowerCase(java.util.Locale.ROOT);
    boolean isFunction =
        stripped.equals("cis")
            || ((Function.words().contains(stripped) || Calls.isWord(stripped))
                && Ahead.isBracket(text, at));
    boolean hasWord = Ahead.hasWord(stripped) && !Words.areLetters(lower);
    String joint = Ahead.joint(content, lower);
    if (joint != null) {
      add(Kind.WORD, joint);
    } else if (isSpaced && UnitTokens.isBehindFraction(tokens, stripped)) {
      add(Kind.TEXT, stripped);
    } else if (isBehindNumber() && Units.isWrittenBehind(stripped, isSpaced)) {
      add(Kind.TEXT, stripped);
    } else if (hasDigit
        || !hasWord
        || isFunction
        || stripped.indexOf('\\') >= 0
        || isOperator && lower.indexOf(' ') < 0) {
      int before = tokens.size();
      Lexer inner = new Lexer(stripped, joinsThousands, depth + 1);
      inner.run();
      boolean spaced = isSpaced || !isOperator;
      for (Token token : inner.tokens) {
        boolean isFirst = tokens.size() == before;
        tokens.add(new Token(token.kind(), token.text(), isFirst ? spaced : token.isSpaced()));
      }
      isSpaced = !content.endsWith(stripped);
    } else {
      words(stripped);
      isSpaced = true;
    }
  }

  /** A text in words; a comma before it and a conjunction behind it separate items. */
  private void words(String content) {
    String words = content;
    if (words.startsWith(",")) {
      add(Kind.MARK, ",");
      words = words.substring(1).strip();
    }
    int space = words.lastIndexOf(' ');
    String last = words.substring(space + 1).toLowerCase(java.util.Locale.ROOT);
    boolean isJoined =
        space > 0 && (last.equals("and") || last.equals("or")) && text.indexOf('\\', at) >= 0;
    add(Kind.TEXT, isJoined ? words.substring(0, space).strip() : words);
    if (isJoined) {
      add(Kind.WORD, last);
    }
  }

  private void letters() {
    LetterReader letters = new LetterReader(text);
    letters.read(at, LetterReader.isOneTaken(tokens));
    at = letters.end();
    if (isBehind("in") && SETS.contains(letters.name())) {
      add(Kind.COMMAND, "set:" + letters.name());
      return;
    }
    String joint = Characters.areLatin(letters.name()) ? null : Conjunctions.of(letters.name());
    add(joint == null ? letters.kind() : Kind.WORD, joint == null ? letters.name() : joint);
  }

  private void mark() {
    char c = text.charAt(at);
    Marks.Mark known = Marks.at(text, at);
    if (known != null && !Marks.isFactorial(text, at, tokens)) {
      at += known.length();
      add(Kind.MARK, known.name());
      return;
    }
    if (Ahead.isBracedSign(text, at) && !isBehind("^") && !isBehind("_")) {
      at++;
      mark();
      at++; // {-} only sets its spacing
      return;
    }
    at++;
    switch (c) {
      case '$' -> {
        // A dollar sign before digits may be money or mathematics; neither changes the value.
        boolean isMoney = false;
        if (Characters.isDigit(text, at)
            && text.indexOf('$', at) < 0
            && text.indexOf('$') == at - 1) {
          isMoney = true;
        }
        if (isMoney) {
          add(Kind.MARK, "dollar");
        } else {
          isSpaced = true;
        }
      }
      case '(', '[' -> {
        brackets++;
        add(Kind.MARK, String.valueOf(c));
      }
      case ')', ']' -> {
        brackets--;
        add(Kind.MARK, String.valueOf(c));
      }
      case '`', '"', '#' -> isSpaced = true;
      case '.' -> {
        // A full stop at the end says nothing; elsewhere it ends the answer.
        if (!text.substring(at).isBlank()) {
          add(Kind.MARK, ".");
        }
      }
      default -> add(Kind.MARK, String.valueOf(c));
    }
  }
}
