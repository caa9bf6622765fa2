package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.policy.checkpoint.Safetensors.ElementType;
import dev.rondo.policy.checkpoint.Safetensors.Entry;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the header of a safetensors file claims, after all of it is checked against the file: sizes,
 * types, and that the tensors lie one behind the other without gaps.
 *
 * @param entries tensors by name, in the order of the header
 * @param metadata free-form texts
 */
record SafetensorsHeader(Map<String, Entry> entries, SortedMap<String, String> metadata) {
  /** Those of published policies have some hundred thousand; a million tensors fill the memory. */
  private static final long MAX_HEADER_BYTES = 16L << 20;

  private static final int MAX_DIMENSIONS = 16;

  /**
   * Reads a header.
   *
   * @throws InvalidInputException naming file, tensor and field that are wrong
   */
  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long fileBytes = channel.size();
    if (fileBytes < 8) {
      throw new InvalidInputException(
          "Cannot read " + file + ": bytes: " + fileBytes + " (allowed: 8 and above)");
    }
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    Safetensors.readFully(channel, length, 0);
    long headerBytes = length.getLong(0);
    long allowed = Math.min(MAX_HEADER_BYTES, fileBytes - 8);
    if (headerBytes < 2 || headerBytes > allowed) {
      throw new InvalidInputException(
          "Cannot read "
              + file
              + ": header bytes: "
              + Long.toUnsignedString(headerBytes)
              + " (allowed: 2 to "
              + allowed
              + ")");
    }
    ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
    Safetensors.readFully(channel, header, 8);
    JsonNode root = JsonFile.parse(file, header.array()).root();
    long start = 8 + headerBytes;
    Map<String, Entry> entries = new LinkedHashMap<>();
    SortedMap<String, String> metadata = new TreeMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> it = root.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      if (field.getKey().equals(Safetensors.METADATA)) {
        readMetadata(file, field.getValue(), metadata);
      } else {
        entries.put(
            field.getKey(), entry(file, field.getKey(), field.getValue(), start, fileBytes));
      }
    }
    checkLayout(file, entries.values(), start, fileBytes);
    return new SafetensorsHeader(
        Collections.unmodifiableMap(entries), Collections.unmodifiableSortedMap(metadata));
  }

  private static void readMetadata(Path file, JsonNode json, SortedMap<String, String> metadata) {
    for (Iterator<Map.Entry<String, JsonNode>> it = json.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> text = it.next();
      if (!text.getValue().isTextual()) {
        throw new InvalidInputException(
            "Cannot read "
                + file
                + ": "
                + Safetensors.METADATA
                + ": "
                + text.getKey()
                + ": "
                + text.getValue()
                + " (allowed: texts)");
      }
      metadata.put(text.getKey(), text.getValue().textValue());
    }
  }

  private static Entry entry(Path file, String name, JsonNode json, long start, long fileBytes) {
    if (!json.isObject()) {
      throw invalid(file, name, "entry: " + json.getNodeType(), "an object");
    }
    ElementType type = elementType(file, name, json.path("dtype"));
    JsonNode shapeNode = json.path("shape");
    if (!shapeNode.isArray() || shapeNode.size() > MAX_DIMENSIONS) {
      throw invalid(file, name, "shape: " + shapeNode, "at most 16 sizes");
    }
    List<Long> shape = new ArrayList<>();
    long bytes = type.bytes();
    for (JsonNode size : shapeNode) {
      if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
        throw invalid(file, name, "shape: " + shapeNode, "sizes of 0 and above");
      }
      shape.add(size.longValue());
      long high = Math.multiplyHigh(bytes, size.longValue());
      bytes *= size.longValue();
      if (high != 0 || bytes < 0) {
        throw invalid(file, name, "shape: " + shapeNode, "a tensor that fits the file");
      }
    }
    JsonNode offsets = json.path("data_offsets");
    if (!offsets.isArray()
        || offsets.size() != 2
        || !offsets.get(0).isIntegralNumber()
        || !offsets.get(1).isIntegralNumber()
        || !offsets.get(0).canConvertToLong()
        || !offsets.get(1).canConvertToLong()) {
      throw invalid(file, name, "data_offsets: " + offsets, "two whole numbers");
    }
    long begin = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    long dataBytes = fileBytes - start;
    if (begin < 0 || end < begin || end > dataBytes) {
      throw invalid(file, name, "data_offsets: " + offsets, "within the file's 0 to " + dataBytes);
    }
    if (end - begin != bytes) {
      throw invalid(
          file,
          name,
          "data_offsets: " + offsets,
          bytes + " bytes for " + type + " of shape " + shape);
    }
    return new Entry(name, type, List.copyOf(shape), start + begin, bytes);
  }

  private static ElementType elementType(Path file, String name, JsonNode json) {
    return Arrays.stream(ElementType.values())
        .filter(type -> type.name().equals(json.textValue()))
        .findFirst()
        .orElseThrow(
            () ->
                invalid(
                    file,
                    name,
                    "dtype: " + json,
                    "F32, F16, BF16 of weights that are not quantized; of other tensors one of "
                        + Arrays.toString(ElementType.values())));
  }

  private static void checkLayout(Path file, Iterable<Entry> entries, long start, long fileBytes) {
    List<Entry> inOrder = new ArrayList<>();
    entries.forEach(inOrder::add);
    inOrder.sort(Comparator.comparingLong(Entry::offset).thenComparingLong(Entry::bytes));
    long position = start;
    for (Entry entry : inOrder) {
      if (entry.offset() != position) {
        throw invalid(
            file,
            entry.name(),
            "data_offsets begin: " + (entry.offset() - start),
            (position - start) + ", where the tensor before it ends");
      }
      position += entry.bytes();
    }
    if (position != fileBytes) {
      throw new InvalidInputException(
          "Cannot read " + file + ": bytes: " + fileBytes + " (allowed: " + position + ")");
    }
  }

  static InvalidInputException invalid(Path file, String tensor, String value, String allowed) {
    return new InvalidInputException(
        "Cannot read "
            + file
            + ": tensor "
            + tensor
            + ": "
            + value
            + " (allowed: "
            + allowed
            + ")");
  }
}
