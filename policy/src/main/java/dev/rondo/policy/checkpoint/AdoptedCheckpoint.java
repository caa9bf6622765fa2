package dev.rondo.policy.checkpoint;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A downloaded checkpoint as a policy: its files as they are, the format of its prompts beside
 * them, and a manifest over all. Weights are copied byte for byte and never converted.
 */
public final class AdoptedCheckpoint {
  /** Role of the checkpoint's weights among the parents in a lineage. */
  public static final String ROLE = "checkpoint";

  private static final String KIND = "policy";

  private AdoptedCheckpoint() {}

  /**
   * Checks a checkpoint, copies it and commits the copy. Nothing is written if it is not accepted;
   * killed and started again it ends with the same bytes, and a target in which anything would
   * differ stays as it is.
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
      tokenizer.requireSystemMessage();
      tokenizerDigest = tokenizer.digest();
    }
    try (WeightFiles weights = WeightFiles.open(checkpoint, files.config())) {
      // Before any weight is read: that takes minutes.
      if (isSame(checkpoint, target)) {
        throw AdoptionTarget.refused(target, "it is the checkpoint", "another directory");
      }
      AdoptionTarget room = requireRoom(files, WeightFiles.names(checkpoint), target);
      AdoptionTarget.requireSpace(target, target, missingBytes(checkpoint, room));
      weights.requireFinite();
    }
    Lineage lineage =
        Lineage.of(Map.of(ROLE, WeightFiles.digest(checkpoint))).withTokenizer(tokenizerDigest);
    requireRoom(checkpoint, files, lineage, target);
    DatasetStore store = new DatasetStore(new LocalStorage(target), "");
    List<FileEntry> entries = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.contents().entrySet()) {
      entries.add(store.writeFile(file.getKey(), out -> out.write(file.getValue())));
    }
    for (String name : WeightFiles.names(checkpoint)) {
      entries.add(store.writeFile(name, out -> Files.copy(checkpoint.resolve(name), out)));
    }
    return store.commit(KIND, entries, new TreeMap<>(), lineage);
  }

  /**
   * Refuses a target that a checkpoint cannot go into, before its weights are made: one that holds
   * anything else or another file beside the weights, or whose disk has no room for them.
   *
   * @param files everything but the weights, the prompt format included
   * @param weightNames names of the files that the weights will be in
   * @param weightBytes their size
   * @param made directory in which they are made before they are copied
   * @param target directory of the policy to make
   * @throws InvalidInputException naming the target
   */
  public static void requireRoom(
      CheckpointFiles files, Set<String> weightNames, long weightBytes, Path made, Path target)
      throws IOException {
    AdoptionTarget room = requireRoom(files, weightNames, target);
    long copiedBytes = weightNames.stream().anyMatch(room::has) ? 0 : weightBytes;
    if (AdoptionTarget.isOneDisk(made, target)) {
      AdoptionTarget.requireSpace(target, made, weightBytes + copiedBytes);
    } else {
      AdoptionTarget.requireSpace(target, made, weightBytes);
      AdoptionTarget.requireSpace(target, target, copiedBytes);
    }
  }

  /** Bytes of weights that are not in the target yet. */
  private static long missingBytes(Path checkpoint, AdoptionTarget room) throws IOException {
    long bytes = 0;
    for (String name : WeightFiles.names(checkpoint)) {
      bytes += room.has(name) ? 0 : Files.size(checkpoint.resolve(name));
    }
    return bytes;
  }

  /** Refuses a target in which anything would differ, before anything is written there. */
  private static void requireRoom(
      Path checkpoint, CheckpointFiles files, Lineage lineage, Path target) throws IOException {
    AdoptionTarget room = requireRoom(files, WeightFiles.names(checkpoint), target);
    if (room.isEmpty()) {
      return;
    }
    List<FileEntry> entries = new ArrayList<>(entries(files));
    for (String name : WeightFiles.names(checkpoint)) {
      Path file = checkpoint.resolve(name);
      FileEntry entry = new FileEntry(name, Files.size(file), Digests.sha256(file), 0, null);
      room.requireSame(entry);
      entries.add(entry);
    }
    entries.sort(Comparator.comparing(FileEntry::path));
    room.requireSame(
        new DatasetManifest(
            DatasetManifest.FORMAT_VERSION, KIND, entries, new TreeMap<>(), lineage));
  }

  private static AdoptionTarget requireRoom(
      CheckpointFiles files, Set<String> weightNames, Path target) throws IOException {
    Set<String> names = new HashSet<>(files.contents().keySet());
    names.addAll(weightNames);
    AdoptionTarget room = AdoptionTarget.of(target, names);
    for (FileEntry entry : entries(files)) {
      room.requireSame(entry);
    }
    return room;
  }

  private static List<FileEntry> entries(CheckpointFiles files) {
    return files.contents().entrySet().stream()
        .map(
            file ->
                new FileEntry(
                    file.getKey(),
                    file.getValue().length,
                    Digests.sha256(file.getValue()),
                    0,
                    null))
        .toList();
  }

  private static boolean isSame(Path checkpoint, Path target) throws IOException {
    return Files.exists(target) && Files.isSameFile(checkpoint, target);
  }
}
