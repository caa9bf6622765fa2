package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.Cycler;
import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.Function;
import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Namespace;
import dev.rondo.policy.text.jinja.Values.Once;
import dev.rondo.policy.text.jinja.Values.Range;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import dev.rondo.policy.text.jinja.Values.View;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code value.name} and {@code value[key]} as Jinja2's immutable sandbox looks them up: an
 * attribute before an item, or the other way round; private names and methods that would change a
 * value are as good as absent.
 */
final class Attributes {
  private static final Set<String> LIST_CHANGES =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");
  private static final Set<String> DICT_CHANGES =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> NUMBER_ATTRIBUTES =
      Set.of(
          "real",
          "imag",
          "numerator",
          "denominator",
          "conjugate",
          "bit_length",
          "bit_count",
          "to_bytes",
          "from_bytes",
          "as_integer_ratio",
          "is_integer",
          "hex",
          "fromhex");

  /** An attribute that the value does not have. */
  private static final Object MISSING = new Object();

  private final Budget budget;
  private final Comparisons comparisons;
  private final StringMethods strings;

  Attributes(Budget budget, Comparisons comparisons, StringMethods strings) {
    this.budget = budget;
    this.comparisons = comparisons;
    this.strings = strings;
  }

  /** {@code value.name}. */
  Object attribute(Object value, String name) {
    Object attribute = own(value, name);
    if (attribute != MISSING) {
      return attribute;
    }
    if (value instanceof DictValue dict) {
      Map.Entry<Object, Object> entry = dict.find(name);
      if (entry != null) {
        return entry.getValue();
      }
    }
    return absent(value, name);
  }

  /** {@code value[key]}. */
  Object item(Object value, Object key) {
    if (value instanceof Undefined undefined) {
      throw undefined.refusal();
    }
    if (value instanceof Values.Markup) {
      throw new TemplateException("a part of a text marked as safe is not supported");
    }
    if (value instanceof DictValue dict) {
      Map.Entry<Object, Object> entry = null;
      try {
        entry = dict.find(key);
      } catch (Values.UnhashableException e) {
        return absent(value, key);
      }
      if (entry != null) {
        return entry.getValue();
      }
    } else if (Kinds.isInteger(key)) {
      Object item = at(value, Kinds.integer(key));
      return item == MISSING ? absent(value, key) : item;
    }
    if (key instanceof Values.Markup) {
      throw new TemplateException("a look-up by a text marked as safe is not supported");
    }
    if (key instanceof String name) {
      Object attribute = own(value, name);
      return attribute == MISSING ? absent(value, key) : attribute;
    }
    return absent(value, key);
  }

  private Object at(Object value, long index) {
    if (value instanceof String text) {
      budget.text(text.length());
    }
    int size = Kinds.size(value);
    long at = index < 0 ? index + size : index;
    boolean isIn = at >= 0 && at < size;
    if (value instanceof String text) {
      if (!isIn) {
        return MISSING;
      }
      int from = text.offsetByCodePoints(0, (int) at);
      return text.substring(from, text.offsetByCodePoints(from, 1));
    } else if (value instanceof ListValue list) {
      return isIn ? list.items.get((int) at) : MISSING;
    } else if (value instanceof TupleValue tuple) {
      return isIn ? tuple.items.get((int) at) : MISSING;
    } else if (value instanceof Range range) {
      return isIn ? range.at((int) at) : MISSING;
    }
    return MISSING;
  }

  private static Undefined absent(Object value, Object key) {
    String what =
        key instanceof String name
            ? " has no attribute " + Text.shortened(name)
            : " has no such element";
    return new Undefined((value == null ? "None" : "a value of type " + Kinds.name(value)) + what);
  }

  private static Undefined unsafe(String name) {
    return new Undefined("access to " + Text.shortened(name) + " is not allowed");
  }

