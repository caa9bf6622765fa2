package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** The plain part of Python's two ways to fill values into a text; the rest is refused. */
final class Formats {
  private static final int MOST_DECIMALS = 20;

  private final Budget budget;
  private final Printer printer;

  Formats(Budget budget, Printer printer) {
    this.budget = budget;
    this.printer = printer;
  }

  /** {@code format % value}. */
  String percent(String format, Object value) {
    if (value instanceof DictValue) {
      throw new TemplateException("a % format with names is not supported");
    }
    List<Object> values =
        value instanceof TupleValue tuple ? tuple.items : new Values.ListValue(listOf(value)).items;
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (int at = 0; at < format.length(); at++) {
      char c = format.charAt(at);
      if (c != '%') {
        out.append(c);
        continue;
      }
      int end = at + 1;
      while (end < format.length() && ".0123456789".indexOf(format.charAt(end)) >= 0) {
        end++;
      }
      char kind = end < format.length() ? format.charAt(end) : 0;
      String size = format.substring(at + 1, end);
      if (kind == '%' && size.isEmpty()) {
        out.append('%');
      } else if (used >= values.size()) {
        throw new TemplateException("not enough values for a % format");
      } else {
        out.append(converted(kind, size, values.get(used++)));
      }
      budget.text(out.length());
      at = end;
    }
    if (used < values.size()) {
      throw new TemplateException("too many values for a % format");
    }
    return out.toString();
  }

  private static List<Object> listOf(Object value) {
    List<Object> values = new java.util.ArrayList<>();
    values.add(value);
    return values;
  }

  private String converted(char kind, String size, Object value) {
    if (kind == 's' && size.isEmpty()) {
      return printer.text(value);
    } else if (kind == 'r' && size.isEmpty()) {
      return printer.representation(value);
    } else if ((kind == 'd' || kind == 'i') && size.isEmpty() && Kinds.isInteger(value)) {
      return Long.toString(Kinds.integer(value));
    } else if (kind == 'f' && size.matches("\\.\\d{1,2}") && value instanceof Double number) {
      int digits = Integer.parseInt(size.substring(1));
      if (digits <= MOST_DECIMALS) {
        String text =
            new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
        boolean isMinus = number < 0 || 1 / number < 0;
        return isMinus && !text.startsWith("-") ? "-" + text : text;
      }
    }
    throw new TemplateException(
        "the format %"
            + size
            + Text.visible(kind)
            + " of "
            + Kinds.name(value)
            + " is not supported");
  }

  /** {@code format.format(...)}: braces with a position, a name, or nothing in them. */
  String braces(String format, Arguments arguments) {
    StringBuilder out = new StringBuilder();
    int automatic = 0;
    boolean isNumbered = false;
    for (int at = 0; at < format.length(); at++) {
      char c = format.charAt(at);
      boolean isDoubled = at + 1 < format.length() && format.charAt(at + 1) == c;
      if (c != '{' && c != '}') {
        out.append(c);
        continue;
      }
      if (isDoubled) {
        out.append(c);
        at++;
        continue;
      }
      int end = format.indexOf('}', at);
      String field = c == '{' && end > 0 ? format.substring(at + 1, end) : "?";
      Object value;
      if (field.isEmpty()) {
        value = positional(arguments, automatic++);
      } else if (field.matches("\\d{1,4}")) {
        isNumbered = true;
        value = positional(arguments, Integer.parseInt(field));
      } else if (field.matches("[A-Za-z_][A-Za-z_0-9]*") && arguments.named().containsKey(field)) {
        value = arguments.named().get(field);
      } else {
        throw new TemplateException(
            "the format field {" + Text.shortened(field) + "} is not supported");
      }
      if (isNumbered && automatic > 0) {
        throw new TemplateException("a format with and without numbers");
      }
      if (value instanceof Values.DictValue || value instanceof Values.Markup) {
        throw new TemplateException("formatting " + Kinds.name(value) + " is not supported");
      }
      out.append(printer.text(value));
      budget.text(out.length());
      at = end;
    }
    return out.toString();
  }

  private static Object positional(Arguments arguments, int index) {
    if (index >= arguments.positional().size()) {
      throw new TemplateException("not enough values for a format");
    }
    return arguments.positional().get(index);
  }
}
