package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Filters that order elements, by themselves or by an attribute. */
final class Ordering {
  private static final int MOST_PATH_CHARACTERS = 200;

  private final Runtime runtime;

  Ordering(Runtime runtime) {
    this.runtime = runtime;
  }

  Object apply(String name, Object value, Arguments given) {
    return switch (name) {
      case "sort" -> sort(value, given);
      case "dictsort" -> dictsort(value, given);
      case "groupby" -> groupby(value, given);
      default -> extreme(name, value, given);
    };
  }

  /**
   * Looks an attribute up, in parts that dots separate; the element itself if it is null.
   *
   * @param otherwise stands for what is undefined, unless it is null
   * @param isCaseIgnored whether texts are taken in lower case
   */
  Function<Object, Object> getter(Object attribute, Object otherwise, boolean isCaseIgnored) {
    List<Object> parts = new ArrayList<>();
    if (attribute instanceof String path) {
      requireShort(path);
      for (String part : path.split("\\.", -1)) {
        boolean isIndex = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
        if (isIndex && part.length() > 9) {
          throw new TemplateException("an index is out of range");
        }
        parts.add(isIndex ? (Object) Long.parseLong(part) : part);
      }
    } else if (attribute != null) {
      parts.add(attribute);
    }
    return item -> {
      Object result = item;
      for (Object part : parts) {
        runtime.budget().step();
        result = runtime.attributes().item(result, part);
        if (otherwise != null && result instanceof Undefined) {
          result = otherwise;
        }
      }
      return isCaseIgnored && result instanceof String text
          ? runtime.budget().text(Text.lower(text))
          : result;
    };
  }

  private static boolean isTrue(Object value) {
    return value != Arguments.ABSENT && Kinds.isTrue(value);
  }

  private static Object orNull(Object value) {
    return value == Arguments.ABSENT ? null : value;
  }

  private record Keyed(Object key, Object item) {}

  /** Sorted by keys, equal ones as they stood; keys that Python cannot compare are refused. */
  private List<Object> sorted(
      List<Object> items, Function<Object, Object> key, boolean isReversed) {
    List<Keyed> keyed = new ArrayList<>();
    for (Object item : items) {
      keyed.add(new Keyed(key.apply(item), item));
    }
    requireComparable(keyed);
    Comparator<Keyed> order = (a, b) -> runtime.comparisons().compare(a.key(), b.key(), "<");
    keyed.sort(isReversed ? order.reversed() : order);
    List<Object> sorted = new ArrayList<>();
    keyed.forEach(entry -> sorted.add(entry.item()));
    return sorted;
  }

  private static void requireComparable(List<Keyed> keyed) {
    boolean areNumbers = keyed.stream().allMatch(entry -> Kinds.isNumber(entry.key()));
    boolean areTexts = keyed.stream().allMatch(entry -> entry.key() instanceof String);
    boolean areLists =
        keyed.stream()
            .allMatch(
                entry -> entry.key() instanceof ListValue || entry.key() instanceof TupleValue);
    if (keyed.size() > 1 && !areNumbers && !areTexts && !areLists) {
      throw new TemplateException("sorting values of different types is not supported");
    }
  }

  private Object sort(Object value, Arguments given) {
    Object[] values = given.bind("sort", "reverse?", "case_sensitive?", "attribute?");
    boolean isCaseIgnored = !isTrue(values[1]);
    Object attribute = orNull(values[2]);
    Function<Object, Object> key = getter(attribute, null, isCaseIgnored);
    if (attribute instanceof String path && path.contains(",")) {
      requireShort(path);
      List<Function<Object, Object>> getters = new ArrayList<>();
      for (String part : path.split(",", -1)) {
        getters.add(getter(part, null, isCaseIgnored));
      }
      key =
          item -> {
            List<Object> keys = new ArrayList<>();
            getters.forEach(getter -> keys.add(getter.apply(item)));
            return new ListValue(keys);
          };
    }
    return new ListValue(sorted(runtime.iteration().list(value), key, isTrue(values[0])));
  }

  /** Each of its parts is asked of each element. */
  private static void requireShort(String path) {
    if (path.length() > MOST_PATH_CHARACTERS) {
      throw new TemplateException(
          "an attribute is too long (allowed: " + MOST_PATH_CHARACTERS + " characters)");
    }
  }

  private Object dictsort(Object value, Arguments given) {
    Object[] values = given.bind("dictsort", "case_sensitive?", "by?", "reverse?");
    Object by = values[1] == Arguments.ABSENT ? "key" : values[1];
    if (!"key".equals(by) && !"value".equals(by)) {
      throw new TemplateException("dictsort sorts by key or value");
    }
    long index = by.equals("key") ? 0 : 1;
    List<Object> items = Filters.entries(value);
    Function<Object, Object> key = getter(index, null, !isTrue(values[0]));
    return new ListValue(sorted(items, key, isTrue(values[2])));
  }

  private Object groupby(Object value, Arguments given) {
    Object[] values = given.bind("groupby", "attribute", "default?", "case_sensitive?");
    Object otherwise = orNull(values[1]);
    boolean isCaseIgnored = !isTrue(values[2]);
    Function<Object, Object> key = getter(values[0], otherwise, isCaseIgnored);
    Function<Object, Object> shown = getter(values[0], otherwise, false);
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    Object last = null;
    for (Object item : sorted(runtime.iteration().list(value), key, false)) {
      Object current = key.apply(item);
      if (!group.isEmpty() && !runtime.comparisons().isEqual(last, current)) {
        groups.add(group(shown, group));
        group = new ArrayList<>();
      }
      group.add(item);
      last = current;
    }
    if (!group.isEmpty()) {
      groups.add(group(shown, group));
    }
    return new ListValue(groups);
  }

  private static TupleValue group(Function<Object, Object> shown, List<Object> group) {
    List<Object> pair = new ArrayList<>();
    pair.add(shown.apply(group.get(0)));
    pair.add(new ListValue(group));
    return new TupleValue(pair, true);
  }

  private Object extreme(String name, Object value, Arguments given) {
    Object[] values = given.bind(name, "case_sensitive?", "attribute?");
    Function<Object, Object> key = getter(orNull(values[1]), null, !isTrue(values[0]));
    Iterator<Object> items = runtime.iteration().over(value);
    if (!items.hasNext()) {
      return new Undefined("No aggregated item, sequence was empty.");
    }
    Object best = items.next();
    Object bestKey = key.apply(best);
    while (items.hasNext()) {
      Object item = items.next();
      Object itemKey = key.apply(item);
      String operator = name.equals("min") ? "<" : ">";
      if (runtime.comparisons().test(operator, itemKey, bestKey)) {
        best = item;
        bestKey = itemKey;
      }
    }
    return best;
  }
}
