package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Markup;
import dev.rondo.policy.text.jinja.Values.Once;
import dev.rondo.policy.text.jinja.Values.Range;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import dev.rondo.policy.text.jinja.Values.View;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Equality, order and membership, as Python has them. */
final class Comparisons {
  private final Budget budget;

  Comparisons(Budget budget) {
    this.budget = budget;
  }

  boolean test(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> isEqual(left, right);
      case "!=" -> !isEqual(left, right);
      case "<" -> compare(left, right, operator) < 0;
      case "<=" -> compare(left, right, operator) <= 0;
      case ">" -> compare(left, right, operator) > 0;
      case ">=" -> compare(left, right, operator) >= 0;
      case "in" -> contains(right, left);
      default -> !contains(right, left);
    };
  }

  boolean isEqual(Object left, Object right) {
    budget.step();
    if (left instanceof Markup || right instanceof Markup) {
      throw new TemplateException("comparing a text marked as safe is not supported");
    }
    if (left == null || right == null) {
      return left == right;
    } else if (Kinds.isNumber(left) && Kinds.isNumber(right)) {
      return compareNumbers(left, right) == 0;
    } else if (left instanceof String a && right instanceof String b) {
      budget.text(Math.min(a.length(), b.length()));
      return a.equals(b);
    } else if (left instanceof ListValue a && right instanceof ListValue b) {
      return areEqual(a.items, b.items);
    } else if (left instanceof TupleValue a && right instanceof TupleValue b) {
      return areEqual(a.items, b.items);
    } else if (left instanceof DictValue a && right instanceof DictValue b) {
      return areEqual(a, b);
    } else if (left instanceof Undefined && right instanceof Undefined) {
      return true;
    } else if ((left instanceof View && right instanceof View)
        || (left instanceof Range && right instanceof Range)) {
      throw new TemplateException(
          "comparing two values of type " + Kinds.name(left) + " is not supported");
    }
    return left == right;
  }

  private boolean areEqual(List<Object> left, List<Object> right) {
    if (left.size() != right.size()) {
      return false;
    }
    budget.enter();
    boolean areEqual = true;
    for (int i = 0; areEqual && i < left.size(); i++) {
      areEqual = left.get(i) == right.get(i) || isEqual(left.get(i), right.get(i));
    }
    budget.leave();
    return areEqual;
  }

  private boolean areEqual(DictValue left, DictValue right) {
    if (left.entries.size() != right.entries.size()) {
      return false;
    }
    budget.enter();
    boolean areEqual = true;
    for (Map.Entry<Object, Map.Entry<Object, Object>> entry : left.entries.entrySet()) {
      Map.Entry<Object, Object> other = right.entries.get(entry.getKey());
      areEqual &= other != null && isEqual(entry.getValue().getValue(), other.getValue());
    }
    budget.leave();
    return areEqual;
  }

  private static int compareNumbers(Object left, Object right) {
    if (left instanceof Double || right instanceof Double) {
      return exact(left).compareTo(exact(right));
    }
    return Long.compare(Kinds.integer(left), Kinds.integer(right));
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Double d
        ? new BigDecimal(d)
        : BigDecimal.valueOf(Kinds.integer(number));
  }

  /** Order of two values; what Python does not order is refused. */
  int compare(Object left, Object right, String operator) {
    budget.step();
    if (Kinds.isNumber(left) && Kinds.isNumber(right)) {
      return compareNumbers(left, right);
    } else if (left instanceof String a && right instanceof String b) {
      budget.text(Math.min(a.length(), b.length()));
      return Text.compare(a, b);
    } else if (left instanceof ListValue a && right instanceof ListValue b) {
      return compareAll(a.items, b.items, operator);
    } else if (left instanceof TupleValue a && right instanceof TupleValue b) {
      return compareAll(a.items, b.items, operator);
    } else if (left instanceof Undefined undefined) {
      throw undefined.refusal();
    } else if (right instanceof Undefined undefined) {
      throw undefined.refusal();
    }
    throw new TemplateException(
        "cannot compare by " + operator + ": " + Kinds.name(left) + " and " + Kinds.name(right));
  }

  private int compareAll(List<Object> left, List<Object> right, String operator) {
    budget.enter();
    int common = Math.min(left.size(), right.size());
    int result = Integer.compare(left.size(), right.size());
    for (int i = 0; i < common; i++) {
      if (left.get(i) != right.get(i) && !isEqual(left.get(i), right.get(i))) {
        result = compare(left.get(i), right.get(i), operator);
        break;
      }
    }
    budget.leave();
    return result;
  }

  /** Whether a value is in a collection, or a text in a text. */
  boolean contains(Object collection, Object value) {
    if (collection instanceof String text) {
      if (value instanceof String part) {
        budget.search(text.length(), part.length());
        return text.contains(part);
      }
      throw new TemplateException("cannot look for " + Kinds.name(value) + " in a text");
    } else if (collection instanceof ListValue list) {
      return contains(list.items.iterator(), value);
    } else if (collection instanceof TupleValue tuple) {
      return contains(tuple.items.iterator(), value);
    } else if (collection instanceof DictValue dict) {
      return find(dict, value) != null;
    } else if (collection instanceof View view) {
      if (view.name().equals("keys")) {
        return find(view.of(), value) != null;
      }
      return contains(view.items().iterator(), value);
    } else if (collection instanceof Range range && value instanceof Long n) {
      long last = range.size() == 0 ? 0 : range.at(range.size() - 1);
      return range.size() > 0
          && Math.min(range.start(), last) <= n
          && n <= Math.max(range.start(), last)
          && (n - range.start()) % range.step() == 0;
    } else if (collection instanceof Once once) {
      return contains(once.iterator, value);
    } else if (collection instanceof Undefined) {
      return false;
    }
    throw new TemplateException("cannot look into a value of type " + Kinds.name(collection));
  }

  private static Map.Entry<Object, Object> find(DictValue dict, Object key) {
    try {
      return dict.find(key);
    } catch (Values.UnhashableException e) {
      throw new TemplateException(e.getMessage());
    }
  }

  private boolean contains(Iterator<Object> items, Object value) {
    while (items.hasNext()) {
      Object item = items.next();
      if (item == value || isEqual(item, value)) {
        return true;
      }
    }
    return false;
  }
}
