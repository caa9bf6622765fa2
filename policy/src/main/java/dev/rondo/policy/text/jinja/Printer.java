package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Markup;
import dev.rondo.policy.text.jinja.Values.Namespace;
import dev.rondo.policy.text.jinja.Values.Range;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import dev.rondo.policy.text.jinja.Values.View;
import java.util.List;
import java.util.Map;

/** Values as texts: Python's str() and repr(). */
final class Printer {
  private final Budget budget;

  Printer(Budget budget) {
    this.budget = budget;
  }

  /** As str(). */
  String text(Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof Markup markup) {
      return markup.text();
    } else if (value instanceof Undefined) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    represent(value, out);
    return budget.text(out.toString());
  }

  /** As repr(). */
  String representation(Object value) {
    StringBuilder out = new StringBuilder();
    represent(value, out);
    return budget.text(out.toString());
  }

  private void represent(Object value, StringBuilder out) {
    budget.step();
    budget.enter();
    if (out.length() > budget.mostCharacters()) {
      budget.text(out.length());
    }
    if (value == null) {
      out.append("None");
    } else if (value instanceof Boolean b) {
      out.append(b ? "True" : "False");
    } else if (value instanceof Long n) {
      out.append(n.longValue());
    } else if (value instanceof Double d) {
      out.append(Floats.text(d));
    } else if (value instanceof String text) {
      budget.text(text.length());
      out.append(Text.quoted(text));
    } else if (value instanceof Undefined) {
      out.append("Undefined");
    } else if (value instanceof ListValue list) {
      representAll(list.items, "[", "]", out);
    } else if (value instanceof TupleValue tuple) {
      representAll(tuple.items, "(", tuple.items.size() == 1 ? ",)" : ")", out);
    } else if (value instanceof DictValue dict) {
      representEntries(dict, out);
    } else if (value instanceof View view) {
      representAll(view.items(), "dict_" + view.name() + "([", "])", out);
    } else if (value instanceof Range range) {
      out.append("range(").append(range.start()).append(", ").append(range.stop());
      out.append(range.step() == 1 ? "" : ", " + range.step()).append(')');
    } else if (value instanceof Namespace namespace) {
      out.append("<Namespace ");
      representEntries(namespace.attributes, out);
      out.append('>');
    } else if (value instanceof MacroValue macro && macro.name() != null) {
      out.append("<Macro ").append(Text.quoted(macro.name())).append('>');
    } else {
      throw new TemplateException(
          "a value of type " + Kinds.name(value) + " cannot be printed (it would show an address)");
    }
    budget.leave();
  }

  private void representAll(List<Object> items, String open, String close, StringBuilder out) {
    out.append(open);
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      represent(item, out);
      separator = ", ";
    }
    out.append(close);
  }

  private void representEntries(DictValue dict, StringBuilder out) {
    out.append('{');
    String separator = "";
    for (Map.Entry<Object, Object> entry : dict.entries.values()) {
      out.append(separator);
      represent(entry.getKey(), out);
      out.append(": ");
      represent(entry.getValue(), out);
      separator = ", ";
    }
    out.append('}');
  }
}
