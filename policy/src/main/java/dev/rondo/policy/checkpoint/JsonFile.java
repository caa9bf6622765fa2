package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFields;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A JSON file of a checkpoint: read with errors that name the field, written with fixed bytes. */
record JsonFile(Path file, JsonNode root) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads an object.
   *
   * @throws InvalidInputException if the file is missing or is no JSON object
   */
  static JsonFile read(Path file) {
    try {
      return parse(file, RegularFiles.readDocument(file));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("Cannot read " + file + ": no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #read}, of bytes that were read from {@code file} before. */
  static JsonFile parse(Path file, byte[] bytes) {
    try {
      JsonNode root = MAPPER.readTree(bytes);
      if (!root.isObject()) {
        throw new InvalidInputException("Cannot read " + file + ": not a JSON object");
      }
      return new JsonFile(file, root);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "Cannot read " + file + ": not JSON: " + JsonFields.fault(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode emptyObject() {
    return MAPPER.createObjectNode();
  }

  /** Indented text in the order of the object's fields, with a line end. */
  static byte[] bytes(JsonNode json) {
    try {
      String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
      return (text.replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Text on one line in the order of the object's fields. */
  static byte[] compactBytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  int integer(String field) {
    JsonNode value = required(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw invalid(field, value, "a whole number");
    }
    return value.intValue();
  }

  double number(String field) {
    JsonNode value = required(field);
    if (!value.isNumber()) {
      throw invalid(field, value, "a number");
    }
    return value.doubleValue();
  }

  String text(String field) {
    JsonNode value = required(field);
    if (!value.isTextual()) {
      throw invalid(field, value, "a text");
    }
    return value.textValue();
  }

  InvalidInputException invalid(String field, Object value, String allowed) {
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

  private JsonNode required(String field) {
    JsonNode value = root.path(field);
    if (value.isMissingNode()) {
      throw new InvalidInputException("Cannot load " + file + ": " + field + " is missing");
    }
    return value;
  }
}
