package dev.rondo.config;

import dev.rondo.schema.InvalidInputException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code run.yaml} may say, derived from the records of {@link RunConfig} and their {@link
 * Setting} annotations: the sections in order, the settings of each in order, their ranges as text,
 * and the check of all values. Holds no values of its own.
 */
public final class SettingSchema {

  /**
   * One setting.
   *
   * @param section kebab-case name of its section
   * @param key kebab-case name inside the section
   * @param type {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String}, {@code
   *     List} (of whole numbers or of texts), or the enum of a choice
   * @param describes its annotation
   */
  public record Entry(String section, String key, Class<?> type, Setting describes) {

    /** Section and key with a dot between. */
    public String dottedKey() {
      return section + "." + key;
    }

    /** The range in words, as error messages and the reference page print it. */
    public String allowed() {
      if (type == boolean.class) {
        return "true or false";
      }
      if (!words().isEmpty()) {
        return String.join(" or ", words());
      }
      if (describes.texts()) {
        return describes.max() == Double.POSITIVE_INFINITY
            ? "a list of texts, none empty"
            : "a list of at most " + plain(describes.max()) + " texts, none empty";
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

    /** What the default is and what it follows, as the reference page prints it. */
    public String defaultText() {
      String text = "`" + describes.byDefault() + "`";
      if (!describes.atMost().isEmpty()) {
        return text + ", at most `" + describes.atMost() + "`";
      }
      if (!describes.atMostHalfOf().isEmpty()) {
        return text + ", at most half of `" + describes.atMostHalfOf() + "`";
      }
      if (!describes.divides().isEmpty()) {
        return text + ", or the largest below that divides `" + describes.divides() + "`";
      }
      return describes.defaultFollows().isEmpty() ? text : text + ", " + describes.defaultFollows();
    }

    /** The allowed words of a choice; empty for other settings. */
    private List<String> words() {
      if (describes.oneOf().length > 0) {
        return List.of(describes.oneOf());
      }
      return type.isEnum() ? Word.all(type) : List.of();
    }

    /** The key that the content digest knows the setting by. */
    String contentKey() {
      return describes.formerly().isEmpty() ? dottedKey() : describes.formerly();
    }

    /** The default as it is written. */
    Object parseDefault() {
      if (describes.texts()) {
        return List.of();
      }
      return type == List.class
          ? SettingDefaults.elements(describes.byDefault()).stream().map(this::element).toList()
          : parse(describes.byDefault());
    }

    /** An element of a list. */
    Object element(String text) {
      return describes.texts() ? text : parse(int.class, text);
    }

    /** A value that is no list, of the setting's type; its range is not checked. */
    Object parse(String text) {
      return parse(type, text);
    }

    private Object parse(Class<?> wanted, String text) {
      if (wanted == String.class) {
        return text;
      }
      if (wanted.isEnum()) {
        return Word.choice(wanted, text)
            .orElseThrow(() -> new SettingException(dottedKey(), text, allowed()));
      }
      if (wanted == boolean.class && (text.equals("true") || text.equals("false"))) {
        return Boolean.valueOf(text);
      }
      try {
        if (wanted == double.class && text.matches(NUMBER)) {
          return Double.valueOf(text);
        }
        if (text.matches(WHOLE_NUMBER)) {
          long number = Long.parseLong(text.replace("_", ""));
          if (wanted == long.class) {
            return number;
          }
          if (wanted == int.class && number == (int) number) {
            return (int) number;
          }
        }
      } catch (NumberFormatException e) {
        throw new SettingException(dottedKey(), text, allowed());
      }
      throw new SettingException(dottedKey(), text, allowed());
    }

    /** Whether the setting takes whole numbers (one or a list). */
    boolean isWhole() {
      return type == int.class || type == long.class || type == List.class && !describes.texts();
    }

    /** Refuses a value outside the range. */
    void check(Object value) {
      if (value instanceof Number number) {
        checkNumber(number);
      } else if (describes.texts()) {
        List<?> texts = (List<?>) value;
        if (texts.contains("") || texts.size() > describes.max()) {
          throw new SettingException(dottedKey(), value, allowed());
        }
      } else if (value instanceof List<?> list) {
        if (list.isEmpty()) {
          throw new SettingException(dottedKey(), value, allowed());
        }
        list.forEach(element -> checkNumber((Number) element));
      } else if (value instanceof Enum<?> choice) {
        checkText(Word.of(choice));
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
          !words().isEmpty()
              ? words().contains(text)
              : describes.pattern().isEmpty() || text.matches(describes.pattern());
      if (!allowed) {
        throw new SettingException(dottedKey(), text, allowed());
      }
    }
  }

  /**
   * One section of settings.
   *
   * @param name kebab-case name
   * @param record the record that holds it
   * @param entries its settings in order
   */
  public record Section(String name, Class<? extends Record> record, List<Entry> entries) {}

  private static final String WHOLE_NUMBER = "[+-]?[0-9][0-9_]*";
  private static final String NUMBER = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";
  private static final List<Section> SECTIONS = sectionsOf(RunConfig.class);

  private SettingSchema() {}

  /** All sections in the order of the canonical form. */
  public static List<Section> sections() {
    return SECTIONS;
  }

  /** The section that a record holds. */
  static Section section(Class<?> record) {
    return SECTIONS.stream()
        .filter(section -> section.record() == record)
        .findFirst()
        .orElseThrow();
  }

  /** A setting by its dotted key. */
  static Entry entry(String dottedKey) {
    return find(dottedKey).orElseThrow();
  }

  /** A setting by its dotted key, if there is one. */
  static Optional<Entry> find(String dottedKey) {
    return SECTIONS.stream()
        .flatMap(section -> section.entries().stream())
        .filter(entry -> entry.dottedKey().equals(dottedKey))
        .findFirst();
  }

  /** The setting that had a dotted key before. */
  static Optional<Entry> formerly(String dottedKey) {
    return SECTIONS.stream()
        .flatMap(section -> section.entries().stream())
        .filter(entry -> entry.describes().formerly().equals(dottedKey))
        .findFirst();
  }

  /** The settings that decide content, in the order of the content digest. */
  static List<Entry> content() {
    List<Entry> content = new ArrayList<>();
    List<Entry> moved = new ArrayList<>();
    for (Section section : SECTIONS) {
      for (Entry entry : section.entries()) {
        if (entry.describes().content()) {
          (entry.describes().contentAfter().isEmpty() ? content : moved).add(entry);
        }
      }
    }
    for (Entry entry : moved) {
      content.add(content.indexOf(entry(entry.describes().contentAfter())) + 1, entry);
    }
    return content;
  }

  /** The values of a record, in the order of its components. */
  static List<Object> values(Record record) {
    try {
      List<Object> values = new ArrayList<>();
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        values.add(component.getAccessor().invoke(record));
      }
      return values;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A public record's accessors are always callable", e);
    }
  }

  /** A section with another value of one of its components. */
  @SuppressWarnings("unchecked")
  static <T extends Record> T with(T section, String component, Object value) {
    List<Object> values = values(section);
    RecordComponent[] components = section.getClass().getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      if (components[i].getName().equals(component)) {
        values.set(i, value);
        return (T) create(section.getClass(), values);
      }
    }
    throw new IllegalArgumentException("No component: " + component);
  }

