// Reading and committing the learner's side of a policy directory: weights, checkpoint files and
// trainer state under one manifest.
package dev.rondo.trainer;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.Removal;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.PolicyCheckpoint;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.network.Adapters;
import dev.rondo.trainer.network.Critic;
import dev.rondo.trainer.network.Learner;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A policy or checkpoint in a storage, as training sees it. */
final class PolicyDirectory {

  private final Storage storage;
  private final DatasetStore store;
  private final List<String> others;

  PolicyDirectory(Storage storage, String directory) {
    this(storage, directory, List.of());
  }

  /**
   * @param others directories beside which the base of its adapters may lie, too
   */
  PolicyDirectory(Storage storage, String directory, List<String> others) {
    this.storage = storage;
    this.store = new DatasetStore(storage, directory);
    this.others = List.copyOf(others);
  }

  String directory() {
    return store.directory();
  }

  boolean isCommitted() throws IOException {
    return store.isCommitted();
  }

  String digest() throws IOException {
    return store.manifestDigest();
  }

  DatasetManifest manifest() throws IOException {
    return store.committedManifest();
  }

  /**
   * The directory on the local file system, with every file checked against the manifest.
   *
   * @throws InvalidInputException also if a file was removed: training without exact weights or
   *     moments would be another one, and nothing else would say so
   */
  Path verified() throws IOException {
    store
        .removals()
        .refuse("Cannot train with " + directory(), Removal.POLICY, Removal.TRAINER_STATE);
    store.verify();
    return storage.localFile(store.storagePath(DatasetManifest.FILE_NAME)).getParent();
  }

