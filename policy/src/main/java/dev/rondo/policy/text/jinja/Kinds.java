package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Markup;
import dev.rondo.policy.text.jinja.Values.Namespace;
import dev.rondo.policy.text.jinja.Values.Once;
import dev.rondo.policy.text.jinja.Values.Range;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import dev.rondo.policy.text.jinja.Values.View;

/** What kind a value is of, and what Python makes of it as a condition. */
final class Kinds {
  private Kinds() {}

  /** Python's name of a value's type. */
  static String name(Object value) {
    if (value == null) {
      return "None";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Long) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof String) {
      return "str";
    } else if (value instanceof Markup) {
      return "Markup";
    } else if (value instanceof ListValue) {
      return "list";
    } else if (value instanceof TupleValue) {
      return "tuple";
    } else if (value instanceof DictValue) {
      return "dict";
    } else if (value instanceof Range) {
      return "range";
    } else if (value instanceof View view) {
      return "dict_" + view.name();
    } else if (value instanceof Once) {
      return "generator";
    } else if (value instanceof Namespace) {
      return "Namespace";
    } else if (value instanceof Undefined) {
      return "Undefined";
    } else if (value instanceof LoopValue) {
      return "LoopContext";
    }
    return "function";
  }

  static boolean isTrue(Object value) {
    if (value == null || value instanceof Undefined) {
      return false;
    } else if (value instanceof Boolean b) {
      return b;
    } else if (value instanceof Long n) {
      return n != 0;
    } else if (value instanceof Double d) {
      return d != 0;
    } else if (value instanceof LoopValue loop) {
      return loop.length() != 0;
    }
    return value instanceof String text ? !text.isEmpty() : size(value) != 0;
  }

  /** Number of elements as len() has it; -1 if the value has no length. */
  static int size(Object value) {
    if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    } else if (value instanceof Markup markup) {
      return size(markup.text());
    } else if (value instanceof ListValue list) {
      return list.items.size();
    } else if (value instanceof TupleValue tuple) {
      return tuple.items.size();
    } else if (value instanceof DictValue dict) {
      return dict.entries.size();
    } else if (value instanceof Range range) {
      return range.size();
    } else if (value instanceof View view) {
      return view.of().entries.size();
    } else if (value instanceof Undefined) {
      return 0;
    } else if (value instanceof LoopValue loop) {
      return loop.length();
    }
    return -1;
  }

  static boolean isNumber(Object value) {
    return value instanceof Boolean || value instanceof Long || value instanceof Double;
  }

  /** Whether Python counts it as an integer, which bool is. */
  static boolean isInteger(Object value) {
    return value instanceof Boolean || value instanceof Long;
  }

  static long integer(Object value) {
    return value instanceof Boolean b ? (b ? 1 : 0) : (Long) value;
  }

  static double real(Object value) {
    return value instanceof Double d ? d : (double) integer(value);
  }
}