  /** An attribute of the value itself, not an item of it. */
  private Object own(Object value, String name) {
    if (value instanceof Undefined undefined) {
      throw undefined.refusal();
    }
    if (value instanceof Namespace namespace) {
      Map.Entry<Object, Object> entry = namespace.attributes.find(name);
      if (entry == null) {
        if (name.equals("_Namespace__attrs") || name.equals("__class__")) {
          return unsafe(name);
        }
        return MISSING;
      }
      return name.startsWith("_") ? unsafe(name) : entry.getValue();
    }
    if (name.startsWith("__")) {
      // Some are there and some are not: both are undefined, but an item may be found instead.
      if (value instanceof DictValue dict && dict.find(name) != null) {
        throw new TemplateException("the name " + Text.shortened(name) + " is not supported");
      }
      return unsafe(name);
    }
    if (value instanceof String text) {
      return StringMethods.has(name)
          ? method(name, given -> strings.call(name, text, given))
          : MISSING;
    } else if (value instanceof DictValue dict) {
      return ofDict(dict, name);
    } else if (value instanceof ListValue list) {
      return LIST_CHANGES.contains(name) ? unsafe(name) : ofSequence(list.items, name, true);
    } else if (value instanceof TupleValue tuple) {
      if (tuple.isGroup && (name.equals("grouper") || name.equals("list"))) {
        return tuple.items.get(name.equals("grouper") ? 0 : 1);
      }
      return ofSequence(tuple.items, name, false);
    } else if (value instanceof LoopValue loop) {
      Object attribute = loop.attribute(name, comparisons);
      return attribute == LoopValue.MISSING ? MISSING : attribute;
    } else if (value instanceof Cycler cycler) {
      return ofCycler(cycler, name);
    } else if (Kinds.isNumber(value) && NUMBER_ATTRIBUTES.contains(name)) {
      throw new TemplateException("the attribute " + name + " of a number is not supported");
    } else if (value == null || Kinds.isNumber(value)) {
      return MISSING;
    }
    return ofOther(value, name);
  }

  /** Values whose attributes nobody asks for: refused rather than guessed. */
  private static Object ofOther(Object value, String name) {
    if (value instanceof View || value instanceof Range || value instanceof Once) {
      Set<String> existing =
          Set.of(
              "isdisjoint",
              "mapping",
              "start",
              "stop",
              "step",
              "count",
              "index",
              "send",
              "throw",
              "close",
              "gi_frame",
              "gi_code",
              "gi_running",
              "gi_yieldfrom",
              "gi_suspended");
      if (!existing.contains(name)) {
        return MISSING;
      }
    } else if (value instanceof MacroValue macro && name.equals("name") && macro.name() != null) {
      return macro.name();
    }
    throw new TemplateException(
        "the attribute " + Text.shortened(name) + " of " + Kinds.name(value) + " is not supported");
  }

  private static Function method(String name, Function.Body body) {
    return new Function(name, body);
  }

  private static Object ofDict(DictValue dict, String name) {
    switch (name) {
      case "keys", "values", "items":
        return method(
            name,
            given -> {
              given.bindPositional(name);
              return new View(name, dict);
            });
      case "get":
        return method(
            name,
            given -> {
              Object[] values = given.bindPositional(name, "key", "default?");
              try {
                Map.Entry<Object, Object> entry = dict.find(values[0]);
                Object otherwise = values[1] == Arguments.ABSENT ? null : values[1];
                return entry == null ? otherwise : entry.getValue();
              } catch (Values.UnhashableException e) {
                throw new TemplateException(e.getMessage());
              }
            });
      case "copy":
        return method(
            name,
            given -> {
              given.bindPositional(name);
              DictValue copy = new DictValue();
              copy.entries.putAll(dict.entries);
              return copy;
            });
      case "fromkeys":
        throw new TemplateException("the method fromkeys is not supported");
      default:
        return DICT_CHANGES.contains(name) ? unsafe(name) : MISSING;
    }
  }

  private Object ofSequence(List<Object> items, String name, boolean isList) {
    switch (name) {
      case "index":
        return method(
            name,
            given -> {
              Object wanted = given.bindPositional(name, "value")[0];
              for (int i = 0; i < items.size(); i++) {
                if (items.get(i) == wanted || comparisons.isEqual(items.get(i), wanted)) {
                  return (long) i;
                }
              }
              throw new TemplateException("a value is not in the list");
            });
      case "count":
        return method(
            name,
            given -> {
              Object wanted = given.bindPositional(name, "value")[0];
              return items.stream()
                  .filter(item -> item == wanted || comparisons.isEqual(item, wanted))
                  .count();
            });
      case "copy":
        return isList
            ? method(
                name,
                given -> {
                  given.bindPositional(name);
                  return new ListValue(new java.util.ArrayList<>(items));
                })
            : MISSING;
      default:
        return MISSING;
    }
  }

  private static Object ofCycler(Cycler cycler, String name) {
    switch (name) {
      case "next":
        return method(
            name,
            given -> {
              given.bind(name);
              Object item = cycler.items.get(cycler.position);
              cycler.position = (cycler.position + 1) % cycler.items.size();
              return item;
            });
      case "current":
        return cycler.items.get(cycler.position);
      case "reset":
        return method(
            name,
            given -> {
              given.bind(name);
              cycler.position = 0;
              return null;
            });
      case "items", "pos":
        throw new TemplateException("the attribute " + name + " of a cycler is not supported");
      default:
        return MISSING;
    }
  }
}
