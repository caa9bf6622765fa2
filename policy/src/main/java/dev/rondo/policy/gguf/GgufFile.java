package dev.rondo.policy.gguf;

import dev.rondo.dataset.RegularFiles;
import dev.rondo.policy.gguf.GgufMetadata.Unread;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A GGUF file, opened for reading: magic, version, counts; metadata; the tensors' names, shapes,
 * types and places; then, aligned, their bytes. Versions 2 and 3, little-endian; a whole model, in
 * this one file.
 *
 * <p>Guarantees: everything that the head claims is checked against the file and against limits
 * before memory is taken for it; tensors lie within the file and do not overlap; a message is one
 * line that names file and key or tensor.
 */
final class GgufFile implements AutoCloseable {
  private static final int MAGIC = 0x46554747; // GGUF
  private static final String PARTS = "split.count";
  private static final String MODEL = "model";
  private static final int MAX_ENTRIES = 1 << 16;
  private static final int MAX_ELEMENTS = 1 << 22;
  private static final int MAX_DIMENSIONS = 4;
  private static final int MAX_ALIGNMENT = 1 << 20;
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int MAX_NESTING = 4;

  private final GgufErrors errors;
  private final FileChannel channel;
  private final GgufMetadata metadata;
  private final Map<String, GgufTensor> tensors;

  private GgufFile(
      GgufErrors errors,
      FileChannel channel,
      GgufMetadata metadata,
      Map<String, GgufTensor> tensors) {
    this.errors = errors;
    this.channel = channel;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /** Whether a regular file begins as a GGUF file does. */
  static boolean hasMagic(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(4);
      while (start.hasRemaining() && channel.read(start) >= 0) {
        // As far as the file goes.
      }
      return !start.hasRemaining() && start.getInt(0) == Integer.reverseBytes(MAGIC);
    }
  }

