package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.JsonFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes a policy as a Hugging Face checkpoint into a dataset. */
public final class PolicyCheckpoint {

  /** Most bytes of one weight file, as Transformers writes by default. */
  private static final long SHARD_BYTES = 5_000_000_000L;

  private PolicyCheckpoint() {}

  /**
   * Writes every file of the checkpoint; committing them under a manifest, together with whatever
   * lies beside them, is the caller's act. The same content gives the same bytes.
   *
   * @param weights every weight of the shape, in its order
   * @return the files, sorted by path
   */
  public static List<FileEntry> write(
      DatasetStore store, CheckpointFiles files, List<Safetensors.Tensor> weights)
      throws IOException {
    return write(store, files, weights, SHARD_BYTES);
  }

  /**
   * As the other, with weights in several files and an index if they have more bytes than one file
   * may have. A tensor is never cut.
   *
   * @param shardBytes most bytes of tensors in one file, unless one tensor alone has more
   */
  public static List<FileEntry> write(
      DatasetStore store, CheckpointFiles files, List<Safetensors.Tensor> weights, long shardBytes)
      throws IOException {
    List<String> expected = files.config().weights().stream().map(WeightSpec::name).toList();
    List<String> given = weights.stream().map(Safetensors.Tensor::name).toList();
    if (!expected.equals(given)) {
      throw new IllegalArgumentException(
          "Cannot write weights: " + given + " (allowed: " + expected + ")");
    }
    List<FileEntry> entries = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.contents().entrySet()) {
      entries.add(store.writeFile(file.getKey(), out -> out.write(file.getValue())));
    }
    List<List<Safetensors.Tensor>> shards = shards(weights, shardBytes);
    ObjectNode index = JsonFile.emptyObject();
    long total = weights.stream().mapToLong(Safetensors.Tensor::size).sum();
    index.putObject("metadata").put("total_size", total);
    ObjectNode fileOfTensor = index.putObject("weight_map");
    for (int i = 0; i < shards.size(); i++) {
      List<Safetensors.Tensor> shard = shards.get(i);
      String name =
          shards.size() == 1
              ? Safetensors.FILE_NAME
              : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      // Hugging Face's loader asks for this text.
      TreeMap<String, String> metadata = new TreeMap<>(Map.of("format", "pt"));
      entries.add(store.writeFile(name, out -> Safetensors.write(out, metadata, shard)));
      shard.forEach(tensor -> fileOfTensor.put(tensor.name(), name));
    }
    if (shards.size() > 1) {
      byte[] json = JsonFile.bytes(index);
      entries.add(store.writeFile(WeightFiles.INDEX_FILE_NAME, out -> out.write(json)));
    }
    entries.sort(Comparator.comparing(FileEntry::path));
    return entries;
  }

  private static List<List<Safetensors.Tensor>> shards(
      List<Safetensors.Tensor> weights, long shardBytes) {
    List<List<Safetensors.Tensor>> shards = new ArrayList<>();
    long bytes = 0;
    for (Safetensors.Tensor weight : weights) {
      if (shards.isEmpty() || bytes + weight.size() > shardBytes) {
        shards.add(new ArrayList<>());
        bytes = 0;
      }
      shards.get(shards.size() - 1).add(weight);
      bytes += weight.size();
    }
    return shards;
  }
}