  /** Whether it has a manifest, and every file that it lists, with the bytes that it says. */
  boolean hasItsFiles() throws IOException {
    try {
      for (FileEntry file : manifest().files()) {
        if (store.fault(file).isPresent()) {
          return false;
        }
      }
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /** The weights of a directory outside the storage, in float32. */
  static PolicyModel load(Path directory, DeviceSettings device) {
    return loadBeside(directory, device, ComputeType.FLOAT32);
  }

  /** The committed weights, in float32. */
  PolicyModel load(DeviceSettings device) throws IOException {
    return loadExact(verified(), device, ComputeType.FLOAT32, null);
  }

  /**
   * The weights as training left them, where they were published in fewer bits: they lie in full
   * beside them, or are those of the base with the adapters merged in.
   *
   * @param directory where {@link #verified} says
   * @param frozen the weights of that base in float32, if the caller has them, or null
   */
  PolicyModel loadExact(Path directory, DeviceSettings device, ComputeType type, PolicyModel frozen)
      throws IOException {
    boolean isPublishedExact = !isRounded(CheckpointFiles.read(directory));
    boolean isBeside = Files.exists(directory.resolve(TrainerState.WEIGHTS_PATH));
    if (isPublishedExact || isBeside || !Adapters.isIn(directory)) {
      return loadBeside(directory, device, type);
    }
    Path base = baseOfAdapters(directory).verified();
    PolicyModel merged = PolicyModel.load(base, Learner.program(), device, type);
    boolean isFloat32 = frozen != null || type == ComputeType.FLOAT32;
    try (PolicyModel own = isFloat32 ? null : PolicyModel.load(base, Learner.program(), device)) {
      PolicyModel float32 = own != null ? own : frozen != null ? frozen : merged;
      Adapters.merge(directory, float32, merged);
    } catch (RuntimeException | IOException e) {
      merged.close();
      throw e;
    }
    return merged;
  }

  private static PolicyModel loadBeside(Path directory, DeviceSettings device, ComputeType type) {
    PolicyModel model = PolicyModel.load(directory, Learner.program(), device, type);
    Path masters = directory.resolve(TrainerState.WEIGHTS_PATH);
    if (Files.exists(masters)) {
      try (Safetensors exact = Safetensors.open(masters)) {
        model.overwrite(exact);
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    }
    return model;
  }

  /**
   * The policy that the adapters in this one stand on.
   *
   * @throws InvalidInputException if it is not there, or not the one that they were trained on
   */
  PolicyDirectory baseOfAdapters(Path directory) throws IOException {
    return new PolicyDirectory(storage, AdapterBase.find(storage, directory(), directory, others));
  }

  /** Puts the committed moments into a learner. */
  static void loadMoments(Path directory, TrainerState state, Learner learner) {
    if (state.optimizerSteps() == 0) {
      return;
    }
    try (Safetensors moments = Safetensors.open(directory.resolve(TrainerState.MOMENTS_PATH))) {
      learner.restoreMoments(moments, state.optimizerSteps());
    }
  }

  /** The committed critic, or a new one if none was trained yet. */
  static Critic loadCritic(Path directory, TrainerState state, Learner learner) {
    if (state == null || state.criticSteps() == 0) {
      return new Critic(learner);
    }
    try (Safetensors file = Safetensors.open(directory.resolve(Critic.PATH))) {
      return Critic.restore(learner, file, state.criticSteps());
    }
  }

  private static boolean isRounded(CheckpointFiles files) {
    return files.weightType() == Safetensors.ElementType.BF16;
  }

  /** Files of a policy that only lack their manifest. */
  final class Written {
    private final List<FileEntry> entries;
    private final SortedMap<String, Long> counts;

    private Written(List<FileEntry> entries, SortedMap<String, Long> counts) {
      this.entries = entries;
      this.counts = counts;
    }

    /**
     * Writes the manifest: from here on the policy is there.
     *
     * @param kind {@code policy} or {@code checkpoint}
     */
    void commit(String kind, Lineage lineage) throws IOException {
      store.commit(kind, entries, counts, lineage);
    }
  }

  /**
   * Writes everything but the manifest.
   *
   * @param critic null if there is none
   */
  Written write(CheckpointFiles files, Learner learner, Critic critic, TrainerState state)
      throws IOException {
    // Weights that are published in fewer bits lie in full beside them, for training to go on;
    // those of adapters are in their base.
    boolean isRounded = isRounded(files);
    List<Safetensors.Tensor> exact = learner.weightTensors();
    List<Safetensors.Tensor> published =
        isRounded ? learner.weightTensors(ComputeType.BFLOAT16) : exact;
    List<FileEntry> entries = new ArrayList<>(PolicyCheckpoint.write(store, files, published));
    if (isRounded && learner.adapters() == null) {
      entries.add(
          store.writeFile(
              TrainerState.WEIGHTS_PATH, out -> Safetensors.write(out, new TreeMap<>(), exact)));
    }
    if (state.optimizerSteps() > 0) {
      List<Safetensors.Tensor> moments = learner.momentTensors();
      entries.add(
          store.writeFile(
              TrainerState.MOMENTS_PATH, out -> Safetensors.write(out, new TreeMap<>(), moments)));
    }
    if (learner.adapters() != null) {
      byte[] config = learner.adapters().config();
      List<Safetensors.Tensor> adapters = learner.adapters().tensors();
      entries.add(store.writeFile(Adapters.CONFIG_PATH, out -> out.write(config)));
      entries.add(
          store.writeFile(
              Adapters.WEIGHTS_PATH, out -> Safetensors.write(out, new TreeMap<>(), adapters)));
    }
    if (state.criticSteps() > 0) {
      List<Safetensors.Tensor> tensors = critic.tensors();
      entries.add(
          store.writeFile(Critic.PATH, out -> Safetensors.write(out, new TreeMap<>(), tensors)));
    }
    entries.add(store.writeFile(TrainerState.PATH, out -> out.write(state.toJson())));
    SortedMap<String, Long> counts = new TreeMap<>();
    counts.put("parameters", files.config().parameterCount());
    counts.put("updates", (long) state.updates());
    return new Written(entries, counts);
  }
}
