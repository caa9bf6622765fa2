package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.Cycler;
import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.Function;
import dev.rondo.policy.text.jinja.Values.Namespace;
import dev.rondo.policy.text.jinja.Values.Range;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template knows: Jinja2's, and those that Transformers adds. */
final class Globals {
  private final Runtime runtime;

  private Globals(Runtime runtime) {
    this.runtime = runtime;
  }

  static Map<String, Object> of(Runtime runtime) {
    Globals globals = new Globals(runtime);
    Map<String, Object> functions = new HashMap<>();
    Map<String, Function.Body> bodies =
        Map.of(
            "range", globals::range,
            "dict", globals::dict,
            "namespace", globals::namespace,
            "cycler", globals::cycler,
            "joiner", globals::joiner,
            "lipsum", given -> refuse("lipsum prints a text of chance"),
            "raise_exception", globals::raise,
            "strftime_now", globals::date);
    bodies.forEach((name, body) -> functions.put(name, new Function(name, body)));
    return functions;
  }

  private Object date(Arguments given) {
    Object format = given.bind("strftime_now", "format")[0];
    if (runtime.date() == null) {
      return refuse(
          "the template asks for today's date, but the same prompt has to be the same tomorrow"
              + " (allowed: a fixed date, given by --date YYYY-MM-DD or model.prompt-date)");
    }
    if (!(format instanceof String text)) {
      throw new TemplateException("strftime_now needs a text, not " + Kinds.name(format));
    }
    runtime.budget().text(4L * text.length());
    return runtime.budget().text(DateText.of(runtime.date(), text));
  }

  private static Object refuse(String reason) {
    throw new TemplateException(reason);
  }

  private Object raise(Arguments given) {
    Object message = given.bind("raise_exception", "message")[0];
    return refuse(
        "refused by the template: " + Text.shortened(runtime.printer().text(message), 200));
  }

  private Object range(Arguments given) {
    Object[] values = given.bindPositional("range", "start", "stop?", "step?");
    long[] bounds = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] != Arguments.ABSENT) {
        bounds[i] = StringMethods.integer(values[i], "range");
      }
    }
    boolean isStopAlone = values[1] == Arguments.ABSENT;
    Range range =
        new Range(
            isStopAlone ? 0 : bounds[0],
            isStopAlone ? bounds[0] : bounds[1],
            values[2] == Arguments.ABSENT ? 1 : bounds[2]);
    if (range.step() == 0) {
      throw new TemplateException("the step of a range is 0");
    }
    if (range.size() > Budget.MOST_ELEMENTS) {
      throw new TemplateException("a range is too long (allowed: " + Budget.MOST_ELEMENTS + ")");
    }
    return range;
  }

  private Object dict(Arguments given) {
    DictValue dict = new DictValue();
    if (given.positional().size() > 1) {
      throw new TemplateException("dict takes at most one argument by position");
    }
    try {
      for (Object value : given.positional()) {
        fill(dict, value);
      }
    } catch (Values.UnhashableException e) {
      throw new TemplateException(e.getMessage());
    }
    given.named().forEach(dict::put);
    return dict;
  }

  private void fill(DictValue dict, Object value) {
    if (value instanceof DictValue other) {
      runtime.budget().elements(other.entries.size());
      dict.entries.putAll(other.entries);
      return;
    }
    if (value instanceof Namespace || value instanceof LoopValue) {
      throw new TemplateException("dict of " + Kinds.name(value) + " is not supported");
    }
    for (Object pair : runtime.iteration().list(value)) {
      List<Object> items = runtime.iteration().list(pair);
      if (items.size() != 2) {
        throw new TemplateException("dict needs pairs");
      }
      dict.put(items.get(0), items.get(1));
    }
  }

  private Object namespace(Arguments given) {
    Namespace namespace = new Namespace();
    namespace.attributes.entries.putAll(((DictValue) dict(given)).entries);
    return namespace;
  }

  private Object cycler(Arguments given) {
    if (given.positional().isEmpty() || !given.named().isEmpty()) {
      throw new TemplateException("cycler needs items");
    }
    return new Cycler(given.positional());
  }

  private Object joiner(Arguments given) {
    Object separator = given.bind("joiner", "sep?")[0];
    boolean[] isUsed = new boolean[1];
    return new Function(
        "joiner",
        call -> {
          call.bind("joiner");
          Object result = isUsed[0] ? (separator == Arguments.ABSENT ? ", " : separator) : "";
          isUsed[0] = true;
          return result;
        });
  }
}
