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
      Object form = key(key);
      Map.Entry<Object, Object> entry = entries.get(form);
      Object first = entry == null ? key : entry.getKey();
      entries.put(form, new java.util.AbstractMap.SimpleImmutableEntry<>(first, value));
    }

    /** The entry of a key, or null. */
    Map.Entry<Object, Object> find(Object key) {
      return entries.get(key(key));
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
      return tuple.items.stream().map(Values::key).toList();
    }
    throw new UnhashableException(
        "a value of type " + Kinds.name(key) + " cannot be a key of a dictionary");
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
