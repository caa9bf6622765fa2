package dev.rondo.config;

import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final String YAML_TEXT =
      " (allowed: one YAML document of sections with settings, in UTF-8)";

  private final String source;
  private final boolean takesFormerKeys;
  private final Map<String, Integer> lines = new HashMap<>();
  private final Map<Integer, List<String>> faults = new TreeMap<>();

  private ConfigReader(String source, boolean takesFormerKeys) {
    this.source = source;
    this.takesFormerKeys = takesFormerKeys;
  }

  static RunConfig read(Path file) {
    return new ConfigReader(file.toString(), false).parse(text(file));
  }

  /**
   * Reads what an earlier version of the program may have written, with the keys of then.
   *
   * @throws InvalidInputException also if it lacks a setting that every version has written
   */
  static RunConfig readFrozen(Path file) {
    ConfigReader reader = new ConfigReader(file.toString(), true);
    RunConfig config = reader.parse(text(file));
    List<String> missing =
        SettingSchema.content().stream()
            .filter(entry -> !entry.describes().later())
            .map(SettingSchema.Entry::dottedKey)
            .filter(key -> !reader.lines.containsKey(key))
            .toList();
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use "
              + file
              + ": settings that it lacks: "
              + missing.size()
              + ", such as "
              + missing.get(0)
              + " (allowed: every setting)");
    }
    return config;
  }

  private static String text(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(RegularFiles.read(file, MOST_BYTES));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          "Cannot read configuration: " + file + ": not UTF-8 text" + YAML_TEXT, e);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "Cannot read configuration: " + file + ": no such file" + YAML_TEXT, e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read configuration: " + file + ": " + e.getMessage() + YAML_TEXT, e);
    }
  }

  static RunConfig parse(String text, String source) {
    return new ConfigReader(source, false).parse(text);
  }

  private RunConfig parse(String text) {
    SettingValues values = new SettingValues();
    read(compose(text), values);
    SettingSchema.faults(values).forEach(this::add);
    if (!faults.isEmpty()) {
      throw new InvalidConfigurationException(
          faults.values().stream().flatMap(List::stream).toList());
    }
    return SettingSchema.create(
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
    return SettingSchema.create(
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
          "Cannot read " + source + " line " + line + ": not YAML, " + e.getProblem() + YAML_TEXT,
          e);
    } catch (YAMLException e) {
      String firstLine = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidInputException(
          "Cannot read " + source + ": not YAML, " + firstLine + YAML_TEXT, e);
    }
  }

  private void read(Node root, SettingValues values) {
    List<String> names =
        SettingSchema.sections().stream().map(SettingSchema.Section::name).toList();
    for (Map.Entry<String, Node> section : mapping(root, "the file").entrySet()) {
      Node node = section.getValue();
      if (!names.contains(section.getKey())) {
        add(line(node), unknown(node, section.getKey(), "section", names));
        continue;
      }
      List<String> keys = keys(section.getKey());
      mapping(node, section.getKey())
          .forEach((key, value) -> read(section.getKey() + "." + key, value, keys, values));
    }
  }

  private void read(String key, Node node, List<String> keysOfSection, SettingValues values) {
    lines.put(key, line(node));
    Optional<SettingSchema.Entry> known = SettingSchema.find(key);
    Optional<SettingSchema.Entry> renamed = SettingSchema.formerly(key);
    if (known.isPresent()) {
      give(values, known.get(), node);
    } else if (renamed.isEmpty()) {
      add(line(node), unknown(node, key, "setting", keysOfSection));
    } else if (takesFormerKeys) {
      lines.put(renamed.get().dottedKey(), line(node));
      give(values, renamed.get(), node);
    } else {
      values.refuse(renamed.get().dottedKey());
      add(line(node), renamed(key, node, renamed.get()));
    }
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

  /** What is said of a setting that was renamed or moved. */
  private String renamed(String formerly, Node value, SettingSchema.Entry entry) {
    return "Cannot use "
        + source
        + " line "
        + line(value)
        + ", "
        + formerly
        + ": "
        + text(value)
        + " (allowed: "
        + entry.dottedKey()
        + ", which is its name now)";
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

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "a list or a mapping";
  }
}
