package dev.rondo.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code run.yaml} may say, derived from the records of {@link RunConfig} and their {@link
 * Setting} annotations: the groups in order, the settings of each in order, their ranges as text,
 * and the check of one value. Holds no values of its own.
 */
public final class SettingSchema {

  /**
   * One setting.
   *
   * @param group kebab-case name of its group
   * @param key kebab-case name inside the group
   * @param type {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String} or
   *     {@code List} (of whole numbers)
   * @param describes its annotation
   */
  public record Entry(String group, String key, Class<?> type, Setting describes) {

    /** Group and key with a dot between. */
    public String dottedKey() {
      return group + "." + key;
    }

    /** The range in words, as error messages and the reference page print it. */
    public String allowed() {
      if (type == boolean.class) {
        return "true or false";
      }
      if (describes.oneOf().length > 0) {
        return String.join(" or ", describes.oneOf());
      }
      if (type == String.class) {
        return describes.pattern().isEmpty() ? "any text" : "text matching " + describes.pattern();
      }
      String low = (describes.aboveMin() ? "above " : "") + plain(describes.min());
      String high = (describes.belowMax() ? "below " : "") + plain(describes.max());
      String numbers = isWhole() ? "whole numbers " : "";
      String range =
          describes.max() == Double.POSITIVE_INFINITY
              ? (describes.aboveMin() ? low : "from " + low)
              : low + " to " + high;
      return (type == List.class ? "a list of " : "") + numbers + range;
    }

    /** Whether the setting takes whole numbers (one or a list). */
    boolean isWhole() {
      return type == int.class || type == long.class || type == List.class;
    }

    /** Refuses a value outside the range. */
    void check(Object value) {
      if (value instanceof Number number) {
        checkNumber(number);
      } else if (value instanceof List<?> list) {
        if (list.isEmpty()) {
          throw new SettingException(dottedKey(), value, allowed());
        }
        list.forEach(element -> checkNumber((Number) element));
      } else if (value instanceof String text) {
        checkText(text);
      } else if (value == null) {
        throw new SettingException(dottedKey(), "nothing", allowed());
      }
    }

    private void checkNumber(Number number) {
      double value = number.doubleValue();
      boolean highEnough =
          describes.aboveMin() ? value > describes.min() : value >= describes.min();
      boolean lowEnough = describes.belowMax() ? value < describes.max() : value <= describes.max();
      if (!highEnough || !lowEnough || Double.isInfinite(value)) {
        throw new SettingException(dottedKey(), number, allowed());
      }
    }

    private void checkText(String text) {
      boolean allowed =
          describes.oneOf().length > 0
              ? List.of(describes.oneOf()).contains(text)
              : describes.pattern().isEmpty() || text.matches(describes.pattern());
      if (!allowed) {
        throw new SettingException(dottedKey(), text, allowed());
      }
    }
  }

  /**
   * One group of settings.
   *
   * @param name kebab-case name
   * @param record the record that holds it
   * @param entries its settings in order
   */
  public record Group(String name, Class<? extends Record> record, List<Entry> entries) {}

  private static final List<Group> GROUPS = groupsOf(RunConfig.class);

  private SettingSchema() {}

  /** All groups in the order of the canonical form. */
  public static List<Group> groups() {
    return GROUPS;
  }

  /** Checks all values of one group against their ranges; called from the records' constructors. */
  static void check(Class<? extends Record> record, Object... values) {
    List<Entry> entries = entriesOf(groupName(record), record);
    if (entries.size() != values.length) {
      throw new IllegalArgumentException(
          record + " has " + entries.size() + " settings, checked: " + values.length);
    }
    for (int i = 0; i < values.length; i++) {
      entries.get(i).check(values[i]);
    }
  }

  /** Refuses a value that does not fit the other settings; {@code allowed} says what would. */
  static void require(boolean condition, String key, Object value, String allowed) {
    if (!condition) {
      throw new SettingException(key, value, allowed);
    }
  }

  private static List<Group> groupsOf(Class<? extends Record> configuration) {
    List<Group> groups = new ArrayList<>();
    for (RecordComponent component : configuration.getRecordComponents()) {
      Class<? extends Record> record = component.getType().asSubclass(Record.class);
      String name = kebabCase(component.getName());
      groups.add(new Group(name, record, entriesOf(name, record)));
    }
    return List.copyOf(groups);
  }

  private static List<Entry> entriesOf(String group, Class<? extends Record> record) {
    List<Entry> entries = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      entries.add(new Entry(group, kebabCase(component.getName()), component.getType(), setting));
    }
    return List.copyOf(entries);
  }

  private static String groupName(Class<? extends Record> record) {
    String name = record.getSimpleName();
    return kebabCase(
        name.substring(0, 1).toLowerCase(Locale.ROOT)
            + name.substring(1, name.length() - "Group".length()));
  }

  static String kebabCase(String camelCase) {
    return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e16
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