  /**
   * Opens a file and checks its head.
   *
   * @throws InvalidInputException if it is missing or not a sound GGUF file
   */
  static GgufFile open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      String what =
          Files.isDirectory(file)
              ? "a folder"
              : Files.exists(file) ? "a device or a pipe" : "no such file";
      throw new InvalidInputException(
          "Cannot read " + file + ": " + what + " (allowed: a GGUF file)");
    }
    RegularFiles.refusePointer(file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return read(new GgufErrors(file), channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  GgufErrors errors() {
    return errors;
  }

  GgufMetadata metadata() {
    return metadata;
  }

  /** The tensors by name, in the order of the file. */
  Map<String, GgufTensor> tensors() {
    return tensors;
  }

  /** The tensor of a name. */
  GgufTensor tensor(String name) {
    GgufTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw errors.missing("tensor " + name);
    }
    return tensor;
  }

  /** Fills a buffer with bytes of a tensor from one of its bytes on. */
  void read(GgufTensor tensor, long from, ByteBuffer into) throws IOException {
    long start = tensor.offset() + from - into.position();
    while (into.hasRemaining()) {
      if (channel.read(into, start + into.position()) < 0) {
        throw errors.invalid("tensor " + tensor.name(), "the file became shorter", "a whole file");
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GgufFile read(GgufErrors errors, FileChannel channel) throws IOException {
    GgufCursor cursor = new GgufCursor(errors, channel);
    int magic = cursor.int32("magic");
    if (magic != MAGIC) {
      throw errors.invalid(
          "magic",
          "0x" + HexFormat.of().toHexDigits(Integer.reverseBytes(magic)),
          "0x47475546, GGUF");
    }
    int version = cursor.int32("version");
    if (version != 2 && version != 3) {
      int reversed = Integer.reverseBytes(version);
      throw errors.invalid(
          "version",
          reversed > 0 && reversed < 256
              ? reversed + ", big-endian"
              : Integer.toUnsignedString(version),
          "2, 3, little-endian");
    }
    int tensorCount = cursor.count("number of tensors", 25, MAX_ENTRIES);
    int keyCount = cursor.count("number of metadata keys", 13, MAX_ENTRIES);
    GgufMetadata metadata =
        new GgufMetadata(errors, new ValueReader(cursor, errors).read(keyCount));
    requireWholeModel(errors, metadata);
    Map<String, GgufTensor> tensors = readTensors(cursor, errors, metadata, tensorCount, channel);
    return new GgufFile(errors, channel, metadata, tensors);
  }

  /** Parts of a model, adapters and others lie in such files, too, and lack what a model has. */
  private static void requireWholeModel(GgufErrors errors, GgufMetadata metadata) {
    int parts = metadata.index(PARTS).orElse(0);
    if (parts > 1) {
      int part = metadata.index("split.no").orElse(0) + 1;
      throw errors.invalid(
          PARTS,
          "part " + part + " of " + parts,
          "the whole model in one file; llama-gguf-split --merge FIRST.gguf OUT.gguf makes it");
    }
    String type = metadata.text("general.type", MODEL);
    if (!type.equals(MODEL)) {
      throw errors.invalid(
          "general.type", type, MODEL + "; an adapter is merged into its model before");
    }
  }

  /** Reads the values of the metadata; counts array elements over all of them. */
  private static final class ValueReader {
    private static final String[] TYPES = {
      "uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "bool", "string", "array",
      "uint64", "int64", "float64"
    };
    private static final int[] LEAST_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int FLOAT64 = 12;

    private final GgufCursor cursor;
    private final GgufErrors errors;
    private int elementsLeft = MAX_ELEMENTS;

    ValueReader(GgufCursor cursor, GgufErrors errors) {
      this.cursor = cursor;
      this.errors = errors;
    }

    Map<String, Object> read(int count) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String key = cursor.text("metadata key " + i);
        Object value = value(key, type(key), 0);
        if (values.put(key, value) != null) {
          throw errors.invalid(key, "stands twice", "once");
        }
      }
      return values;
    }

    private int type(String key) {
      int type = cursor.int32(key);
      if (type < 0 || type >= TYPES.length) {
        throw errors.invalid(
            key,
            "value type " + Integer.toUnsignedString(type),
            "0 to " + (TYPES.length - 1) + ": " + String.join(", ", TYPES));
      }
      return type;
    }

    private Object value(String key, int type, int depth) {
      return switch (type) {
        case FLOAT32 -> decimal(cursor.float32(key));
        case FLOAT64 -> cursor.float64(key);
        case BOOL -> bool(key);
        case STRING -> cursor.text(key);
        case ARRAY -> array(key, depth);
        default -> whole(key, type);
      };
    }

    private Object array(String key, int depth) {
      int type = type(key);
      int count = cursor.count(key + ": length of array", LEAST_BYTES[type], elementsLeft);
      elementsLeft -= count;
      if (type == STRING) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
          texts[i] = cursor.text(key + "[" + i + "]");
        }
        return texts;
      }
      if (type == ARRAY) {
        if (depth == MAX_NESTING) {
          throw errors.invalid(key, "arrays in arrays", "at most " + MAX_NESTING + " levels");
        }
        for (int i = 0; i < count; i++) {
          array(key, depth + 1);
        }
        return new Unread("an array of arrays");
      }
      if (type == FLOAT32 || type == FLOAT64) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
          numbers[i] = type == FLOAT32 ? cursor.float32(key) : cursor.float64(key);
        }
        return numbers;
      }
      if (type == BOOL) {
        for (int i = 0; i < count; i++) {
          bool(key);
        }
        return new Unread("an array of booleans");
      }
      long[] numbers = new long[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = whole(key, type);
      }
      return numbers;
    }

    /** Unsigned numbers of 64 bits above the highest long are read as that. */
    private long whole(String key, int type) {
      return switch (type) {
        case 0 -> cursor.int8(key) & 0xff;
        case 1 -> cursor.int8(key);
        case 2 -> cursor.int16(key) & 0xffff;
        case 3 -> cursor.int16(key);
        case 4 -> cursor.int32(key) & 0xffffffffL;
        case 5 -> cursor.int32(key);
        case 10 -> {
          long number = cursor.int64(key);
          yield number < 0 ? Long.MAX_VALUE : number;
        }
        default -> cursor.int64(key);
      };
    }

    private boolean bool(String key) {
      int value = cursor.int8(key);
      if (value != 0 && value != 1) {
        throw errors.invalid(key, value, "0 or 1, for false and true");
      }
      return value == 1;
    }

    /** The shortest decimal that is this float32: 1e-5 stays 1e-5. */
    private static double decimal(float value) {
      return Float.isFinite(value) ? Double.parseDouble(Float.toString(value)) : value;
    }
  }

  private static Map<String, GgufTensor> readTensors(
      GgufCursor cursor, GgufErrors errors, GgufMetadata metadata, int count, FileChannel channel)
      throws IOException {
    int alignment = metadata.positive("general.alignment", DEFAULT_ALIGNMENT);
    if (Integer.bitCount(alignment) != 1 || alignment > MAX_ALIGNMENT) {
      throw errors.invalid(
          "general.alignment", alignment, "a power of two, at most " + MAX_ALIGNMENT);
    }
    List<GgufTensor> relative = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      relative.add(tensor(cursor, errors, "tensor " + i, alignment));
    }
    long start = (cursor.position() + alignment - 1) / alignment * alignment;
    long dataBytes = Math.max(0, channel.size() - start);
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    for (GgufTensor tensor : relative) {
      if (tensor.bytes() > dataBytes || tensor.offset() > dataBytes - tensor.bytes()) {
        throw errors.invalid(
            "tensor " + tensor.name(),
            tensor.bytes() + " bytes from " + tensor.offset(),
            "within the file's " + dataBytes + " bytes of tensors");
      }
      GgufTensor placed =
          new GgufTensor(
              tensor.name(),
              tensor.type(),
              tensor.shape(),
              start + tensor.offset(),
              tensor.bytes());
      if (tensors.put(tensor.name(), placed) != null) {
        throw errors.invalid("tensor " + tensor.name(), "stands twice", "once");
      }
    }
    checkOverlap(errors, relative);
    return Collections.unmodifiableMap(tensors);
  }

  /** A tensor with its offset as the file has it, from the first byte of all tensors. */
  private static GgufTensor tensor(
      GgufCursor cursor, GgufErrors errors, String place, int alignment) {
    String what = "tensor " + cursor.text(place + ": name");
    String name = what.substring("tensor ".length());
    int dimensions = cursor.int32(what);
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw errors.invalid(
          what, Integer.toUnsignedString(dimensions) + " dimensions", "1 to " + MAX_DIMENSIONS);
    }
    List<Long> shape = new ArrayList<>();
    long elements = 1;
    for (int i = 0; i < dimensions; i++) {
      long size = cursor.int64(what);
      long high = Math.multiplyHigh(elements, size);
      elements *= size;
      shape.add(0, size);
      if (size < 1 || high != 0 || elements < 0 || elements > Long.MAX_VALUE / 256) {
        throw errors.invalid(
            what,
            "size " + Long.toUnsignedString(size),
            "1 and above, a tensor that fits the file");
      }
    }
    int id = cursor.int32(what);
    TensorType type =
        TensorType.of(id)
            .orElseThrow(
                () -> errors.invalid(what, "type " + TensorType.describe(id), TensorType.known()));
    long row = shape.get(shape.size() - 1);
    if (row % type.blockElements() != 0) {
      throw errors.invalid(
          what, "rows of " + row, "a multiple of " + type.blockElements() + " for " + type);
    }
    long offset = cursor.int64(what);
    if (offset < 0 || offset % alignment != 0) {
      throw errors.invalid(
          what, "offset " + Long.toUnsignedString(offset), "a multiple of " + alignment);
    }
    return new GgufTensor(
        name, type, shape, offset, elements / type.blockElements() * type.blockBytes());
  }

  private static void checkOverlap(GgufErrors errors, List<GgufTensor> tensors) {
    List<GgufTensor> inOrder = new ArrayList<>(tensors);
    inOrder.sort(Comparator.comparingLong(GgufTensor::offset).thenComparing(GgufTensor::name));
    for (int i = 1; i < inOrder.size(); i++) {
      GgufTensor before = inOrder.get(i - 1);
      long end = before.offset() + before.bytes();
      if (inOrder.get(i).offset() < end) {
        throw errors.invalid(
            "tensor " + inOrder.get(i).name(),
            "offset " + inOrder.get(i).offset(),
            end + " and above, where tensor " + GgufErrors.shown(before.name()) + " ends");
      }
    }
  }
}
