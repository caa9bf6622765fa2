package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.Markup;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.util.List;

/** Jinja2's filters of texts. */
final class TextFilters {
  private static final int CENTER_WIDTH = 80;
  private static final int TRUNCATED_LENGTH = 255;
  private static final int TRUNCATED_LEEWAY = 5;
  private static final int INDENTATION = 4;

  private final Budget budget;
  private final Printer printer;
  private final StringMethods strings;
  private final Formats formats;

  TextFilters(Budget budget, Printer printer, StringMethods strings, Formats formats) {
    this.budget = budget;
    this.printer = printer;
    this.strings = strings;
    this.formats = formats;
  }

  Object apply(String name, Object value, Arguments given) {
    switch (name) {
      case "upper", "lower", "capitalize":
        given.bind(name);
        return strings.call(name, printer.text(value), Arguments.NONE);
      case "title":
        given.bind(name);
        return title(printer.text(value));
      case "string":
        given.bind(name);
        return value instanceof Markup ? value : printer.text(value);
      case "trim":
        Object chars = given.bind(name, "chars?")[0];
        return strings.call(
            "strip",
            printer.text(value),
            chars == Arguments.ABSENT ? Arguments.NONE : Arguments.of(chars));
      case "replace":
        return replace(value, given);
      case "safe":
        given.bind(name);
        return new Markup(printer.text(value));
      case "e", "escape":
        given.bindPositional(name);
        return value instanceof Markup ? value : new Markup(escaped(printer.text(value)));
      case "format":
        return format(value, given);
      case "indent":
        return indent(value, given);
      case "wordcount":
        given.bind(name);
        return words(printer.text(value));
      case "center":
        return center(value, given);
      case "truncate":
        return truncate(value, given);
      default:
        throw new TemplateException("the filter " + name + " is not supported");
    }
  }

  private static String title(String text) {
    Text.requireAscii(text, "title case");
    StringBuilder title = new StringBuilder(text.length());
    boolean isBegin = true;
    for (char c : text.toCharArray()) {
      boolean isBetween = Text.isSpace(c) || "-({[<".indexOf(c) >= 0;
      title.append(isBegin ? Character.toUpperCase(c) : Character.toLowerCase(c));
      isBegin = isBetween;
    }
    return title.toString();
  }

  private Object replace(Object value, Arguments given) {
    Object[] values = given.bind("replace", "old", "new", "count?");
    boolean isAll = values[2] == Arguments.ABSENT || values[2] == null;
    int count = isAll ? -1 : StringMethods.integer(values[2], "replace");
    String text = printer.text(value);
    return strings.replace(text, printer.text(values[0]), printer.text(values[1]), count);
  }

  private String escaped(String text) {
    budget.text(text.length() * 5L);
    return text.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private Object format(Object value, Arguments given) {
    if (!given.named().isEmpty()) {
      throw new TemplateException("format by names is not supported");
    }
    return formats.percent(printer.text(value), new TupleValue(given.positional()));
  }

  private Object indent(Object value, Arguments given) {
    Object[] values = given.bind("indent", "width?", "first?", "blank?");
    Object width = values[0] == Arguments.ABSENT ? (Object) (long) INDENTATION : values[0];
    String text = StringMethods.text(value, "indent");
    if (!(width instanceof String)) {
      int blanks = Math.max(0, StringMethods.integer(width, "indent"));
      budget.text(blanks);
      width = " ".repeat(blanks);
    }
    String indentation = (String) width;
    boolean isFirstToo = values[1] != Arguments.ABSENT && Kinds.isTrue(values[1]);
    boolean isBlankToo = values[2] != Arguments.ABSENT && Kinds.isTrue(values[2]);
    List<Object> lines = strings.lines(text + "\n", false);
    budget.text(text.length() + (long) lines.size() * indentation.length());
    StringBuilder out = new StringBuilder(isFirstToo ? indentation : "");
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      out.append(i == 0 ? "" : "\n");
      out.append(i > 0 && (isBlankToo || !line.isEmpty()) ? indentation : "").append(line);
    }
    return out.toString();
  }

  private static Object words(String text) {
    Text.requireAscii(text, "counting words");
    long count = 0;
    boolean isInWord = false;
    for (char c : text.toCharArray()) {
      boolean isPart = Character.isLetterOrDigit(c) || c == '_';
      count += isPart && !isInWord ? 1 : 0;
      isInWord = isPart;
    }
    return count;
  }

  private Object center(Object value, Arguments given) {
    Object width = given.bind("center", "width?")[0];
    Object size = width == Arguments.ABSENT ? (Object) (long) CENTER_WIDTH : width;
    return strings.call("center", printer.text(value), Arguments.of(size));
  }

  private Object truncate(Object value, Arguments given) {
    Object[] values = given.bind("truncate", "length?", "killwords?", "end?", "leeway?");
    String text = StringMethods.text(value, "truncate");
    int length =
        values[0] == Arguments.ABSENT
            ? TRUNCATED_LENGTH
            : StringMethods.integer(values[0], "truncate");
    boolean isWordCut = values[1] != Arguments.ABSENT && Kinds.isTrue(values[1]);
    String end = values[2] == Arguments.ABSENT ? "..." : StringMethods.text(values[2], "truncate");
    boolean isLeewayGiven = values[3] != Arguments.ABSENT && values[3] != null;
    int leeway = isLeewayGiven ? StringMethods.integer(values[3], "truncate") : TRUNCATED_LEEWAY;
    if (length < Kinds.size(end) || leeway < 0) {
      throw new TemplateException("truncate to less than its end");
    }
    if (Kinds.size(text) <= length + leeway) {
      return text;
    }
    String kept = text.substring(0, text.offsetByCodePoints(0, length - Kinds.size(end)));
    int blank = kept.lastIndexOf(' ');
    return (isWordCut || blank < 0 ? kept : kept.substring(0, blank)) + end;
  }
}
