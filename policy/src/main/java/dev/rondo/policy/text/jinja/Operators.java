package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Range;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.util.ArrayList;
import java.util.List;

/** Arithmetic on values, and slices of them. Integers beyond 64 bits are refused. */
final class Operators {
  private static final long EXACT_AS_FLOAT = 1L << 53;
  private static final int MOST_EXPONENT = 64;

  private final Budget budget;
  private final Formats formats;

  Operators(Budget budget, Formats formats) {
    this.budget = budget;
    this.formats = formats;
  }

  Object unary(String operator, Object value) {
    if (operator.equals("not")) {
      return !Kinds.isTrue(value);
    }
    if (value instanceof Undefined undefined) {
      throw undefined.refusal();
    }
    boolean isMinus = operator.equals("-");
    if (value instanceof Double d) {
      return isMinus ? -d : d;
    }
    if (Kinds.isInteger(value)) {
      try {
        return isMinus ? Math.negateExact(Kinds.integer(value)) : Kinds.integer(value);
      } catch (ArithmeticException e) {
        throw outOfRange();
      }
    }
    throw new TemplateException("cannot use the sign " + operator + " with " + Kinds.name(value));
  }

  Object binary(String operator, Object left, Object right) {
    if (operator.equals("%") && left instanceof String format) {
      return formats.percent(format, right);
    }
    if (left instanceof Undefined undefined) {
      throw undefined.refusal();
    } else if (right instanceof Undefined undefined) {
      throw undefined.refusal();
    }
    Object result = null;
    if (Kinds.isInteger(left) && Kinds.isInteger(right)) {
      result = integers(operator, Kinds.integer(left), Kinds.integer(right));
    } else if (Kinds.isNumber(left) && Kinds.isNumber(right)) {
      result = floats(operator, left, right);
    } else if (operator.equals("+")) {
      result = sum(left, right);
    } else if (operator.equals("*")) {
      result =
          Kinds.isInteger(right)
              ? repeated(left, Kinds.integer(right))
              : Kinds.isInteger(left) ? repeated(right, Kinds.integer(left)) : null;
    }
    if (result == null) {
      throw new TemplateException(
          "cannot use " + operator + " between " + Kinds.name(left) + " and " + Kinds.name(right));
    }
    return result;
  }

