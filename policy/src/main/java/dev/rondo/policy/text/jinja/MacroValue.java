package dev.rondo.policy.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A macro, or the body of a call block.
 *
 * @param name null for a call block's body
 * @param parameters names of its parameters
 * @param body which special names it asks for
 * @param code what renders it from the values of its variables
 */
record MacroValue(String name, List<String> parameters, Scopes.Body body, Code code) {
  /** Renders a macro's body. */
  interface Code {
    /** Values by name; a parameter that was not given is missing. */
    String render(Map<String, Object> values);
  }

  /** Calls it as Jinja2's Macro does. */
  String call(Arguments given) {
    Map<String, Object> named = new LinkedHashMap<>(given.named());
    Map<String, Object> values = new LinkedHashMap<>();
    List<Object> positional = given.positional();
    int taken = Math.min(positional.size(), parameters.size());
    for (int i = 0; i < taken; i++) {
      values.put(parameters.get(i), positional.get(i));
    }
    boolean isExplicit = parameters.contains("caller");
    boolean isCallerFound = taken == parameters.size() && isExplicit;
    for (String parameter : parameters.subList(taken, parameters.size())) {
      if (named.containsKey(parameter)) {
        values.put(parameter, named.remove(parameter));
      }
      isCallerFound |= parameter.equals("caller");
    }
    if (body.takesCaller() && !isCallerFound) {
      Object caller = named.remove("caller");
      values.put("caller", caller == null ? new Undefined("No caller defined") : caller);
    }
    if (body.takesNamed()) {
      Values.DictValue dict = new Values.DictValue();
      named.forEach(dict::put);
      values.put("kwargs", dict);
    } else if (!named.isEmpty()) {
      throw new TemplateException(
          "macro "
              + described()
              + " takes no such argument: "
              + Text.shortened(named.keySet().iterator().next()));
    }
    if (body.takesMore()) {
      values.put(
          "varargs",
          new Values.TupleValue(new ArrayList<>(positional.subList(taken, positional.size()))));
    } else if (positional.size() > parameters.size()) {
      throw new TemplateException(
          "macro " + described() + " takes at most " + parameters.size() + " arguments");
    }
    return code.render(values);
  }

  private String described() {
    return name == null ? "caller" : Text.shortened(name);
  }
}
