package dev.rondo.policy.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments of a call: by position, then by name. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** Stands for an argument that was not given. */
  static final Object ABSENT = new Object();

  static Arguments of(Object... values) {
    return new Arguments(new ArrayList<>(java.util.Arrays.asList(values)), new LinkedHashMap<>());
  }

  /**
   * Values by a function's parameters.
   *
   * @param parameters in order; a name that ends with "?" may be left out
   * @return one value for each, {@link #ABSENT} for what was left out
   */
  Object[] bind(String function, String... parameters) {
    Object[] values = new Object[parameters.length];
    Map<String, Object> left = new LinkedHashMap<>(named);
    if (positional.size() > parameters.length) {
      throw new TemplateException(
          function
              + " takes at most "
              + parameters.length
              + " arguments, "
              + positional.size()
              + " were given");
    }
    for (int i = 0; i < parameters.length; i++) {
      boolean isOptional = parameters[i].endsWith("?");
      String name =
          isOptional ? parameters[i].substring(0, parameters[i].length() - 1) : parameters[i];
      if (i < positional.size()) {
        values[i] = positional.get(i);
      } else if (left.containsKey(name)) {
        values[i] = left.remove(name);
      } else if (isOptional) {
        values[i] = ABSENT;
      } else {
        throw new TemplateException(function + " needs the argument " + name);
      }
    }
    if (!left.isEmpty()) {
      throw new TemplateException(
          function + " takes no such argument: " + Text.shortened(left.keySet().iterator().next()));
    }
    return values;
  }

  /** As {@link #bind}, for functions that take no argument by name. */
  Object[] bindPositional(String function, String... parameters) {
    if (!named.isEmpty()) {
      throw new TemplateException(function + " takes no argument by name here");
    }
    return bind(function, parameters);
  }
}
