package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * A safetensors file, opened for reading: eight bytes of header length, a JSON header, then the
 * tensors' bytes, little-endian, without gaps. Everything the header claims is checked against the
 * file before a tensor is touched. Tensors are mapped, not copied; the views stay valid after
 * close.
 */
public final class Safetensors implements AutoCloseable {
  /** File name of a policy's weights. */
  public static final String FILE_NAME = "model.safetensors";

  static final String METADATA = "__metadata__";

  /** Element types, named as in the header. */
  public enum ElementType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U8(1),
    BOOL(1);

    private final int bytes;

    ElementType(int bytes) {
      this.bytes = bytes;
    }

    /** Size of one element. */
    public int bytes() {
      return bytes;
    }
  }

  /** Elements that are made when they are written, a piece at a time. */
  @FunctionalInterface
  public interface Content {

    /** Writes all of them, little-endian, in the order of rows. */
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /**
   * A tensor to be written.
   *
   * @param name unique in the file
   * @param type element type
   * @param shape dimensions; empty for a scalar
   * @param content its elements, asked for when they are written, so that no tensor need be in
   *     memory
   */
  public record Tensor(String name, ElementType type, long[] shape, Content content) {

    /** A tensor whose bytes are there, from position to limit. */
    public Tensor(String name, ElementType type, long[] shape, ByteBuffer bytes) {
      this(
          name,
          type,
          shape,
          channel -> {
            ByteBuffer left = bytes.duplicate();
            while (left.hasRemaining()) {
              channel.write(left);
            }
          });
    }

    /** Number of bytes that type and shape say. */
    public long size() {
      long bytes = type.bytes();
      for (long dimension : shape) {
        bytes = Math.multiplyExact(bytes, dimension);
      }
      return bytes;
    }
  }

  /**
   * A tensor of the file.
   *
   * @param name its name
   * @param type element type
   * @param shape dimensions
   * @param offset first byte, counted from the start of the file
   * @param bytes number of bytes
   */
  public record Entry(String name, ElementType type, List<Long> shape, long offset, long bytes) {}

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Entry> entries;
  private final SortedMap<String, String> metadata;

  private Safetensors(
      Path file,
      FileChannel channel,
      Map<String, Entry> entries,
      SortedMap<String, String> metadata) {
    this.file = file;
    this.channel = channel;
    this.entries = entries;
    this.metadata = metadata;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws InvalidInputException if it is missing or not a sound safetensors file
   */
  public static Safetensors open(Path file) {
    FileChannel channel = null;
    try {
      RegularFiles.size(file);
      RegularFiles.refusePointer(file);
      channel = FileChannel.open(file, StandardOpenOption.READ);
      SafetensorsHeader header = SafetensorsHeader.read(file, channel);
      Safetensors opened = new Safetensors(file, channel, header.entries(), header.metadata());
      channel = null;
      return opened;
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "Cannot read " + file + ": no such file (allowed: all that its index or manifest names)",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      closeQuietly(channel);
    }
  }

  /** The tensors by name, in the order of the header. */
  public Map<String, Entry> entries() {
    return entries;
  }

  /** Free-form texts of the header. */
  public SortedMap<String, String> metadata() {
    return metadata;
  }

  /**
   * A read-only view of a tensor's bytes, little-endian.
   *
   * @throws InvalidInputException if there is no such tensor, or it is too large for one view
   */
  public ByteBuffer bytes(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new InvalidInputException("Cannot read " + file + ": tensor " + name + " is missing");
    }
    if (entry.bytes() > Integer.MAX_VALUE) {
      throw invalid(name, "bytes: " + entry.bytes(), "at most " + Integer.MAX_VALUE);
    }
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, entry.offset(), entry.bytes())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks that the file holds one tensor, and that it has the shape wanted.
   *
   * @throws InvalidInputException naming file and tensor
   */
  public Entry require(String name, long... shape) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new InvalidInputException("Cannot read " + file + ": tensor " + name + " is missing");
    }
    List<Long> wanted = Arrays.stream(shape).boxed().toList();
    if (!entry.shape().equals(wanted)) {
      throw invalid(name, "shape: " + entry.shape(), wanted.toString());
    }
    return entry;
  }

  /**
   * Checks that a tensor that is there has one of some types.
   *
   * @return its type
   * @throws InvalidInputException naming file and tensor
   */
  public ElementType requireType(String name, ElementType... wanted) {
    ElementType type = entries.get(name).type();
    if (!List.of(wanted).contains(type)) {
      String allowed = Arrays.stream(wanted).map(Enum::name).collect(Collectors.joining(", "));
      throw invalid(name, "dtype: " + type, allowed);
    }
    return type;
  }

  /** The file. */
  Path file() {
    return file;
  }

  /**
   * Reads bytes of a tensor that is there from one of its bytes on, as many as the buffer takes or
   * the tensor has, and flips the buffer.
   */
  public void read(String name, long from, ByteBuffer into) {
    Entry entry = entries.get(name);
    into.limit((int) Math.min(into.capacity(), entry.bytes() - from));
    try {
      readFully(channel, into, entry.offset() + from);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": tensor " + name, e);
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  /**
   * Writes a file: the same tensors in the same order give the same bytes.
   *
   * @param metadata free-form texts; may be empty
   */
  public static void write(
      OutputStream out, SortedMap<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    ObjectNode header = JsonFile.emptyObject();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject(METADATA);
      metadata.forEach(texts::put);
    }
    long position = 0;
    for (Tensor tensor : tensors) {
      long bytes = tensor.size();
      if (header.has(tensor.name()) || tensor.name().equals(METADATA)) {
        throw new IllegalArgumentException("Cannot write tensor twice: " + tensor.name());
      }
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", tensor.type().name());
      ArrayNode shape = entry.putArray("shape");
      Arrays.stream(tensor.shape()).forEach(shape::add);
      entry.putArray("data_offsets").add(position).add(position + bytes);
      position += bytes;
    }
    byte[] json = JsonFile.compactBytes(header);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer prefix = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    prefix.putLong(padded).put(json);
    while (prefix.hasRemaining()) {
      prefix.put((byte) ' ');
    }
    out.write(prefix.array());
    CountingChannel channel = new CountingChannel(Channels.newChannel(out));
    for (Tensor tensor : tensors) {
      channel.bytes = 0;
      tensor.content().writeTo(channel);
      if (channel.bytes != tensor.size()) {
        throw new IllegalArgumentException(
            "Cannot write tensor "
                + tensor.name()
                + ": bytes: "
                + channel.bytes
                + " (allowed: "
                + tensor.size()
                + ")");
      }
    }
  }

  /** Knows how many bytes went through it. */
  private static final class CountingChannel implements WritableByteChannel {
    private final WritableByteChannel out;
    private long bytes;

    CountingChannel(WritableByteChannel out) {
      this.out = out;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int written = out.write(source);
      bytes += written;
      return written;
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position + buffer.position());
      if (read < 0) {
        throw new IOException("File became shorter while it was read");
      }
    }
    buffer.flip();
  }

  private InvalidInputException invalid(String tensor, String value, String allowed) {
    return SafetensorsHeader.invalid(file, tensor, value, allowed);
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