  /** The record of some values, in the order of its components. */
  static <T extends Record> T create(Class<T> record, List<?> values) {
    Class<?>[] types =
        Arrays.stream(record.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return record.getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidInputException refused) {
        throw refused;
      }
      throw new IllegalStateException("Cannot build " + record.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A public record's constructor is always callable", e);
    }
  }

  /**
   * Everything that is wrong about a configuration: first each value by its annotation, then the
   * combinations of those that are right. The only place where either is checked.
   *
   * @param values in which the wrong ones are refused
   */
  static List<SettingException> faults(SettingValues values) {
    List<SettingException> faults = new ArrayList<>();
    for (Section section : SECTIONS) {
      for (Entry entry : section.entries()) {
        if (!values.isRefused(entry.dottedKey()) && values.isGiven(entry.dottedKey())) {
          try {
            entry.check(values.get(entry.dottedKey()));
          } catch (SettingException e) {
            values.refuse(entry.dottedKey());
            faults.add(e);
          }
        }
      }
    }
    for (Combinations.Rule rule : Combinations.rules()) {
      try {
        rule.check().apply(values).ifPresent(faults::add);
      } catch (SettingValues.UnknownValueException e) {
        // What is wrong already says nothing about the rest.
      }
    }
    return faults;
  }

  /**
   * A section of values as they are written, such as options give them.
   *
   * @throws InvalidConfigurationException with the first that is not allowed
   */
  static <T extends Record> T parsed(Class<T> record, List<String> texts) {
    List<Entry> entries = section(record).entries();
    List<Object> values = new ArrayList<>();
    try {
      for (int i = 0; i < texts.size(); i++) {
        values.add(entries.get(i).parse(texts.get(i)));
        entries.get(i).check(values.get(i));
      }
    } catch (SettingException e) {
      throw new InvalidConfigurationException(List.of("Cannot use " + e.getMessage()));
    }
    return create(record, values);
  }

  private static List<Section> sectionsOf(Class<? extends Record> configuration) {
    List<Section> sections = new ArrayList<>();
    for (RecordComponent component : configuration.getRecordComponents()) {
      Class<? extends Record> record = component.getType().asSubclass(Record.class);
      String name = kebabCase(component.getName());
      sections.add(new Section(name, record, entriesOf(name, record)));
    }
    return List.copyOf(sections);
  }

  private static List<Entry> entriesOf(String section, Class<? extends Record> record) {
    List<Entry> entries = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      entries.add(new Entry(section, kebabCase(component.getName()), component.getType(), setting));
    }
    return List.copyOf(entries);
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
