package dev.rondo.policy.checkpoint;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A downloaded checkpoint as a policy: its files as they are, the format of its prompts beside
 * them, and a manifest over all. Weights are copied byte for byte and never converted.
 */
public final class AdoptedCheckpoint {
  /** Role of the checkpoint's weights among the parents in a lineage. */
  public static final String ROLE = "checkpoint";

  private AdoptedCheckpoint() {}

  /**
   * Checks a checkpoint, copies it and commits the copy. Nothing is written if it is not accepted;
   * killed and started again it ends with the same bytes.
   *
   * @param checkpoint folder as it was downloaded
   * @param format how a problem becomes a prompt
   * @param target directory of the policy to make
   * @throws InvalidInputException naming file and tensor or field
   */
  public static DatasetManifest adopt(Path checkpoint, PromptFormat format, Path target)
      throws IOException {
    CheckpointFiles files = CheckpointFiles.read(checkpoint).with(format);
    String tokenizerDigest;
    try (FileTokenizer tokenizer = FileTokenizer.open(checkpoint, format)) {
      tokenizerDigest = tokenizer.digest();
    }
    try (WeightFiles weights = WeightFiles.open(checkpoint, files.config())) {
      weights.requireFinite();
    }
    SortedMap<String, String> parents = new TreeMap<>();
    parents.put(ROLE, WeightFiles.digest(checkpoint));
    if (isSame(checkpoint, target)) {
      throw new InvalidInputException(
          "Cannot adopt into " + target + ": it is the checkpoint (allowed: another directory)");
    }
    Set<String> names = new HashSet<>(files.contents().keySet());
    names.addAll(WeightFiles.names(checkpoint));
    requireRoom(target, names);
    DatasetStore store = new DatasetStore(new LocalStorage(target), "");
    List<FileEntry> entries = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.contents().entrySet()) {
      entries.add(store.writeFile(file.getKey(), out -> out.write(file.getValue())));
    }
    for (String name : WeightFiles.names(checkpoint)) {
      entries.add(store.writeFile(name, out -> Files.copy(checkpoint.resolve(name), out)));
    }
    Lineage lineage = Lineage.of(parents).withTokenizer(tokenizerDigest);
    return store.commit("policy", entries, new TreeMap<>(), lineage);
  }

  /** Refuses a directory with anything else in it than what is left of the same adoption. */
  private static void requireRoom(Path target, Set<String> names) throws IOException {
    if (!Files.isDirectory(target)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        boolean isOfAdoption =
            names.contains(name) || name.equals(DatasetManifest.FILE_NAME) || name.endsWith(".tmp");
        if (!isOfAdoption) {
          throw new InvalidInputException(
              "Cannot adopt into "
                  + target
                  + ": it holds "
                  + name
                  + " (allowed: a new or empty directory, or the same checkpoint again)");
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static boolean isSame(Path checkpoint, Path target) throws IOException {
    return Files.exists(target) && Files.isSameFile(checkpoint, target);
  }
}
