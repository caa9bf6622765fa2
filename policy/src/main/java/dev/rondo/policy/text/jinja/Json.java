package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Markup;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The filter {@code tojson} as Transformers has it: Python's json.dumps. */
final class Json {
  private final Budget budget;
  private final boolean isAscii;
  private final String indentation;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean isSorted;
  private final StringBuilder out = new StringBuilder();

  /** With json.dumps' options as a template gives them. */
  Json(Budget budget, boolean isAscii, Object indent, Object separators, boolean isSorted) {
    this.budget = budget;
    this.isAscii = isAscii;
    this.isSorted = isSorted;
    if (indent == null) {
      this.indentation = null;
    } else if (indent instanceof String text) {
      this.indentation = text;
    } else {
      int blanks = Math.max(0, StringMethods.integer(indent, "tojson"));
      budget.text(blanks);
      this.indentation = " ".repeat(blanks);
    }
    if (separators == null) {
      this.itemSeparator = indent == null ? ", " : ",";
      this.keySeparator = ": ";
    } else {
      List<Object> pair =
          separators instanceof TupleValue tuple
              ? tuple.items
              : separators instanceof ListValue list ? list.items : List.of();
      if (pair.size() != 2) {
        throw new TemplateException("tojson needs two separators");
      }
      this.itemSeparator = StringMethods.text(pair.get(0), "tojson");
      this.keySeparator = StringMethods.text(pair.get(1), "tojson");
    }
  }

  String text(Object value) {
    write(value, 0);
    return budget.text(out.toString());
  }

  private void write(Object value, int level) {
    budget.step();
    budget.enter();
    if (out.length() > budget.mostCharacters()) {
      budget.text(out.length());
    }
    if (value == null || value instanceof Boolean || Kinds.isNumber(value)) {
      out.append(scalar(value));
    } else if (value instanceof String text) {
      write(text);
    } else if (value instanceof Markup markup) {
      write(markup.text());
    } else if (value instanceof ListValue list) {
      write(list.items, level);
    } else if (value instanceof TupleValue tuple) {
      write(tuple.items, level);
    } else if (value instanceof DictValue dict) {
      write(dict, level);
    } else {
      throw new TemplateException("a value of type " + Kinds.name(value) + " has no form in JSON");
    }
    budget.leave();
  }

  private static String scalar(Object value) {
    if (value instanceof Double number) {
      return Floats.text(number);
    }
    return String.valueOf(value);
  }

  private void write(List<Object> items, int level) {
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : itemSeparator);
      newLine(level + 1);
      write(items.get(i), level + 1);
    }
    if (!items.isEmpty()) {
      newLine(level);
    }
    out.append(']');
  }

  private void write(DictValue dict, int level) {
    out.append('{');
    List<Map.Entry<Object, Object>> entries = new ArrayList<>(dict.entries.values());
    if (isSorted) {
      if (!entries.stream().allMatch(entry -> entry.getKey() instanceof String)) {
        throw new TemplateException("tojson sorts keys that are texts only");
      }
      entries.sort((a, b) -> Text.compare((String) a.getKey(), (String) b.getKey()));
    }
    boolean isFirst = true;
    for (Map.Entry<Object, Object> entry : entries) {
      out.append(isFirst ? "" : itemSeparator);
      isFirst = false;
      newLine(level + 1);
      write(key(entry.getKey()));
      out.append(keySeparator);
      write(entry.getValue(), level + 1);
    }
    if (!entries.isEmpty()) {
      newLine(level);
    }
    out.append('}');
  }

  private static String key(Object key) {
    if (key instanceof String text) {
      return text;
    } else if (key == null || Kinds.isNumber(key)) {
      return scalar(key);
    }
    throw new TemplateException("a key of type " + Kinds.name(key) + " has no form in JSON");
  }

  private void newLine(int level) {
    if (indentation != null) {
      budget.text((long) level * indentation.length());
      out.append('\n').append(indentation.repeat(level));
    }
  }

  private void write(String text) {
    budget.text(text.length());
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escape = "\"\\\n\r\t\f\b".indexOf(c);
      if (escape >= 0) {
        out.append('\\').append("\"\\nrtfb".charAt(escape));
      } else if (c < ' ' || (isAscii && c > '~')) {
        Text.appendEscape(out, 'u', 4, c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
