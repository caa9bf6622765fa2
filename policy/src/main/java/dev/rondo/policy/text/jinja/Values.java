package dev.rondo.policy.text.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kinds of values that a template works with. None is null, and bool, int, float and str are
 * Boolean, Long, Double and String; the others are here. There is no other object that a template
 * could get hold of.
 */
final class Values {
  private Values() {}

  /** A text that {@code safe} or {@code escape} returned; little can be done with it. */
  record Markup(String text) {}

  /** A list; identity tells lists apart. */
  static final class ListValue {
    final List<Object> items;

    ListValue(List<Object> items) {
      this.items = items;
    }
  }

  /** A tuple; a group of {@code groupby} has its two parts by name too. */
  static final class TupleValue {
    final List<Object> items;
    final boolean isGroup;

    TupleValue(List<Object> items) {
      this(items, false);
    }

    TupleValue(List<Object> items, boolean isGroup) {
      this.items = items;
      this.isGroup = isGroup;
    }
  }

  /** A dictionary: keys are found by what {@link #key} makes of them. */
  static final class DictValue {
    final Map<Object, Map.Entry<Object, Object>> entries = new LinkedHashMap<>();

    void put(Object key, Object value) {
      if (isLong(key)) {
        throw new TemplateException(
            "a key of a dictionary is too long (allowed: " + MOST_KEY_CHARACTERS + " characters)");
      }
      Object form = key(key);
      Map.Entry<Object, Object> entry = entries.get(form);
      Object first = entry == null ? key : entry.getKey();
      entries.put(form, new java.util.AbstractMap.SimpleImmutableEntry<>(first, value));
    }

    /** The entry of a key, or null. */
    Map.Entry<Object, Object> find(Object key) {
      return isLong(key) ? null : entries.get(key(key));
    }

    List<Object> keys() {
      List<Object> keys = new ArrayList<>(entries.size());
      entries.values().forEach(entry -> keys.add(entry.getKey()));
      return keys;
    }

    List<Object> values() {
      List<Object> values = new ArrayList<>(entries.size());
      entries.values().forEach(entry -> values.add(entry.getValue()));
      return values;
    }

    List<Object> items() {
      List<Object> items = new ArrayList<>(entries.size());
      for (Map.Entry<Object, Object> entry : entries.values()) {
        List<Object> pair = new ArrayList<>(2);
        pair.add(entry.getKey());
        pair.add(entry.getValue());
        items.add(new TupleValue(pair));
      }
      return items;
    }
  }

  /** Characters of a key: whoever looks it up may compare all of them. */
  private static final int MOST_KEY_CHARACTERS = 10_000;

  private static final int MOST_KEY_LEVELS = 16;

  private static final Object NONE_KEY = new Object();
  private static final Object UNDEFINED_KEY = new Object();

  /** A form of a key that is equal for keys that Python holds equal. */
  static Object key(Object key) {
    if (key == null) {
      return NONE_KEY;
    } else if (key instanceof Boolean b) {
      return b ? 1L : 0L;
    } else if (key instanceof Double d) {
      return d == Math.rint(d) && Math.abs(d) < 1e15 ? (Object) d.longValue() : d;
    } else if (key instanceof Long || key instanceof String) {
      return key;
    } else if (key instanceof Undefined) {
      return UNDEFINED_KEY;
    } else if (key instanceof TupleValue tuple) {
      StringBuilder form = new StringBuilder();
      write(tuple, form, 0);
      return new TupleKey(form.toString());
    }
    throw new UnhashableException(
        "a value of type " + Kinds.name(key) + " cannot be a key of a dictionary");
  }

  private static boolean isLong(Object key) {
    return key instanceof String text && text.length() > MOST_KEY_CHARACTERS;
  }

  /** What a tuple is made of, so that equal ones have equal texts and others do not. */
  private static void write(TupleValue tuple, StringBuilder form, int level) {
    form.append('(');
    for (Object item : tuple.items) {
      if (form.length() > MOST_KEY_CHARACTERS || level > MOST_KEY_LEVELS) {
        throw new TemplateException(
            "a tuple is too large for a key (allowed: "
                + MOST_KEY_CHARACTERS
                + " characters, "
                + MOST_KEY_LEVELS
                + " levels)");
      }
      if (item instanceof TupleValue inner) {
        write(inner, form, level + 1);
      } else {
        Object key = key(item);
        String text =
            key == NONE_KEY ? "none" : key == UNDEFINED_KEY ? "undefined" : key.toString();
        form.append(key.getClass().getSimpleName().charAt(0));
        form.append(text.length()).append(':').append(text);
      }
    }
    form.append(')');
  }

  /** A tuple as a key; keys whose digests collide are still told apart quickly. */
  private record TupleKey(String form) implements Comparable<TupleKey> {
    @Override
    public int compareTo(TupleKey other) {
      return form.compareTo(other.form);
    }
  }

  /** A key that Python refuses with a TypeError, which some look-ups take for "not there". */
  static final class UnhashableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnhashableException(String reason) {
      super(reason);
    }
  }

  /** A range of integers. */
  record Range(long start, long stop, long step) {
    int size() {
      long span = step > 0 ? stop - start : start - stop;
      long stride = Math.abs(step);
      return span <= 0 ? 0 : (int) ((span - 1) / stride + 1);
    }

    long at(int index) {
      return start + index * step;
    }
  }

  /** What keys(), values() and items() of a dictionary return. */
  record View(String name, DictValue of) {
    List<Object> items() {
      return switch (name) {
        case "keys" -> of.keys();
        case "values" -> of.values();
        default -> of.items();
      };
    }
  }

  /** A sequence that can be gone through once, as Python's generators. */
  static final class Once {
    final Iterator<Object> iterator;

    Once(Iterator<Object> iterator) {
      this.iterator = iterator;
    }
  }

  /** Attributes that a template may set. */
  static final class Namespace {
    final DictValue attributes = new DictValue();
  }

  /** What {@code cycler} returns. */
  static final class Cycler {
    final List<Object> items;
    int position;

    Cycler(List<Object> items) {
      this.items = items;
    }
  }

  /** Something that can be called; named for messages. */
  record Function(String name, Body body) {
    /** What it does. */
    interface Body {
      Object call(Arguments arguments);
    }
  }
}
