package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Interpreter.LazyIterator;
import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Markup;
import dev.rondo.policy.text.jinja.Values.Once;
import dev.rondo.policy.text.jinja.Values.Range;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import dev.rondo.policy.text.jinja.Values.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Jinja2's filters: those of sequences here, those of texts and numbers beside it. */
final class Filters {
  /** All that Jinja2 has; some are refused when they are used. */
  static final Set<String> NAMES =
      Set.of(
          "abs",
          "attr",
          "batch",
          "capitalize",
          "center",
          "count",
          "d",
          "default",
          "dictsort",
          "e",
          "escape",
          "filesizeformat",
          "first",
          "float",
          "forceescape",
          "format",
          "groupby",
          "indent",
          "int",
          "items",
          "join",
          "last",
          "length",
          "list",
          "lower",
          "map",
          "max",
          "min",
          "pprint",
          "random",
          "reject",
          "rejectattr",
          "replace",
          "reverse",
          "round",
          "safe",
          "select",
          "selectattr",
          "slice",
          "sort",
          "string",
          "striptags",
          "sum",
          "title",
          "tojson",
          "trim",
          "truncate",
          "unique",
          "upper",
          "urlencode",
          "urlize",
          "wordcount",
          "wordwrap",
          "xmlattr");

  private static final Set<String> FOR_MARKUP =
      Set.of("safe", "string", "default", "d", "tojson", "length", "count", "escape", "e");

  private final Runtime runtime;
  private final TextFilters texts;
  private final NumberFilters numbers;
  private final Ordering ordering;

  Filters(Runtime runtime, TextFilters texts) {
    this.runtime = runtime;
    this.texts = texts;
    this.numbers = new NumberFilters(runtime);
    this.ordering = new Ordering(runtime);
  }

  Object apply(String name, Object value, Arguments given) {
    if (!NAMES.contains(name)) {
      throw Scopes.unknown("filter", name);
    }
    if (value instanceof Markup && !FOR_MARKUP.contains(name)) {
      throw new TemplateException(
          "the filter " + name + " of a text marked as safe is not supported");
    }
    if (given.positional().stream().anyMatch(Markup.class::isInstance)
        || given.named().values().stream().anyMatch(Markup.class::isInstance)) {
      throw new TemplateException("a text marked as safe cannot be an argument of " + name);
    }
    return switch (name) {
      case "default", "d" -> byDefault(value, given);
      case "length", "count" -> length(value, given);
      case "first" -> first(value, given);
      case "last" -> last(value, given);
      case "list" -> {
        given.bind(name);
        yield new ListValue(runtime.iteration().list(value));
      }
      case "items" -> items(value, given);
      case "reverse" -> reverse(value, given);
      case "join" -> join(value, given);
      case "map" -> map(value, given);
      case "select", "reject", "selectattr", "rejectattr" -> select(name, value, given);
      case "unique" -> unique(value, given);
      case "batch", "slice" -> parts(name, value, given);
      case "sort", "dictsort", "groupby", "min", "max" -> ordering.apply(name, value, given);
      case "int", "float", "round", "abs", "sum" -> numbers.apply(name, value, given);
      case "tojson" -> tojson(value, given);
      default -> texts.apply(name, value, given);
    };
  }

  private Object tojson(Object value, Arguments given) {
    Object[] values = given.bind("tojson", "ensure_ascii?", "indent?", "separators?", "sort_keys?");
    return new Json(
            runtime.budget(),
            values[0] != Arguments.ABSENT && Kinds.isTrue(values[0]),
            values[1] == Arguments.ABSENT ? null : values[1],
            values[2] == Arguments.ABSENT ? null : values[2],
            values[3] != Arguments.ABSENT && Kinds.isTrue(values[3]))
        .text(value);
  }

  private static Object byDefault(Object value, Arguments given) {
    Object[] values = given.bind("default", "default_value?", "boolean?");
    Object otherwise = values[0] == Arguments.ABSENT ? "" : values[0];
    boolean isForFalse = values[1] != Arguments.ABSENT && Kinds.isTrue(values[1]);
    return value instanceof Undefined || (isForFalse && !Kinds.isTrue(value)) ? otherwise : value;
  }

  private Object length(Object value, Arguments given) {
    given.bindPositional("length");
    if (value instanceof String text) {
      runtime.budget().text(text.length());
    }
    int size = Kinds.size(value);
    if (size < 0) {
      throw new TemplateException("a value of type " + Kinds.name(value) + " has no length");
    }
    return (long) size;
  }

