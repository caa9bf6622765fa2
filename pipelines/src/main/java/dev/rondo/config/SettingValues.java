package dev.rondo.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a configuration by dotted key, as far as they are known: what nobody gave has its
 * default, and a value that was refused is none at all.
 */
final class SettingValues {

  /** Thrown by those who ask for a value that was refused: they have nothing to say then. */
  static final class UnknownValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnknownValueException(String key) {
      super("Cannot use " + key + ": it was refused");
    }
  }

  private final Map<String, Object> values = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> given = new HashSet<>();

  /** All values of some sections. */
  static SettingValues of(List<? extends Record> sections) {
    SettingValues all = new SettingValues();
    for (Record section : sections) {
      SettingSchema.Section schema = SettingSchema.section(section.getClass());
      List<Object> ofGroup = SettingSchema.values(section);
      for (int i = 0; i < ofGroup.size(); i++) {
        all.give(schema.entries().get(i).dottedKey(), ofGroup.get(i));
      }
    }
    return all;
  }

  /** Sets a value. */
  void give(String key, Object value) {
    values.put(key, value);
    given.add(key);
  }

  /** Marks a value that is not allowed. */
  void refuse(String key) {
    refused.add(key);
  }

  boolean isRefused(String key) {
    return refused.contains(key);
  }

  /** Whether somebody gave the value, so that it is no default. */
  boolean isGiven(String key) {
    return given.contains(key);
  }

  /** The value, or its default. */
  Object get(String key) {
    if (refused.contains(key)) {
      throw new UnknownValueException(key);
    }
    Object known = values.get(key);
    if (known == null) {
      known = SettingDefaults.of(SettingSchema.entry(key), this);
      values.put(key, known);
    }
    return known;
  }

  int whole(String key) {
    return ((Number) get(key)).intValue();
  }

  double number(String key) {
    return ((Number) get(key)).doubleValue();
  }

  String text(String key) {
    return (String) get(key);
  }

  /** Whether a choice is this one. */
  boolean is(String key, Enum<?> choice) {
    return get(key) == choice;
  }

  boolean isOn(String key) {
    return (Boolean) get(key);
  }
}
