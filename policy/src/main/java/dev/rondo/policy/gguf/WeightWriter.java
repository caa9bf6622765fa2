package dev.rondo.policy.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.policy.checkpoint.Architecture;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.WeightFiles;
import dev.rondo.policy.checkpoint.WeightSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes the weights of a file as safetensors, in the order of the shape: decoded, in pieces of a
 * fixed size, so that a tensor of any size passes through the same memory.
 *
 * <p>The rows of queries and keys change places for llama: GGUF files of that architecture have the
 * two halves of a rotated pair beside each other, Hugging Face has them half a head apart.
 */
final class WeightWriter {
  /** Most bytes of one weight file, as Transformers writes by default. */
  private static final long SHARD_BYTES = 5_000_000_000L;

  private static final int PIECE_ELEMENTS = 1 << 16;

  private final GgufFile file;
  private final ModelConfig config;
  private final WeightType type;
  private final float[] values = new float[PIECE_ELEMENTS];
  private final ByteBuffer encoded =
      ByteBuffer.allocate(PIECE_ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final byte[] blocks = new byte[PIECE_ELEMENTS * Float.BYTES];

  WeightWriter(GgufFile file, ModelConfig config, WeightType type) {
    this.file = file;
    this.config = config;
    this.type = type;
  }

  /** Checks that the file has the tensors of the shape, in its sizes, and no others. */
  void check() {
    Set<String> known = new HashSet<>(Set.of(TensorNames.ROPE_FACTORS));
    for (WeightSpec weight : config.weights()) {
      String name = TensorNames.of(weight.name());
      known.add(name);
      GgufTensor tensor = file.tensor(name);
      if (!tensor.shape().equals(weight.shape())) {
        throw file.errors()
            .invalid("tensor " + name, "shape " + tensor.shape(), weight.shape().toString());
      }
    }
    for (String name : file.tensors().keySet()) {
      if (!known.contains(name)) {
        throw file.errors()
            .invalid(
                "tensor",
                name,
                "the tensors of "
                    + config.architecture().modelType()
                    + " with "
                    + config.layers()
                    + " layers");
      }
    }
  }

  /** Names of the files that {@link #write(Path)} makes. */
  Set<String> names() {
    int count = shards(SHARD_BYTES).size();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      names.add(name(i, count));
    }
    if (count > 1) {
      names.add(WeightFiles.INDEX_FILE_NAME);
    }
    return names;
  }

  /** Bytes of all weights as they are written. */
  long bytes() {
    return config.weights().stream().mapToLong(this::bytes).sum();
  }

  /** Writes one file, or several with an index if there are more bytes than one may have. */
  void write(Path folder) throws IOException {
    write(folder, SHARD_BYTES);
  }

  /** As {@link #write(Path)}, with another number of bytes. */
  void write(Path folder, long shardBytes) throws IOException {
    List<List<WeightSpec>> shards = shards(shardBytes);
    ObjectNode index = JsonFile.emptyObject();
    ObjectNode fileOfTensor = JsonFile.emptyObject();
    long total = 0;
    for (int i = 0; i < shards.size(); i++) {
      String name = name(i, shards.size());
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)), 1 << 16)) {
        out.write(head(shards.get(i)));
        for (WeightSpec weight : shards.get(i)) {
          writeWeight(weight, out);
          fileOfTensor.put(weight.name(), name);
          total += bytes(weight);
        }
      }
    }
    if (shards.size() > 1) {
      index.putObject("metadata").put("total_size", total);
      index.set("weight_map", fileOfTensor);
      Files.write(folder.resolve(WeightFiles.INDEX_FILE_NAME), JsonFile.bytes(index));
    }
  }

  private static String name(int shard, int count) {
    return count == 1
        ? Safetensors.FILE_NAME
        : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", shard + 1, count);
  }

  private List<List<WeightSpec>> shards(long shardBytes) {
    List<List<WeightSpec>> shards = new ArrayList<>();
    long bytes = 0;
    for (WeightSpec weight : config.weights()) {
      if (shards.isEmpty() || bytes + bytes(weight) > shardBytes) {
        shards.add(new ArrayList<>());
        bytes = 0;
      }
      shards.get(shards.size() - 1).add(weight);
      bytes += bytes(weight);
    }
    return shards;
  }

  private long bytes(WeightSpec weight) {
    return Math.multiplyExact(weight.elements(), type.element().bytes());
  }

  private byte[] head(List<WeightSpec> weights) {
    ObjectNode header = JsonFile.emptyObject();
    // Hugging Face's loader asks for this text.
    header.putObject("__metadata__").put("format", "pt");
    long position = 0;
    for (WeightSpec weight : weights) {
      ObjectNode entry = header.putObject(weight.name());
      entry.put("dtype", type.element().name());
      ArrayNode shape = entry.putArray("shape");
      weight.shape().forEach(shape::add);
      entry.putArray("data_offsets").add(position).add(position + bytes(weight));
      position += bytes(weight);
    }
    byte[] json = JsonFile.compactBytes(header);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(json);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    return head.array();
  }

  private void writeWeight(WeightSpec weight, OutputStream out) throws IOException {
    GgufTensor tensor = file.tensor(TensorNames.of(weight.name()));
    boolean isPermuted =
        config.architecture() == Architecture.LLAMA && TensorNames.isRotated(tensor.name());
    if (!isPermuted) {
      writeElements(tensor, 0, tensor.elements(), out);
      return;
    }
    long rows = weight.shape().get(0);
    long columns = weight.shape().get(1);
    int head = config.headDimension();
    for (long row = 0; row < rows; row++) {
      long inHead = row % head;
      long from = row - inHead + inHead % (head / 2) * 2 + inHead / (head / 2);
      writeElements(tensor, from * columns, columns, out);
    }
  }

  /** Decodes elements from the start of a block on, and writes them. */
  private void writeElements(GgufTensor tensor, long first, long count, OutputStream out)
      throws IOException {
    TensorType from = tensor.type();
    int most = PIECE_ELEMENTS / from.blockElements() * from.blockElements();
    for (long done = 0; done < count; done += most) {
      int elements = (int) Math.min(most, count - done);
      int blockCount = elements / from.blockElements();
      long firstBlock = (first + done) / from.blockElements();
      file.read(
          tensor,
          firstBlock * from.blockBytes(),
          ByteBuffer.wrap(blocks, 0, blockCount * from.blockBytes()).slice());
      from.decode(blocks, blockCount, values);
      out.write(encode(tensor, first + done, elements), 0, elements * type.element().bytes());
    }
  }

  private byte[] encode(GgufTensor tensor, long first, int elements) {
    encoded.clear();
    for (int i = 0; i < elements; i++) {
      int bits = Float.floatToRawIntBits(values[i]);
      if (type == WeightType.BFLOAT16) {
        bits += 0x7fff + (bits >>> 16 & 1);
        bits &= 0xffff0000;
      }
      if (!Float.isFinite(values[i]) || !Float.isFinite(Float.intBitsToFloat(bits))) {
        throw file.errors()
            .invalid(
                "tensor " + tensor.name() + ": element " + (first + i),
                values[i],
                "finite weights");
      }
      if (type == WeightType.BFLOAT16) {
        encoded.putShort((short) (bits >>> 16));
      } else {
        encoded.putInt(bits);
      }
    }
    return encoded.array();
  }
}
