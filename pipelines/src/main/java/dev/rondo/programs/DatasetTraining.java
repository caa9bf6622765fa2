package dev.rondo.programs;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.config.Word;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.NewDirectory;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.program.Numerics;
import dev.rondo.run.Objectives;
import dev.rondo.run.Progress;
import dev.rondo.run.RunActions;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunLock;
import dev.rondo.run.Trainings;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.AdapterBase;
import dev.rondo.trainer.PublishedPolicy;
import dev.rondo.trainer.RoundPolicies;
import dev.rondo.trainer.RoundRollouts;
import dev.rondo.trainer.RunIdentity;
import dev.rondo.trainer.Surroundings;
import dev.rondo.trainer.TrainRound;
import dev.rondo.trainer.TrainRoundInputs;
import dev.rondo.trainer.TrainSettings;
import dev.rondo.trainer.batch.CommittedShards;
import dev.rondo.trainer.metrics.Alarm;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
import dev.rondo.trainer.network.Adapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Trains a policy on one committed dataset of rollouts, outside the round loop. The dataset says
 * how it was sampled, how large its groups are and which round it is; everything else is
 * configuration. Killed and started again it publishes the same bytes; with the policy, the
 * rollouts and the configuration of a run it publishes the bytes of the run's own next policy, of
 * its control on shuffled verdicts too.
 *
 * @param rollouts a committed dataset of rollouts
 * @param policy the policy to train: the one that sampled them, unless {@code allowOffPolicy}
 * @param reference the reference policy; null where it is the policy to train
 * @param target the new policy's directory
 * @param config of which the sections run (seed and rounds), objective, train, optimizer, memory,
 *     adapters, policy-gradient, critic, alarms and compute are used, and the kind of the control
 * @param allowOffPolicy whether another policy than the one that sampled the rollouts may be
 *     trained on them; the alarm of the behavior gap then only warns
 */
