package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a template into tokens, as Jinja2's lexer does with {@code trim_blocks} and {@code
 * lstrip_blocks}: line ends become line feeds, one line feed at the very end is dropped, {@code -}
 * and {@code +} beside a delimiter strip or keep the white space there.
 */
final class Lexer {
  private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=");
  private static final String SHORT_OPERATORS = "+-/*%~[](){}><=.:|,;";

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private final int most;
  private int position;
  private int line = 1;
  private boolean isLineStart = true;

  private Lexer(String source, int most) {
    this.source = source;
    this.most = most;
  }

  /** All tokens of a template, an END at the end. */
  static List<Token> tokens(String template, int most) {
    String lines = template.replace("\r\n", "\n").replace('\r', '\n');
    if (lines.endsWith("\n")) {
      lines = lines.substring(0, lines.length() - 1);
    }
    Lexer lexer = new Lexer(lines, most);
    try {
      lexer.root();
    } catch (TemplateException e) {
      throw e.at(lexer.line);
    }
    return lexer.tokens;
  }

  private void root() {
    while (position < source.length()) {
      int begin = nextDelimiter(position);
      if (begin < 0) {
        data(source.substring(position));
        position = source.length();
        break;
      }
      String text = source.substring(position, begin);
      char sign = signAt(begin + 2);
      char kind = source.charAt(begin + 1);
      int afterRaw = kind == '%' ? endOfRawBegin(begin) : -1;
      text(text, sign, kind != '{');
      if (afterRaw >= 0) {
        advance(begin, afterRaw);
        raw();
      } else {
        advance(begin, begin + (sign == 0 ? 2 : 3));
        if (kind == '#') {
          comment();
        } else {
          tag(kind == '{');
        }
      }
    }
    add(Kind.END, "", null);
  }

  private int nextDelimiter(int from) {
    for (int at = source.indexOf('{', from); at >= 0; at = source.indexOf('{', at + 1)) {
      if (at + 1 < source.length() && "%{#".indexOf(source.charAt(at + 1)) >= 0) {
        return at;
      }
    }
    return -1;
  }

  private char signAt(int at) {
    char c = at < source.length() ? source.charAt(at) : 0;
    return c == '-' || c == '+' ? c : 0;
  }

