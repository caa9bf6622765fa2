package dev.rondo.policy.checkpoint;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a policy as a Hugging Face checkpoint into a dataset. */
public final class PolicyCheckpoint {

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
    // Hugging Face's loader asks for this text.
    TreeMap<String, String> metadata = new TreeMap<>(Map.of("format", "pt"));
    entries.add(
        store.writeFile(Safetensors.FILE_NAME, out -> Safetensors.write(out, metadata, weights)));
    entries.sort(Comparator.comparing(FileEntry::path));
    return entries;
  }
}
