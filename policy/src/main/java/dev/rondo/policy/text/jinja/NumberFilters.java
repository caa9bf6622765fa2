package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.util.Iterator;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Jinja2's filters of numbers. */
final class NumberFilters {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+(_[0-9]+)*+");
  private static final Pattern FLOAT =
      Pattern.compile("[+-]?([0-9]++(\\.[0-9]*+)?|\\.[0-9]++)([eE][+-]?[0-9]++)?");
  private static final int MOST_DIGITS = 100;

  private final Runtime runtime;

  NumberFilters(Runtime runtime) {
    this.runtime = runtime;
  }

  Object apply(String name, Object value, Arguments given) {
    return switch (name) {
      case "int" -> integer(value, given);
      case "float" -> real(value, given);
      case "round" -> round(value, given);
      case "abs" -> absolute(value, given);
      default -> sum(value, given);
    };
  }

  private static void refuseUndefined(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.refusal();
    }
  }

  private static Object integer(Object value, Arguments given) {
    Object[] values = given.bind("int", "default?", "base?");
    Object otherwise = values[0] == Arguments.ABSENT ? 0L : values[0];
    if (values[1] != Arguments.ABSENT && !Long.valueOf(10).equals(values[1])) {
      throw new TemplateException("int with another base is not supported");
    }
    refuseUndefined(value);
    if (Kinds.isInteger(value)) {
      return Kinds.integer(value);
    }
    if (value instanceof String text) {
      String digits = number(text);
      if (INTEGER.matcher(digits).matches()) {
        try {
          return Long.parseLong(digits.replace("_", ""));
        } catch (NumberFormatException e) {
          throw new TemplateException("an integer out of range");
        }
      }
    }
    Double number = parsed(value);
    if (number == null) {
      return otherwise;
    }
    if (Math.abs(number) >= 1e18) {
      throw new TemplateException("an integer out of range");
    }
    return number.longValue();
  }

  private static Object real(Object value, Arguments given) {
    Object[] values = given.bind("float", "default?");
    refuseUndefined(value);
    Double number = parsed(value);
    Object otherwise = values[0] == Arguments.ABSENT ? (Object) 0.0 : values[0];
    return number == null ? otherwise : (Object) number;
  }

  /** The text of a number without white space around it. */
  private static String number(String text) {
    String digits = Text.strip(text, null, true, true);
    if (!Text.isAscii(digits) || digits.length() > MOST_DIGITS) {
      throw new TemplateException(
          "a number of text beyond ASCII or of great length is not supported");
    }
    return digits;
  }

  /** A float as Python reads it; null if it is none. */
  private static Double parsed(Object value) {
    if (Kinds.isInteger(value)) {
      if (Math.abs(Kinds.integer(value)) > 1L << 53) {
        throw new TemplateException("an integer out of range");
      }
      return (double) Kinds.integer(value);
    } else if (value instanceof Double number) {
      return number;
    } else if (value instanceof String text) {
      String digits = number(text);
      String lower = digits.toLowerCase(java.util.Locale.ROOT);
      if (lower.contains("inf") || lower.contains("nan") || lower.matches(".*[0-9]_[0-9].*")) {
        throw new TemplateException("a number in this form is not supported");
      }
      if (FLOAT.matcher(digits).matches()) {
        return Floats.finite(Double.parseDouble(digits));
      }
    }
    return null;
  }

  private static Object round(Object value, Arguments given) {
    Object[] values = given.bind("round", "precision?", "method?");
    Object method = values[1] == Arguments.ABSENT ? "common" : values[1];
    int digits = values[0] == Arguments.ABSENT ? 0 : StringMethods.integer(values[0], "round");
    if (digits < 0 || digits > 15) {
      throw new TemplateException("round with these digits is not supported");
    }
    refuseUndefined(value);
    if (!Kinds.isNumber(value)) {
      throw new TemplateException("round of a value of type " + Kinds.name(value));
    }
    if (method.equals("common")) {
      return value instanceof Double number
          ? (Object) Floats.rounded(number, digits)
          : (Object) Kinds.integer(value);
    }
    if (!method.equals("ceil") && !method.equals("floor")) {
      throw new TemplateException("round knows common, ceil and floor");
    }
    double factor = Math.pow(10, digits);
    double scaled = Kinds.real(value) * factor;
    double whole = method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled);
    if (Math.abs(whole) > 1L << 53) {
      throw new TemplateException("a number out of range");
    }
    return (double) (long) whole / factor;
  }

  private static Object absolute(Object value, Arguments given) {
    given.bindPositional("abs");
    refuseUndefined(value);
    if (value instanceof Double number) {
      return Math.abs(number);
    } else if (Kinds.isInteger(value) && Kinds.integer(value) != Long.MIN_VALUE) {
      return Math.abs(Kinds.integer(value));
    }
    throw new TemplateException("abs of a value of type " + Kinds.name(value));
  }

  private Object sum(Object value, Arguments given) {
    Object[] values = given.bind("sum", "attribute?", "start?");
    Object attribute = values[0] == Arguments.ABSENT ? null : values[0];
    Function<Object, Object> getter = new Ordering(runtime).getter(attribute, null, false);
    Object sum = values[1] == Arguments.ABSENT ? (Object) 0L : values[1];
    for (Iterator<Object> items = runtime.iteration().over(value); items.hasNext(); ) {
      Object item = getter.apply(items.next());
      for (Object operand : new Object[] {sum, item}) {
        boolean isSupported =
            Kinds.isInteger(operand)
                || operand instanceof ListValue
                || operand instanceof TupleValue;
        if (!isSupported) {
          throw new TemplateException(
              "sum of values of type " + Kinds.name(operand) + " is not supported");
        }
      }
      sum = runtime.operators().binary("+", sum, item);
    }
    return sum;
  }
}
