package dev.rondo.config;

import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads {@code run.yaml} into a {@link RunConfig}. Works on YAML's node tree, never on guessed
 * types, so that every complaint names file, line, key and value, and a value means what the
 * setting's type says (a name of {@code 12} stays text, {@code 1e-4} is a number).
 */
final class ConfigReader {
  /** A configuration has some kilobytes; the parser's time grows with the square of a text. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int MOST_NESTING = 20;

  private final String source;
  private final Map<String, Integer> lines = new HashMap<>();
  private final Map<Integer, List<String>> faults = new TreeMap<>();

  private ConfigReader(String source) {
    this.source = source;
  }

  static RunConfig read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(RegularFiles.read(file, MOST_BYTES));
      return parse(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), file.toString());
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("Cannot read configuration: " + file + " (not UTF-8)", e);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("Cannot read configuration: " + file + " (no such file)", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read configuration: " + file + " (" + e.getMessage() + ")", e);
    }
  }

  static RunConfig parse(String text, String source) {
    return new ConfigReader(source).parse(text);
  }

  private RunConfig parse(String text) {
    Map<String, Map<String, Node>> sections = sections(compose(text));
    SettingValues values = new SettingValues();
    for (SettingSchema.Section section : SettingSchema.sections()) {
      Map<String, Node> given = sections.getOrDefault(section.name(), Map.of());
      for (SettingSchema.Entry entry : section.entries()) {
        Node node = given.get(entry.key());
        if (node != null) {
          give(values, entry, node);
        }
      }
    }
    SettingSchema.faults(values).forEach(this::add);
    if (!faults.isEmpty()) {
      throw new InvalidConfigurationException(
          faults.values().stream().flatMap(List::stream).toList());
    }
    return create(
        RunConfig.class,
        SettingSchema.sections().stream().map(section -> record(section, values)).toList());
  }

  private void give(SettingValues values, SettingSchema.Entry entry, Node node) {
    try {
      values.give(entry.dottedKey(), value(entry, node));
    } catch (SettingException e) {
      values.refuse(entry.dottedKey());
      add(e);
    }
  }

  private static Object record(SettingSchema.Section section, SettingValues values) {
    return create(
        section.record(),
        section.entries().stream().map(entry -> values.get(entry.dottedKey())).toList());
  }

  private void add(SettingException fault) {
    Integer line = lines.get(fault.key());
    add(
        line == null ? Integer.MAX_VALUE : line,
        "Cannot use "
            + source
            + (line == null ? "" : " line " + line)
            + ", "
            + fault.getMessage()
            + (line == null ? "; the setting has its default" : ""));
  }

  private void add(int line, String fault) {
    faults.computeIfAbsent(line, key -> new ArrayList<>()).add(fault);
  }

  private Node compose(String text) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(MOST_BYTES);
      options.setNestingDepthLimit(MOST_NESTING);
      options.setMaxAliasesForCollections(0);
      return new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new InvalidInputException(
          "Cannot read " + source + " line " + line + ": not YAML, " + e.getProblem(), e);
    } catch (YAMLException e) {
      String firstLine = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidInputException("Cannot read " + source + ": not YAML, " + firstLine, e);
    }
  }

  private Map<String, Map<String, Node>> sections(Node root) {
    List<String> names =
        SettingSchema.sections().stream().map(SettingSchema.Section::name).toList();
    Map<String, Map<String, Node>> sections = new LinkedHashMap<>();
    for (Map.Entry<String, Node> section : mapping(root, "the file").entrySet()) {
      if (!names.contains(section.getKey())) {
        add(
            line(section.getValue()),
            unknown(section.getValue(), section.getKey(), "section", names));
        continue;
      }
      Map<String, Node> settings = mapping(section.getValue(), section.getKey());
      List<String> keys = keys(section.getKey());
      for (Map.Entry<String, Node> setting : settings.entrySet()) {
        if (!keys.contains(setting.getKey())) {
          add(line(setting.getValue()), unknown(setting, section.getKey(), keys));
        }
        lines.put(section.getKey() + "." + setting.getKey(), line(setting.getValue()));
      }
      sections.put(section.getKey(), settings);
    }
    return sections;
  }

  /** Key to value node; a missing or empty node is an empty mapping. */
  private Map<String, Node> mapping(Node node, String what) {
    Map<String, Node> map = new LinkedHashMap<>();
    if (node == null || (node instanceof ScalarNode scalar && scalar.getValue().isEmpty())) {
      return map;
    }
    if (!(node instanceof MappingNode mapping)) {
      throw new InvalidInputException(
          "Cannot read " + source + " line " + line(node) + ": " + what + " (allowed: key: value)");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (map.put(key, tuple.getValueNode()) != null) {
        throw new InvalidInputException(
            "Cannot read "
                + source
                + " line "
                + line(tuple.getKeyNode())
                + ": "
                + key
                + " in "
                + what
                + " (allowed: each key once)");
      }
    }
    return map;
  }

  private Object value(SettingSchema.Entry entry, Node node) {
    if (entry.type() == List.class) {
      if (!(node instanceof SequenceNode sequence)) {
        throw new SettingException(entry.dottedKey(), text(node), entry.allowed());
      }
      List<Object> values = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        values.add(entry.element(text(element)));
      }
      return List.copyOf(values);
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw new SettingException(entry.dottedKey(), text(node), entry.allowed());
    }
    return entry.parse(scalar.getValue());
  }

  private String unknown(Map.Entry<String, Node> setting, String section, List<String> keys) {
    for (SettingSchema.Entry entry : SettingSchema.section(section).entries()) {
      if (entry.describes().formerly().equals(setting.getKey())) {
        return "Cannot use "
            + source
            + " line "
            + line(setting.getValue())
            + ", "
            + section
            + "."
            + setting.getKey()
            + ": "
            + text(setting.getValue())
            + " (allowed: "
            + entry.dottedKey()
            + ", which is its name now)";
      }
    }
    return unknown(setting.getValue(), section + "." + setting.getKey(), "setting", keys);
  }

  private String unknown(Node node, String dottedKey, String what, List<String> allowed) {
    String key = dottedKey.substring(dottedKey.indexOf('.') + 1);
    return "Cannot use "
        + source
        + " line "
        + line(node)
        + ", unknown "
        + what
        + ": "
        + dottedKey
        + " (nearest: "
        + NearestWord.to(key, allowed)
        + elsewhere(key, dottedKey)
        + "; allowed: "
        + String.join(", ", allowed)
        + ")";
  }

  /** Where else the same key is a setting, for one that landed in the wrong section. */
  private static String elsewhere(String key, String dottedKey) {
    for (SettingSchema.Section section : SettingSchema.sections()) {
      if (keys(section.name()).contains(key) && !dottedKey.startsWith(section.name() + ".")) {
        return ", or " + section.name() + "." + key;
      }
    }
    return "";
  }

  private static List<String> keys(String sectionName) {
    for (SettingSchema.Section section : SettingSchema.sections()) {
      if (section.name().equals(sectionName)) {
        return section.entries().stream().map(SettingSchema.Entry::key).toList();
      }
    }
    return List.of();
  }

  private static <T extends Record> T create(Class<T> record, List<?> values) {
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

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "a list or a mapping";
  }
}
