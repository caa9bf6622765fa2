// What a round begins with: the policy being trained, its critic and the reference, with the state
// that the training before left.
package dev.rondo.trainer;

import ai.djl.ndarray.NDList;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
import dev.rondo.trainer.network.Adapters;
import dev.rondo.trainer.network.Critic;
import dev.rondo.trainer.network.Learner;
import dev.rondo.trainer.network.LoraSettings;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The models of one round as they are when it begins, each loaded from a directory that was checked
 * against its manifest. Closing it closes them all.
 */
final class RoundModels implements AutoCloseable {

  private final TrainRoundInputs inputs;
  private final TrainSettings settings;
  private final PolicyDirectory behavior;
  private final CheckpointFiles files;
  private final String tokenizerDigest;
  private final SortedMap<String, String> parents = new TreeMap<>();
  private final Learner learner;
  private final TrainerState state;
  private final Critic critic;
  private PolicyModel reference;

  RoundModels(TrainRoundInputs inputs) throws IOException {
    this.inputs = inputs;
    this.settings = inputs.settings();
    this.behavior = policy(inputs.policies().behavior());
    Path directory = behavior.verified();
    this.files = CheckpointFiles.read(directory);
    this.tokenizerDigest = FileTokenizer.digestOf(behavior.manifest().files());
    parents.put("policy", behavior.digest());
    this.learner = loadLearner(directory);
    try {
      this.state = loadState(directory);
      this.critic =
          settings.objective().usesCritic()
              ? PolicyDirectory.loadCritic(directory, state, learner)
              : null;
      this.reference = loadReference();
    } catch (RuntimeException | IOException e) {
      learner.close();
      throw e;
    }
  }

  Learner learner() {
    return learner;
  }

  /** The critic, or null where the objective has none. */
  Critic critic() {
    return critic;
  }

  /** Weights of the reference policy; null where it is the policy that the round begins with. */
  NDList referenceWeights() {
    return reference == null ? null : reference.weights();
  }

  /** Checkpoint files beside the weights. */
  CheckpointFiles files() {
    return files;
  }

  PolicyDirectory behavior() {
    return behavior;
  }

  /** Manifest digest of the policy that the round begins with. */
  String behaviorDigest() {
    return parents.get("policy");
  }

  /** Digest of its tokenizer. */
  String tokenizerDigest() {
    return tokenizerDigest;
  }

  /** Role to manifest digest of every policy that was loaded. */
  SortedMap<String, String> parents() {
    return new TreeMap<>(parents);
  }

  /** Updates that the run has skipped so far. */
  int skippedUpdates() {
    return state == null ? 0 : state.skippedUpdates();
  }

  /** Last position in the metrics log that belongs to the policy. */
  MetricsPosition metricsCursor() {
    return state == null ? new MetricsPosition(0, 0) : state.metricsCursor();
  }

  /** A policy whose base, if it has adapters, is found in the run of any input. */
  private PolicyDirectory policy(String directory) throws IOException {
    return new PolicyDirectory(
        inputs.storage(),
        directory,
        List.of(
            inputs.rollouts().shards().manifestPath(),
            inputs.policies().behavior(),
            inputs.policies().reference(),
            inputs.policies().target()));
  }

  /** The behavior policy with zero moments, or its base with the adapters that make it up. */
  private Learner loadLearner(Path directory) throws IOException {
    DeviceSettings device = inputs.surroundings().device();
    LoraSettings lora = settings.memory().lora();
    if (lora == null) {
      return new Learner(
          behavior.loadExact(directory, device, ComputeType.FLOAT32, null), settings.memory());
    }
    boolean isNew = !Adapters.isIn(directory);
    PolicyDirectory base = isNew ? behavior : behavior.baseOfAdapters(directory);
    parents.put(TrainerState.BASE_ROLE, base.digest());
    PolicyModel model = PolicyModel.load(base.verified(), Learner.program(), device);
    try {
      Adapters adapters =
          isNew
              ? Adapters.create(model, lora, AdapterBase.name(inputs.policies().behavior()))
              : Adapters.load(model, lora, directory);
      return new Learner(model, settings.memory(), adapters);
    } catch (RuntimeException | IOException e) {
      model.close();
      throw e;
    }
  }

  /** What the training before left, or null if the policy was not trained by rounds. */
  private TrainerState loadState(Path directory) throws IOException {
    if (!Files.exists(directory.resolve(TrainerState.PATH))) {
      return null;
    }
    TrainerState last = TrainerState.read(directory);
    if (!last.phase().equals(MetricsLog.UPDATE_PHASE)) {
      return null;
    }
    // Moments of adapters are none of the weights, and the other way round.
    boolean isOther = (settings.memory().lora() != null) != Adapters.isIn(directory);
    if (!isOther && !(settings.resetOptimizer() && inputs.policies().isReferenceReset())) {
      PolicyDirectory.loadMoments(directory, last, learner);
    }
    return last;
  }

  private PolicyModel loadReference() throws IOException {
    if (!settings.objective().usesReference()
        || inputs.policies().reference().equals(inputs.policies().behavior())) {
      return null;
    }
    PolicyDirectory policy = policy(inputs.policies().reference());
    Path directory = policy.verified();
    ModelConfig shape = CheckpointFiles.read(directory).config();
    if (!shape.equals(files.config())) {
      throw new InvalidInputException(
          "Cannot train with reference policy "
              + inputs.policies().reference()
              + " of shape "
              + shape
              + " (allowed: that of the policy, "
              + files.config()
              + ")");
    }
    parents.put("reference", policy.digest());
    ComputeType type = settings.memory().computeType();
    DeviceSettings device = inputs.surroundings().device();
    boolean trainsAdapters = settings.memory().lora() != null;
    // Adapters stand on the published weights of their base, so that base is compared with as such.
    if (trainsAdapters && !Adapters.isIn(directory)) {
      return PolicyModel.load(directory, Learner.program(), device, type);
    }
    boolean isOnSameBase =
        trainsAdapters
            && policy
                .baseOfAdapters(directory)
                .digest()
                .equals(parents.get(TrainerState.BASE_ROLE));
    return policy.loadExact(directory, device, type, isOnSameBase ? learner.model() : null);
  }

  @Override
  public void close() {
    if (reference != null) {
      reference.close();
    }
    learner.close();
  }
}