public record DatasetTraining(
    Path rollouts,
    Path policy,
    Path reference,
    Path target,
    RunConfig config,
    boolean allowOffPolicy) {

  private static final String LOG = "metrics.jsonl";

  /** Log of a training on shuffled verdicts, which nothing in the policy tells from another. */
  private static final String CONTROL_LOG = "control.jsonl";

  /** Makes the paths absolute. */
  public DatasetTraining {
    rollouts = existing("rollouts", rollouts);
    policy = existing("policy", policy);
    reference = reference == null ? policy : existing("reference policy", reference);
    target = target.toAbsolutePath().normalize();
    for (Path input : List.of(rollouts, policy, reference)) {
      if (target.startsWith(input) || input.startsWith(target)) {
        throw new InvalidInputException(
            "Cannot train into "
                + target
                + ": it is or holds "
                + input
                + ", or lies in it (allowed: another directory)");
      }
    }
  }

  /**
   * How rollouts are trained on: what the file says, else the run around them.
   *
   * @param file a run.yaml, or null
   * @throws InvalidInputException if neither is there
   */
  public static RunConfig configuration(Path rollouts, Path file) {
    if (file != null) {
      return RunConfig.load(file);
    }
    RunConfig around = ofRunAround(rollouts);
    if (around == null && Files.isDirectory(rollouts)) {
      throw new InvalidInputException(
          "Cannot train on "
              + rollouts
              + ": no run that was begun (frozen.yaml) lies around it, whose run.yaml says how"
              + " (allowed: --config FILE, or rollouts of a run)");
    }
    return around;
  }

  /**
   * Configuration of the run that a directory of it lies in, two levels up; null if none does. A
   * {@code run.yaml} alone makes no run, it may be somebody's draft: one that was begun has its
   * copy beside it, or was begun by an earlier version and has its base policy. The launcher looks
   * for the same.
   */
  public static RunConfig ofRunAround(Path directory) {
    Path parent = directory.toAbsolutePath().normalize().getParent();
    Path run = parent == null ? null : parent.getParent();
    boolean isRun =
        run != null
            && Files.exists(run.resolve(RunConfig.FILE_NAME))
            && (Files.exists(run.resolve(FrozenConfig.COPY_NAME)) || hasBasePolicy(run));
    return isRun ? FrozenConfig.of(run) : null;
  }

  private static boolean hasBasePolicy(Path run) {
    Path base = run.resolve(RunDirectory.policyDirectory(0));
    return Files.exists(base.resolve(DatasetManifest.FILE_NAME));
  }

  /** Where the metrics of a training go: beside the policy that it publishes. */
  public Path metricsDirectory() {
    return target.resolveSibling(target.getFileName() + "-metrics");
  }

  /**
   * Trains and publishes, or finds it done.
   *
   * @throws InvalidInputException before the first step if policy, rollouts and configuration are
   *     broken or do not belong together, or if the target holds something else
   */
  public PublishedPolicy run(Progress progress) throws IOException, InterruptedException {
    Objectives.requireUniformGroups(config);
    config.compute().requirePinned();
    Path root = commonAncestor();
    LocalStorage storage = new LocalStorage(root);
    CommittedShards shards =
        Trainings.shards(config, storage, new DatasetStore(storage, path(root, rollouts)));
    Lineage lineage = rolloutsLineage(shards.manifest());
    int round = lineage.round();
    requireReference(round);
    Numerics.useThreads(config.compute().threads());
    NumericClass numericClass = Numerics.numericClass(config.compute().deviceSettings());
    RunIdentity identity = Trainings.identity(config, numericClass);
    requireSame(storage, root, shards, identity);
    NewDirectory parent = NewDirectory.at(target.getParent());
    Files.createDirectories(metricsDirectory());
    try (RunLock lock = RunLock.acquire(metricsDirectory());
        Progress.Work work =
            progress.start(
                "Training " + path(root, target), Math.max(1, shards.count()), "updates")) {
      storage.sweep(path(root, target));
      boolean isShuffled = shards.hasShuffledVerdicts();
      MetricsLog metrics = new MetricsLog(log(isShuffled));
      if (!new DatasetStore(storage, path(root, target)).isCommitted()) {
        forget(metrics);
        Files.deleteIfExists(log(!isShuffled));
        if (isShuffled) {
          progress.say(
              "Shuffles the verdicts of "
                  + rollouts.getFileName()
                  + " among its rollouts, as its run does (control.kind: shuffled-verdicts)");
        }
      }
      return TrainRound.run(
          new TrainRoundInputs(
              storage,
              new RoundPolicies(
                  path(root, policy),
                  path(root, reference),
                  Trainings.isReferenceReset(config, round),
                  path(root, target)),
              new RoundRollouts(
                  round, shards, lineage.groupSize(), lineage.sampling(), allowOffPolicy),
              settings(),
              new Surroundings(
                  identity,
                  config.compute().deviceSettings(),
                  metrics,
                  RunActions.watch(work, progress))));
    } catch (Storage.ConflictException e) {
      throw new InvalidInputException(
          "Cannot train into "
              + target
              + ": it holds something else, or what an earlier attempt left that computed otherwise"
              + " (allowed: a new directory; "
              + e.getMessage()
              + ")",
          e);
    } finally {
      removeUnused();
      parent.removeIfEmpty();
    }
  }

  /** Removes all rows of an attempt that published nothing: its settings may have been others. */
  private static void forget(MetricsLog metrics) throws IOException {
    for (String phase : List.of(MetricsLog.UPDATE_PHASE, MetricsLog.ROUND_PHASE)) {
      metrics.cutBack(phase, new MetricsPosition(0, 0));
    }
  }

  private Path log(boolean isShuffled) {
    return metricsDirectory().resolve(isShuffled ? CONTROL_LOG : LOG);
  }

  /** What was refused leaves nothing behind: no directory for metrics that were never written. */
  private void removeUnused() throws IOException {
    if (!Files.exists(log(false)) && !Files.exists(log(true))) {
      Files.deleteIfExists(metricsDirectory().resolve(RunLock.FILE_NAME));
      Files.deleteIfExists(metricsDirectory());
    }
  }

  private TrainSettings settings() {
    TrainSettings settings = Trainings.trainSettings(config);
    return allowOffPolicy
        ? settings.with(
            settings.alarms().stream()
                .map(
                    alarm ->
                        alarm.signature() == Alarm.Signature.BEHAVIOR_GAP
                                && alarm.action() == Alarm.Action.STOP
                            ? new Alarm(alarm.signature(), Alarm.Action.WARN, alarm.limit())
                            : alarm)
                .toList())
        : settings;
  }

  /** What the dataset says about itself, as far as training needs it. */
  private Lineage rolloutsLineage(DatasetManifest manifest) {
    Lineage lineage = manifest.lineage();
    require("kind", manifest.kind(), manifest.kind().equals("rollouts"), "rollouts");
    require("sampling", lineage.sampling(), lineage.sampling() != null, "given");
    require("group-size", lineage.groupSize(), lineage.groupSize() != null, "given");
    require(
        "round", lineage.round(), lineage.round() != null && lineage.round() >= 1, "1 and above");
    return lineage;
  }

  private void require(String field, Object value, boolean holds, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot train on "
              + rollouts
              + ": "
              + field
              + ": "
              + value
              + " (allowed: "
              + allowed
              + ")");
    }
  }

  private void requireReference(int round) {
    int referenceRound = Trainings.referenceRound(config, round);
    boolean isOther = referenceRound != round - 1;
    if (isOther && reference.equals(policy) && Objectives.of(config).usesReference()) {
      throw new InvalidInputException(
          "Cannot train on round "
              + round
              + " without a reference policy: objective.reference: "
              + Word.of(config.objective().reference())
              + " (allowed: round, or the policy of round "
              + referenceRound
              + " given as reference)");
    }
  }

  /** Refuses a target that holds another policy than the one that would be published. */
  private void requireSame(
      LocalStorage storage, Path root, CommittedShards shards, RunIdentity identity)
      throws IOException {
    DatasetStore store = new DatasetStore(storage, path(root, target));
    if (!store.isCommitted()) {
      return;
    }
    Lineage found = store.committedManifest().lineage();
    String policyDigest = new DatasetStore(storage, path(root, policy)).manifestDigest();
    requireSame("parents.rollouts", found.parents().get("rollouts"), shards.digest());
    requireSame("parents.policy", found.parents().get("policy"), policyDigest);
    boolean isOther = !reference.equals(policy) && Objectives.of(config).usesReference();
    requireSame(
        "parents.reference",
        found.parents().get("reference"),
        isOther ? new DatasetStore(storage, path(root, reference)).manifestDigest() : null);
    requireSame("config-digest", found.configDigest(), identity.configDigest());
    // The first round of a run and that of its control have the same rollouts, to the last byte.
    boolean isShuffled = shards.hasShuffledVerdicts();
    boolean wasShuffled = Files.exists(log(!isShuffled)) ? !isShuffled : isShuffled;
    requireSame("verdicts", verdicts(wasShuffled), verdicts(isShuffled));
  }

  private static String verdicts(boolean isShuffled) {
    return isShuffled ? "shuffled" : "as judged";
  }

  private void requireSame(String field, String found, String expected) {
    if (!Objects.equals(expected, found)) {
      throw new InvalidInputException(
          "Cannot train into "
              + target
              + ": it holds another policy, with "
              + field
              + ": "
              + (found == null ? "none" : found)
              + " (allowed: "
              + (expected == null ? "none" : expected)
              + ", or a new directory)");
    }
  }

  private static Path existing(String what, Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot train with "
              + what
              + " "
              + directory
              + ": "
              + RegularFiles.noDirectory(directory)
              + " (allowed: a committed dataset)");
    }
    return directory.toAbsolutePath().normalize();
  }

  /** The deepest directory that all others lie in, the bases of adapters included. */
  private Path commonAncestor() throws IOException {
    List<Path> all = new ArrayList<>(List.of(rollouts, policy, reference));
    List<Path> others = List.of(rollouts, policy, reference, target);
    for (Path adapters : List.of(policy, reference)) {
      AdapterBase.find(adapters, others).ifPresent(all::add);
    }
    if (config.adapters().rank() > 0 && !Adapters.isIn(policy) && isInNamedDirectory(policy)) {
      // New adapters call their base by this directory, too, wherever the target lies.
      all.add(policy.getParent());
    }
    Path root = target.getParent();
    while (root != null) {
      Path candidate = root;
      if (all.stream().allMatch(path -> isBelow(path, candidate))) {
        break;
      }
      root = root.getParent();
    }
    if (root == null) {
      throw new InvalidInputException(
          "Cannot train into " + target + ": another file system than " + rollouts);
    }
    return root;
  }

  /** Whether the name of the directory around another may stand in a path of a storage. */
  private static boolean isInNamedDirectory(Path directory) {
    Path around = directory.getParent().getFileName();
    try {
      return around != null
          && !new DatasetStore(new LocalStorage(directory), around.toString())
              .directory()
              .isEmpty();
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static boolean isBelow(Path path, Path root) {
    return path.startsWith(root) && !path.equals(root);
  }

  private static String path(Path root, Path directory) {
    return root.relativize(directory).toString().replace('\\', '/');
  }
}
