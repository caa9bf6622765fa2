package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.Function;
import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Markup;
import dev.rondo.policy.text.jinja.Values.Namespace;
import dev.rondo.policy.text.jinja.Values.Range;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Jinja2's tests. */
final class Tests {
  private static final Map<String, String> COMPARISONS = comparisonNames();

  private static final Set<String> OTHERS =
      Set.of(
          "odd",
          "even",
          "divisibleby",
          "defined",
          "undefined",
          "filter",
          "test",
          "none",
          "boolean",
          "false",
          "true",
          "integer",
          "float",
          "lower",
          "upper",
          "string",
          "mapping",
          "number",
          "sequence",
          "iterable",
          "callable",
          "sameas",
          "escaped",
          "in");

  /** All that Jinja2 has. */
  static final Set<String> NAMES = names();

  private final Budget budget;
  private final Comparisons comparisons;
  private final Operators operators;
  private final Printer printer;

  Tests(Budget budget, Comparisons comparisons, Operators operators, Printer printer) {
    this.budget = budget;
    this.comparisons = comparisons;
    this.operators = operators;
    this.printer = printer;
  }

  private static Map<String, String> comparisonNames() {
    Map<String, String> names = new HashMap<>();
    for (String[] row :
        new String[][] {
          {"==", "eq", "equalto"},
          {"!=", "ne"},
          {">", "gt", "greaterthan"},
          {">=", "ge"},
          {"<", "lt", "lessthan"},
          {"<=", "le"}
        }) {
      for (String name : row) {
        names.put(name, row[0]);
      }
    }
    return names;
  }

  private static Set<String> names() {
    Set<String> names = new java.util.HashSet<>(OTHERS);
    names.addAll(COMPARISONS.keySet());
    return Set.copyOf(names);
  }

  boolean test(String name, Object value, Arguments given) {
    if (!NAMES.contains(name)) {
      throw Scopes.unknown("test", name);
    }
    String operator = COMPARISONS.get(name);
    if (operator != null) {
      return comparisons.test(operator, value, given.bindPositional(name, "other")[0]);
    }
    switch (name) {
      case "divisibleby":
        return isZero(operators.binary("%", number(value), given.bind(name, "num")[0]));
      case "sameas":
        return isSame(value, given.bind(name, "other")[0]);
      case "in":
        return comparisons.contains(given.bind(name, "seq")[0], value);
      default:
        given.bind(name);
        return test(name, value);
    }
  }

  private boolean test(String name, Object value) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == null;
      case "boolean" -> value instanceof Boolean;
      case "true" -> Boolean.TRUE.equals(value);
      case "false" -> Boolean.FALSE.equals(value);
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "number" -> Kinds.isNumber(value);
      case "string" -> value instanceof String || value instanceof Markup;
      case "mapping" -> value instanceof DictValue;
      case "sequence" -> isSequence(value);
      case "iterable" -> Iteration.isIterable(value);
      case "callable" -> isCallable(value);
      case "escaped" -> value instanceof Markup;
      case "odd" -> isEqual(operators.binary("%", number(value), 2L), 1L);
      case "even" -> isZero(operators.binary("%", number(value), 2L));
      case "lower", "upper" -> isCased(name, budget.text(printer.text(value)));
      case "filter" -> Filters.NAMES.contains(StringMethods.text(value, "the test filter"));
      default -> NAMES.contains(StringMethods.text(value, "the test test"));
    };
  }

  /** Python's {@code %} formats texts; that is no test of a number. */
  private static Object number(Object value) {
    if (value instanceof String) {
      throw new TemplateException("a text is neither odd nor even");
    }
    return value;
  }

  private boolean isEqual(Object value, Object other) {
    return comparisons.isEqual(value, other);
  }

  private boolean isZero(Object value) {
    return isEqual(value, 0L);
  }

  private static boolean isSequence(Object value) {
    return value instanceof String
        || value instanceof Markup
        || value instanceof ListValue
        || value instanceof TupleValue
        || value instanceof DictValue
        || value instanceof Range
        || value instanceof Undefined;
  }

  private static boolean isCallable(Object value) {
    if (value instanceof Namespace) {
      throw new TemplateException("the test callable of a namespace is not supported");
    }
    return value instanceof Function
        || value instanceof MacroValue
        || value instanceof LoopValue
        || value instanceof Undefined;
  }

  private static boolean isCased(String name, String text) {
    Text.requireAscii(text, "the test " + name);
    return StringMethods.isOfKind(name.equals("lower") ? "islower" : "isupper", text);
  }

  private static boolean isSame(Object value, Object other) {
    if (value == null || other == null || value instanceof Boolean || other instanceof Boolean) {
      return value == null ? other == null : value.equals(other);
    }
    boolean isByReference =
        value instanceof ListValue || value instanceof DictValue || value instanceof Namespace;
    if (!isByReference) {
      throw new TemplateException("the test sameas of " + Kinds.name(value) + " is not supported");
    }
    return value == other;
  }
}