  private Object first(Object value, Arguments given) {
    given.bind("first");
    Iterator<Object> iterator = runtime.iteration().over(value);
    return iterator.hasNext()
        ? iterator.next()
        : new Undefined("No first item, sequence was empty.");
  }

  private Object last(Object value, Arguments given) {
    given.bind("last");
    List<Object> items = reversible(value);
    return items.isEmpty()
        ? new Undefined("No last item, sequence was empty.")
        : items.get(items.size() - 1);
  }

  private List<Object> reversible(Object value) {
    if (value instanceof Once || value instanceof LoopValue) {
      throw new TemplateException("a value of type " + Kinds.name(value) + " has no last element");
    }
    return runtime.iteration().list(value);
  }

  private Object items(Object value, Arguments given) {
    given.bind("items");
    if (value instanceof Undefined) {
      return new Once(Collections.emptyIterator());
    } else if (value instanceof DictValue dict) {
      runtime.budget().elements(dict.entries.size());
      return new Once(dict.items().iterator());
    }
    throw new TemplateException("items of a value of type " + Kinds.name(value));
  }

  private Object reverse(Object value, Arguments given) {
    given.bind("reverse");
    if (value instanceof String) {
      return runtime.operators().slice(value, null, null, -1L);
    }
    List<Object> items = runtime.iteration().list(value);
    Collections.reverse(items);
    boolean isIterator =
        value instanceof ListValue
            || value instanceof TupleValue
            || value instanceof DictValue
            || value instanceof Range
            || value instanceof View
            || value instanceof Undefined;
    return isIterator ? new Once(items.iterator()) : new ListValue(items);
  }

  private Object join(Object value, Arguments given) {
    Object[] values = given.bind("join", "d?", "attribute?");
    String separator = values[0] == Arguments.ABSENT ? "" : runtime.printer().text(values[0]);
    Function<Object, Object> getter =
        values[1] == Arguments.ABSENT || values[1] == null
            ? item -> item
            : ordering.getter(values[1], null, false);
    StringBuilder out = new StringBuilder();
    boolean isFirst = true;
    for (Iterator<Object> items = runtime.iteration().over(value); items.hasNext(); ) {
      out.append(isFirst ? "" : separator);
      out.append(runtime.printer().text(getter.apply(items.next())));
      isFirst = false;
      runtime.budget().step();
      if (out.length() > runtime.budget().mostCharacters()) {
        runtime.budget().text(out.length());
      }
    }
    return runtime.budget().text(out.toString());
  }

  // --- one element after the other, when it is asked for
  // -------------------------------------------

  /** Elements of a value, none if it is false; worked out when they are asked for. */
  private Once lazily(Object value, java.util.function.UnaryOperator<Iterator<Object>> elements) {
    return new Once(
        new LazyIterator() {
          private Iterator<Object> iterator;

          @Override
          Object compute() {
            if (iterator == null) {
              iterator =
                  Kinds.isTrue(value)
                      ? elements.apply(runtime.iteration().over(value))
                      : Collections.emptyIterator();
            }
            return iterator.hasNext() ? iterator.next() : END;
          }
        });
  }

  private Object map(Object value, Arguments given) {
    return lazily(
        value,
        source -> {
          Function<Object, Object> function = mapping(given);
          return new LazyIterator() {
            @Override
            Object compute() {
              return source.hasNext() ? function.apply(source.next()) : END;
            }
          };
        });
  }

  private Function<Object, Object> mapping(Arguments given) {
    if (given.positional().isEmpty() && given.named().containsKey("attribute")) {
      Object[] values = given.bind("map", "attribute", "default?");
      Object otherwise = values[1] == Arguments.ABSENT ? null : values[1];
      return ordering.getter(values[0], otherwise, false);
    }
    String name = name(given.positional(), 0, "map needs a filter");
    if (!NAMES.contains(name)) {
      throw new TemplateException("no filter is named " + Text.shortened(name));
    }
    Arguments rest = rest(given, 1);
    return item -> apply(name, item, rest);
  }

  private static String name(List<Object> positional, int index, String reason) {
    if (index < positional.size() && positional.get(index) instanceof String name) {
      return name;
    }
    throw new TemplateException(reason + " by its name");
  }