  /** Data before a tag, stripped as the tag's sign and {@code lstrip_blocks} say. */
  private void text(String text, char sign, boolean isStatement) {
    String kept = text;
    if (sign == '-') {
      kept = Text.strip(text, null, false, true);
    } else if (sign == 0 && isStatement) {
      int lineBegin = text.lastIndexOf('\n') + 1;
      boolean isFromLineStart = lineBegin > 0 || isLineStart;
      if (isFromLineStart && Text.strip(text.substring(lineBegin), null, true, true).isEmpty()) {
        kept = text.substring(0, lineBegin);
      }
    }
    data(kept);
    count(text, kept.length());
    position += text.length();
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text, null);
    }
    count(text, 0, text.length());
  }

  private void count(String text, int from) {
    count(text, from, text.length());
  }

  private void count(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
  }

  /** Goes on to a place; remembers whether a line begins there. */
  private void advance(int from, int to) {
    count(source, from, to);
    position = to;
    isLineStart = to > from && source.charAt(to - 1) == '\n';
  }

  /** Where <code>{% raw %}</code> at a place ends, or -1 if it is no such tag. */
  private int endOfRawBegin(int begin) {
    int at = skipSpace(begin + (signAt(begin + 2) == 0 ? 2 : 3));
    if (!source.startsWith("raw", at)) {
      return -1;
    }
    at = skipSpace(at + 3);
    if (source.startsWith("-%}", at)) {
      return skipSpace(at + 3);
    }
    return source.startsWith("%}", at) ? at + 2 : -1;
  }

  private void raw() {
    for (int at = source.indexOf("{%", position); at >= 0; at = source.indexOf("{%", at + 1)) {
      char sign = signAt(at + 2);
      int word = skipSpace(at + (sign == 0 ? 2 : 3));
      if (source.startsWith("endraw", word)) {
        int end = endOfTag(skipSpace(word + 6), "%}");
        if (end >= 0) {
          text(source.substring(position, at), sign, true);
          advance(at, end);
          return;
        }
      }
    }
    throw new TemplateException("a raw block is not closed");
  }

  private void comment() {
    int end = source.indexOf("#}", position);
    if (end < 0) {
      throw new TemplateException("a comment is not closed");
    }
    boolean hasSign = end > position && signAt(end - 1) != 0;
    advance(position, endOfTag(hasSign ? end - 1 : end, "#}"));
  }

  /** Where a closing delimiter at a place ends, with the white space it takes; -1 if none. */
  private int endOfTag(int at, String delimiter) {
    if (source.startsWith("+" + delimiter, at)) {
      return at + 3;
    }
    if (source.startsWith("-" + delimiter, at)) {
      return skipSpace(at + 3);
    }
    if (source.startsWith(delimiter, at)) {
      return at + (source.startsWith("\n", at + 2) ? 3 : 2);
    }
    return -1;
  }

  private int endOfVariable(int at) {
    if (source.startsWith("-}}", at)) {
      return skipSpace(at + 3);
    }
    return source.startsWith("}}", at) ? at + 2 : -1;
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < source.length() && Text.isSpace(source.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The inside of a statement or an expression, with both delimiters. */
  private void tag(boolean isVariable) {
    add(isVariable ? Kind.VARIABLE_BEGIN : Kind.BLOCK_BEGIN, "", null);
    Deque<Character> open = new ArrayDeque<>();
    while (position < source.length()) {
      if (open.isEmpty()) {
        int end = isVariable ? endOfVariable(position) : endOfTag(position, "%}");
        if (end >= 0) {
          add(isVariable ? Kind.VARIABLE_END : Kind.BLOCK_END, "", null);
          advance(position, end);
          return;
        }
      }
      char c = source.charAt(position);
      if (Text.isSpace(c)) {
        advance(position, skipSpace(position));
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (isNamePart(c)) {
        int from = position;
        int end = from;
        while (end < source.length() && (isNamePart(source.charAt(end)) || isDigit(end))) {
          end++;
        }
        add(Kind.NAME, source.substring(from, end), null);
        advance(from, end);
      } else if (c == '\'' || c == '"') {
        string(c);
      } else {
        operator(open);
      }
    }
    throw new TemplateException("a tag is not closed");
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private void operator(Deque<Character> open) {
    String operator = null;
    for (String candidate : LONG_OPERATORS) {
      if (source.startsWith(candidate, position)) {
        operator = candidate;
      }
    }
    char c = source.charAt(position);
    if (operator == null) {
      if (SHORT_OPERATORS.indexOf(c) < 0) {
        throw new TemplateException("unexpected character: " + Text.visible(c));
      }
      operator = String.valueOf(c);
      if ("([{".indexOf(c) >= 0) {
        open.push(c == '(' ? ')' : c == '[' ? ']' : '}');
      } else if (")]}".indexOf(c) >= 0 && (open.isEmpty() || open.pop() != c)) {
        throw new TemplateException("unexpected bracket: " + c);
      }
    }
    add(Kind.OPERATOR, operator, null);
    advance(position, position + operator.length());
  }

  private void number() {
    int from = position;
    int digits = digitsEnd(from);
    boolean isAfterDot = from > 0 && source.charAt(from - 1) == '.';
    int end = isAfterDot ? -1 : floatEnd(digits);
    if (end > 0) {
      double value = Double.parseDouble(source.substring(from, end).replace("_", ""));
      if (Double.isInfinite(value)) {
        throw new TemplateException("a float out of range");
      }
      add(Kind.FLOAT, source.substring(from, end), value);
    } else {
      end = integer(from);
    }
    advance(from, end);
  }

  /** End of digits that single underscores may part. */
  private int digitsEnd(int from) {
    int at = from;
    while (isDigit(at) || (at > from && isUnderscoreBeforeDigit(at))) {
      at++;
    }
    return at;
  }

  private boolean isUnderscoreBeforeDigit(int at) {
    return at < source.length() && source.charAt(at) == '_' && isDigit(at + 1);
  }

  private boolean isDigit(int at) {
    return at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9';
  }

  /** End of a float whose whole part ends at a place; -1 if it is none. */
  private int floatEnd(int digits) {
    int end = digits;
    boolean hasFraction = source.startsWith(".", end) && isDigit(end + 1);
    if (hasFraction) {
      end = digitsEnd(end + 1);
    }
    if (end < source.length() && (source.charAt(end) == 'e' || source.charAt(end) == 'E')) {
      int exponent = end + 1 + (signAt(end + 1) == 0 ? 0 : 1);
      if (isDigit(exponent)) {
        return digitsEnd(exponent);
      }
    }
    return hasFraction ? end : -1;
  }

  private int integer(int from) {
    int end = from + 1;
    if (source.charAt(from) == '0') {
      if (end < source.length() && "bBoOxX".indexOf(source.charAt(end)) >= 0) {
        throw new TemplateException("an integer that is not decimal");
      }
      while (source.startsWith("0", end) || source.startsWith("_0", end)) {
        end += source.charAt(end) == '_' ? 2 : 1;
      }
    } else {
      end = digitsEnd(from);
    }
    String digits = source.substring(from, end).replace("_", "");
    try {
      add(Kind.INTEGER, digits, Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw new TemplateException("an integer out of range: " + Text.shortened(digits));
    }
    return end;
  }

  private void string(char quote) {
    int from = position;
    int end = from + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw new TemplateException("a string is not closed");
    }
    add(Kind.STRING, Escapes.decode(source.substring(from + 1, end)), null);
    advance(from, end + 1);
  }

  private void add(Kind kind, String text, Object number) {
    if (tokens.size() >= most) {
      throw new TemplateException("the template is too large (allowed: " + most + " tokens)");
    }
    tokens.add(new Token(kind, text, number, line));
  }
}