  private Object sum(Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      budget.text((long) a.length() + b.length());
      return a + b;
    } else if (left instanceof ListValue a && right instanceof ListValue b) {
      return new ListValue(joined(a.items, b.items));
    } else if (left instanceof TupleValue a && right instanceof TupleValue b) {
      return new TupleValue(joined(a.items, b.items));
    }
    return null;
  }

  private List<Object> joined(List<Object> left, List<Object> right) {
    budget.elements((long) left.size() + right.size());
    List<Object> all = new ArrayList<>(left.size() + right.size());
    all.addAll(left);
    all.addAll(right);
    return all;
  }

  private Object repeated(Object value, long count) {
    long times = Math.max(0, count);
    if (value instanceof String text) {
      requireSize(text.length(), times);
      budget.text(text.length() * times);
      return text.repeat((int) times);
    } else if (value instanceof ListValue list) {
      return new ListValue(repeated(list.items, times));
    } else if (value instanceof TupleValue tuple) {
      return new TupleValue(repeated(tuple.items, times));
    }
    return null;
  }

  private List<Object> repeated(List<Object> items, long times) {
    requireSize(items.size(), times);
    budget.elements(items.size() * times);
    List<Object> all = new ArrayList<>();
    for (long i = 0; i < times && !items.isEmpty(); i++) {
      all.addAll(items);
    }
    return all;
  }

  private void requireSize(int size, long times) {
    if (times > budget.mostCharacters()) {
      throw new TemplateException("cannot repeat " + times + " times");
    }
    if (size * times > budget.mostCharacters()) {
      throw new TemplateException("a repeated value is too long");
    }
  }

  private static Object integers(String operator, long left, long right) {
    try {
      switch (operator) {
        case "+":
          return Math.addExact(left, right);
        case "-":
          return Math.subtractExact(left, right);
        case "*":
          return Math.multiplyExact(left, right);
        case "**":
          return power(left, right);
        default:
          break;
      }
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
    if (right == 0) {
      throw new TemplateException("a division by zero");
    }
    if (left == Long.MIN_VALUE || Math.abs(right) < 0) {
      throw outOfRange();
    }
    return switch (operator) {
      case "//" -> Math.floorDiv(left, right);
      case "%" -> Math.floorMod(left, right);
      default -> {
        if (Math.abs(left) > EXACT_AS_FLOAT || Math.abs(right) > EXACT_AS_FLOAT) {
          throw outOfRange();
        }
        yield (double) left / right;
      }
    };
  }

  private static Object power(long base, long exponent) {
    // Jinja2 writes a constant -2 without brackets, so that Python may read -(2 ** n).
    if (base < 0 || exponent < 0) {
      throw new TemplateException("a power of or by a negative number is not supported");
    }
    if (base > 1 && exponent >= MOST_EXPONENT) {
      throw outOfRange();
    }
    long result = base == 0 && exponent > 0 ? 0 : 1;
    for (long i = 0; base > 1 && i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private static TemplateException outOfRange() {
    return new TemplateException("an integer out of range");
  }

  private static Object floats(String operator, Object leftNumber, Object rightNumber) {
    for (Object number : List.of(leftNumber, rightNumber)) {
      if (Kinds.isInteger(number) && Math.abs(Kinds.integer(number)) > EXACT_AS_FLOAT) {
        throw outOfRange();
      }
    }
    double left = Kinds.real(leftNumber);
    double right = Kinds.real(rightNumber);
    if (right == 0 && "/%//".contains(operator)) {
      throw new TemplateException("a division by zero");
    }
    return Floats.finite(
        switch (operator) {
          case "+" -> left + right;
          case "-" -> left - right;
          case "*" -> left * right;
          case "/" -> left / right;
          case "%" -> Floats.modulo(left, right);
          case "//" -> Floats.floorDivision(left, right);
          default -> throw new TemplateException("a power of floats is not supported");
        });
  }

  /** {@code value[start:stop:step]}; bounds are None where they are not given. */
  Object slice(Object value, Object start, Object stop, Object step) {
    if (value instanceof Undefined undefined) {
      throw undefined.refusal();
    }
    long stride = step == null ? 1 : bound(step);
    if (stride == 0) {
      throw new TemplateException("the step of a slice is 0");
    }
    if (value instanceof String text) {
      budget.text(text.length());
    }
    int size = Kinds.size(value);
    boolean isSliceable =
        value instanceof String || value instanceof ListValue || value instanceof TupleValue;
    if (!isSliceable) {
      throw new TemplateException("a slice of " + Kinds.name(value) + " is not supported");
    }
    long first = stride > 0 ? clamp(start, 0, size, 0) : clamp(start, -1, size - 1, size - 1);
    long end = stride > 0 ? clamp(stop, 0, size, size) : clamp(stop, -1, size - 1, -1);
    Range range = new Range(first, end, Math.max(-size - 1L, Math.min(stride, size + 1L)));
    if (value instanceof String text) {
      return sliced(text, range);
    }
    List<Object> from = value instanceof ListValue list ? list.items : ((TupleValue) value).items;
    budget.elements(range.size());
    List<Object> items = new ArrayList<>(range.size());
    for (int i = 0; i < range.size(); i++) {
      items.add(from.get((int) range.at(i)));
    }
    return value instanceof ListValue ? new ListValue(items) : new TupleValue(items);
  }

  private String sliced(String text, Range range) {
    budget.text(text.length());
    int size = range.size();
    if (size == 0) {
      return "";
    }
    if (range.step() == 1) {
      int from = text.offsetByCodePoints(0, (int) range.start());
      return text.substring(from, text.offsetByCodePoints(from, size));
    }
    StringBuilder sliced = new StringBuilder(size);
    if (Text.isFlat(text)) {
      for (int i = 0; i < size; i++) {
        sliced.append(text.charAt((int) range.at(i)));
      }
    } else {
      int[] characters = text.codePoints().toArray();
      for (int i = 0; i < size; i++) {
        sliced.appendCodePoint(characters[(int) range.at(i)]);
      }
    }
    return sliced.toString();
  }

  private static long bound(Object value) {
    if (!Kinds.isInteger(value)) {
      throw new TemplateException("a slice by " + Kinds.name(value));
    }
    return Kinds.integer(value);
  }

  private static long clamp(Object bound, int least, int most, int absent) {
    if (bound == null) {
      return absent;
    }
    long value = bound(bound);
    // A negative bound counts from the end; "most" is one less than the size when going backwards.
    long fromStart = value < 0 ? value + most + (least < 0 ? 1 : 0) : value;
    return Math.max(least, Math.min(fromStart, most));
  }
}