  private static Arguments rest(Arguments given, int from) {
    return new Arguments(
        new ArrayList<>(given.positional().subList(from, given.positional().size())),
        given.named());
  }

  private Object select(String filter, Object value, Arguments given) {
    boolean isByAttribute = filter.endsWith("attr");
    boolean isWanted = filter.startsWith("select");
    return lazily(
        value,
        source -> {
          Function<Object, Object> getter = item -> item;
          int used = 0;
          if (isByAttribute) {
            if (given.positional().isEmpty()) {
              throw new TemplateException(filter + " needs an attribute");
            }
            getter = ordering.getter(given.positional().get(0), null, false);
            used = 1;
          }
          Function<Object, Object> test = testing(given, used);
          Function<Object, Object> attribute = getter;
          return new LazyIterator() {
            @Override
            Object compute() {
              while (source.hasNext()) {
                Object item = source.next();
                runtime.budget().step();
                if (Kinds.isTrue(test.apply(attribute.apply(item))) == isWanted) {
                  return item;
                }
              }
              return END;
            }
          };
        });
  }

  private Function<Object, Object> testing(Arguments given, int used) {
    if (given.positional().size() <= used) {
      return Kinds::isTrue;
    }
    String name = name(given.positional(), used, "select needs a test");
    if (!Tests.NAMES.contains(name)) {
      throw new TemplateException("no test is named " + Text.shortened(name));
    }
    Arguments rest = rest(given, used + 1);
    return item -> runtime.tests().test(name, item, rest);
  }

  private Object unique(Object value, Arguments given) {
    Object[] values = given.bind("unique", "case_sensitive?", "attribute?");
    boolean isCaseIgnored = values[0] == Arguments.ABSENT || !Kinds.isTrue(values[0]);
    Function<Object, Object> getter =
        ordering.getter(values[1] == Arguments.ABSENT ? null : values[1], null, isCaseIgnored);
    return new Once(
        new LazyIterator() {
          private final Set<Object> seen = new HashSet<>();
          private Iterator<Object> source;

          @Override
          Object compute() {
            if (source == null) {
              source = runtime.iteration().over(value);
            }
            while (source.hasNext()) {
              Object item = source.next();
              runtime.budget().step();
              try {
                if (seen.add(Values.key(getter.apply(item)))) {
                  return item;
                }
              } catch (Values.UnhashableException e) {
                throw new TemplateException(e.getMessage());
              }
            }
            return END;
          }
        });
  }

  private Object parts(String name, Object value, Arguments given) {
    boolean isBatch = name.equals("batch");
    Object[] values = given.bind(name, isBatch ? "linecount" : "slices", "fill_with?");
    int count = StringMethods.integer(values[0], name);
    Object fill = values[1] == Arguments.ABSENT ? null : values[1];
    if (count < 1) {
      throw new TemplateException(name + " by less than 1 is not supported");
    }
    runtime.budget().elements(count);
    List<Object> items = runtime.iteration().list(value);
    List<Object> parts = new ArrayList<>();
    if (isBatch) {
      for (int from = 0; from < items.size(); from += count) {
        List<Object> part =
            new ArrayList<>(items.subList(from, Math.min(from + count, items.size())));
        while (fill != null && part.size() < count) {
          part.add(fill);
        }
        parts.add(new ListValue(part));
      }
    } else {
      int size = items.size() / count;
      int larger = items.size() % count;
      int from = 0;
      for (int i = 0; i < count; i++) {
        int end = from + size + (i < larger ? 1 : 0);
        List<Object> part = new ArrayList<>(items.subList(from, end));
        if (fill != null && i >= larger) {
          part.add(fill);
        }
        parts.add(new ListValue(part));
        from = end;
      }
    }
    return new Once(parts.iterator());
  }

  /** Values of a dictionary's entries, for {@code dictsort}. */
  static List<Object> entries(Object value) {
    if (value instanceof DictValue dict) {
      List<Object> items = new ArrayList<>();
      for (Map.Entry<Object, Object> entry : dict.entries.values()) {
        List<Object> pair = new ArrayList<>();
        pair.add(entry.getKey());
        pair.add(entry.getValue());
        items.add(new TupleValue(pair));
      }
      return items;
    } else if (value instanceof Undefined undefined) {
      throw undefined.refusal();
    }
    throw new TemplateException("dictsort of a value of type " + Kinds.name(value));
  }
}
