package dev.rondo.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the canonical text of a configuration: schema order, one spelling of every value. */
final class ConfigWriter {
  private ConfigWriter() {}

  static String toYaml(RunConfig config) {
    StringBuilder text =
        new StringBuilder("# A frozen configuration: every setting, defaults written out.\n");
    for (SettingSchema.Section section : SettingSchema.sections()) {
      text.append(section.name()).append(":\n");
      List<Object> values = values(config, section);
      for (int i = 0; i < values.size(); i++) {
        String key = section.entries().get(i).key();
        text.append("  ")
            .append(key)
            .append(": ")
            .append(yaml(Word.written(values.get(i))))
            .append('\n');
      }
    }
    return text.toString();
  }

  static String contentText(RunConfig config) {
    SettingValues values = SettingValues.of(config.sections());
    StringBuilder text = new StringBuilder();
    for (SettingSchema.Entry entry : SettingSchema.content()) {
      Object value = Word.written(values.get(entry.dottedKey()));
      boolean isUnset =
          entry.describes().later() && entry.describes().byDefault().equals(String.valueOf(value));
      if (!isUnset) {
        text.append(entry.contentKey())
            .append('=')
            .append(entry.describes().texts() ? yaml(value) : value)
            .append('\n');
      }
    }
    return text.toString();
  }

  /** The settings that {@link #contentText} writes, by the keys of a file. */
  static Map<String, Object> content(RunConfig config) {
    SettingValues values = SettingValues.of(config.sections());
    Map<String, Object> content = new LinkedHashMap<>();
    for (SettingSchema.Section section : SettingSchema.sections()) {
      for (SettingSchema.Entry entry : section.entries()) {
        if (entry.describes().content()) {
          content.put(entry.dottedKey(), Word.written(values.get(entry.dottedKey())));
        }
      }
    }
    return content;
  }

  private static List<Object> values(RunConfig config, SettingSchema.Section section) {
    return SettingSchema.values(config.sections().get(SettingSchema.sections().indexOf(section)));
  }

  /** One line: a line break between single quotes would be read as a blank. */
  private static String yaml(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ConfigWriter::yaml).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof String text && text.chars().anyMatch(Character::isISOControl)) {
      StringBuilder escaped = new StringBuilder("\"");
      for (char c : text.toCharArray()) {
        escaped.append(
            switch (c) {
              case '"' -> "\\\"";
              case '\\' -> "\\\\";
              case '\n' -> "\\n";
              default ->
                  Character.isISOControl(c)
                      ? String.format(Locale.ROOT, "\\u%04x", (int) c)
                      : String.valueOf(c);
            });
      }
      return escaped.append('"').toString();
    }
    return value instanceof String text && !text.matches("[a-z][a-z0-9-]*")
        ? "'" + text.replace("'", "''") + "'"
        : value.toString();
  }
}
