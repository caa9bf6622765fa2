package dev.rondo.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a JSON object strictly: a missing field, a field of the wrong type and, at {@link #close},
 * a field that nobody asked for are each refused with a message that names the file and the field.
 *
 * <pre>{@code
 * try (JsonFields fields = JsonFields.parse(bytes, "sampled-00000.json")) {
 *   int shardIndex = fields.intValue("shard-index");
 * }
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class JsonFields implements AutoCloseable {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final Pattern PARSER_LOCATION =
      Pattern.compile("\\[Source: [^;\\]]*; (line: \\d+, column: \\d+)\\]");
  private static final int MOST_FAULT_CHARACTERS = 200;

  /** Ends what is said of a document that is something else. */
  static final String ONE_OBJECT = " (allowed: a JSON object)";

  private final JsonNode node;
  private final String file;
  private final String prefix;
  private final Set<String> asked = new LinkedHashSet<>();

  private JsonFields(JsonNode node, String file, String prefix) {
    this.node = node;
    this.file = file;
    this.prefix = prefix;
  }

  /**
   * Parses a document that must be one object.
   *
   * @param file what messages call the document
   */
  public static JsonFields parse(byte[] bytes, String file) {
    JsonNode node;
    try {
      node = MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw new InvalidInputException(
          "Cannot read " + file + ": not JSON" + where + ": " + fault(e) + ONE_OBJECT, e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read " + file + ": not JSON: not UTF-8 text" + ONE_OBJECT, e);
    }
    if (node == null || !node.isObject()) {
      throw new InvalidInputException(
          "Cannot read "
              + file
              + ": "
              + (node == null || node.isMissingNode() ? "empty" : typeOf(node))
              + ONE_OBJECT);
    }
    return new JsonFields(node, file, "");
  }

  /** What is wrong with a text that is not JSON, on one line and without the parser's own words. */
  public static String fault(JsonProcessingException e) {
    String line =
        PARSER_LOCATION
            .matcher(String.valueOf(e.getOriginalMessage()))
            .replaceAll("$1")
            .replaceAll("[^\\p{Print}]+", " ")
            .replaceAll(":? ?(, from|enable) `[A-Za-z]*\\.[^`]*`( to allow)?", "")
            .strip();
    if (line.startsWith("Trailing token")) {
      line = "text after the object";
    }
    return line.length() > MOST_FAULT_CHARACTERS
        ? line.substring(0, MOST_FAULT_CHARACTERS) + "..."
        : line;
  }

  /** What messages call the document. */
  public String file() {
    return file;
  }

  /** A string. */
  public String string(String name) {
    JsonNode value = required(name, "a string");
    if (!value.isTextual()) {
      throw wrongType(name, value, "a string");
    }
    return value.textValue();
  }

  /** A string, or null where the field is null. */
  public String stringOrNull(String name) {
    return required(name, "a string or null").isNull() ? null : string(name);
  }

  /** An integer in the range of an int. */
  public int intValue(String name) {
    JsonNode value = required(name, "a whole number of 32 bits");
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrongType(name, value, "a whole number of 32 bits");
    }
    return value.intValue();
  }

  /** An int, or null where the field is null. */
  public Integer intOrNull(String name) {
    return required(name, "a whole number or null").isNull() ? null : (Integer) intValue(name);
  }

  /** An integer, 0 where the field is absent. */
  public int intOrZero(String name) {
    return node.has(name) ? intValue(name) : 0;
  }

  /** An integer in the range of a long. */
  public long longValue(String name) {
    JsonNode value = required(name, "a whole number of 64 bits");
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrongType(name, value, "a whole number of 64 bits");
    }
    return value.longValue();
  }

  /** A long, or null where the field is null. */
  public Long longOrNull(String name) {
    return required(name, "a whole number or null").isNull() ? null : (Long) longValue(name);
  }

  /** A number. */
  public double doubleValue(String name) {
    JsonNode value = required(name, "a finite number");
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrongType(name, value, "a finite number");
    }
    return value.doubleValue();
  }

  /** A number, or null where the field is null. */
  public Double doubleOrNull(String name) {
    return required(name, "a number or null").isNull() ? null : (Double) doubleValue(name);
  }

  /** A nested object; the caller closes it. */
  public JsonFields object(String name) {
    JsonNode value = required(name, "an object");
    if (!value.isObject()) {
      throw wrongType(name, value, "an object");
    }
    return new JsonFields(value, file, prefix + name + ".");
  }

  /** A nested object, or null where the field is null. */
  public JsonFields objectOrNull(String name) {
    return required(name, "an object or null").isNull() ? null : object(name);
  }

  /** An array of objects; the caller closes each. */
  public List<JsonFields> objects(String name) {
    JsonNode value = array(name);
    List<JsonFields> objects = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      String item = name + "[" + i + "]";
      if (!value.get(i).isObject()) {
        throw wrongType(item, value.get(i), "an object");
      }
      objects.add(new JsonFields(value.get(i), file, prefix + item + "."));
    }
    return objects;
  }

  /** An array of texts, or none where there is no such field. */
  public List<String> stringsOrNone(String name) {
    if (!node.has(name)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode value : array(name)) {
      if (!value.isTextual()) {
        throw wrongType(name, value, "texts");
      }
      texts.add(value.textValue());
    }
    return texts;
  }

  /** An object whose keys are free and whose values are longs. */
  public SortedMap<String, Long> longMap(String name) {
    SortedMap<String, Long> map = new TreeMap<>();
    try (JsonFields fields = object(name)) {
      for (String key : fields.names()) {
        map.put(key, fields.longValue(key));
      }
    }
    return map;
  }

  /** An object whose keys are free and whose values are strings. */
  public SortedMap<String, String> stringMap(String name) {
    SortedMap<String, String> map = new TreeMap<>();
    try (JsonFields fields = object(name)) {
      for (String key : fields.names()) {
        map.put(key, fields.string(key));
      }
    }
    return map;
  }

  /** Names of all fields, in the order of the document. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** An error about one field, for a caller's own checks. */
  public InvalidInputException refused(String name, Object value, String allowed) {
    return new InvalidInputException(
        "Cannot read "
            + file
            + ": field "
            + prefix
            + name
            + " is "
            + value
            + " (allowed: "
            + allowed
            + ")");
  }

  /**
   * Refuses fields that nobody asked for.
   *
   * @throws InvalidInputException if there are any
   */
  @Override
  public void close() {
    for (String name : names()) {
      if (!asked.contains(name)) {
        throw new InvalidInputException(
            "Cannot read "
                + file
                + ": unknown field "
                + prefix
                + shortened(name)
                + " (allowed: "
                + String.join(", ", asked)
                + ")");
      }
    }
  }

  private JsonNode array(String name) {
    JsonNode value = required(name, "an array");
    if (!value.isArray()) {
      throw wrongType(name, value, "an array");
    }
    return value;
  }

  private JsonNode required(String name, String allowed) {
    asked.add(name);
    JsonNode value = node.get(name);
    if (value == null) {
      throw new InvalidInputException(
          "Cannot read "
              + file
              + ": field "
              + prefix
              + name
              + " is missing (allowed: "
              + allowed
              + ")");
    }
    return value;
  }

  private InvalidInputException wrongType(String name, JsonNode value, String allowed) {
    return refused(name, shortened(value.toString()), allowed);
  }

  private static String shortened(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  private static String typeOf(JsonNode node) {
    return "a JSON " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
  }
}
