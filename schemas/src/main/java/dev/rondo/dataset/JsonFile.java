package dev.rondo.dataset;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A JSON file that somebody else defined, such as those of a checkpoint: read with errors that name
 * the field, fields that nobody asks for left alone, written with fixed bytes. What Rondo itself
 * defines is read by {@link JsonFields}.
 */
public record JsonFile(Path file, JsonNode root) {
  private static final JsonMapper MAPPER = JsonFields.MAPPER;

  /**
   * Reads an object.
   *
   * @throws InvalidInputException if the file is missing or is no JSON object
   */
  public static JsonFile read(Path file) {
    try {
      return parse(file, RegularFiles.readDocument(file));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "Cannot read " + file + ": no such file (allowed: a file with one JSON object)", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #read}, of bytes that were read from {@code file} before. */
  public static JsonFile parse(Path file, byte[] bytes) {
    try {
      JsonNode root = MAPPER.readTree(bytes);
      if (!root.isObject()) {
        throw new InvalidInputException(
            "Cannot read " + file + ": not a JSON object" + JsonFields.ONE_OBJECT);
      }
      return new JsonFile(file, root);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "Cannot read " + file + ": not JSON: " + JsonFields.fault(e) + JsonFields.ONE_OBJECT, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Any document, as strictly: no field twice, nothing behind it.
   *
   * @throws JsonProcessingException if it is not JSON
   */
  public static JsonNode tree(byte[] bytes) throws JsonProcessingException {
    try {
      return MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new JsonParseException(null, "it is not UTF-8 text", e);
    }
  }

  /** An object without fields. */
  public static ObjectNode emptyObject() {
    return MAPPER.createObjectNode();
  }

  /** Indented text in the order of the object's fields, with a line end. */
  public static byte[] bytes(JsonNode json) {
    try {
      String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
      return (text.replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Text on one line in the order of the object's fields. */
  public static byte[] compactBytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A whole number that has to be there. */
  public int integer(String field) {
    JsonNode value = required(field, "a whole number");
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw invalid(field, value, "a whole number");
    }
    return value.intValue();
  }

  /** A number that has to be there. */
  public double number(String field) {
    JsonNode value = required(field, "a number");
    if (!value.isNumber()) {
      throw invalid(field, value, "a number");
    }
    return value.doubleValue();
  }

  /** A text that has to be there. */
  public String text(String field) {
    JsonNode value = required(field, "a text");
    if (!value.isTextual()) {
      throw invalid(field, value, "a text");
    }
    return value.textValue();
  }

  /** A text, or what stands for one that is missing or null. */
  public String text(String field, String otherwise) {
    return root.path(field).isMissingNode() || root.path(field).isNull() ? otherwise : text(field);
  }

  /** An error about one field, for a caller's own checks. */
  public InvalidInputException invalid(String field, Object value, String allowed) {
    String text = String.valueOf(value);
    return new InvalidInputException(
        "Cannot load "
            + file
            + ": "
            + field
            + ": "
            + (text.length() > 200 ? text.substring(0, 200) + "..." : text)
            + " (allowed: "
            + allowed
            + ")");
  }

  private JsonNode required(String field, String allowed) {
    JsonNode value = root.path(field);
    if (value.isMissingNode()) {
      throw new InvalidInputException(
          "Cannot load " + file + ": " + field + " is missing (allowed: " + allowed + ")");
    }
    return value;
  }
}
