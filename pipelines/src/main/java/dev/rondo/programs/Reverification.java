// The re-verification program: committed rollouts or an evaluation in, one with new verdicts out.
package dev.rondo.programs;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.JudgedRollout;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.NewDirectory;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationBlock;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.EvaluationPlanner;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.pipelines.BeamJobs;
import dev.rondo.rollout.CachedPolicies;
import dev.rondo.rollout.CommitManifest;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.LabelDifferences;
import dev.rondo.rollout.LeftShards;
import dev.rondo.rollout.OtherPlan;
import dev.rondo.rollout.PlanFile;
import dev.rondo.rollout.PlanReference;
import dev.rondo.rollout.PlanShards;
import dev.rondo.rollout.ReverifyPlan;
import dev.rondo.rollout.ReverifyRollouts;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.CodeVersion;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.verify.Extraction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;

/** Judges committed rollouts anew, on the Direct runner unless options choose another. */
public final class Reverification {
  private static final int MOST_LEVELS_UP = 5;

  private Reverification() {}

  /**
   * Judges anew and commits the result. Killed and started again, it goes on; done twice, it
   * changes nothing. What a worker refuses would be refused again: what this process began is taken
   * back then, unless a job on a cluster may still write there.
   *
   * @param rollouts a committed dataset of rollouts, or a block of an evaluation
   * @param problems what it was sampled from; null to look for it in the run around the rollouts
   * @param verifier of all problems, or null for that of each problem
   * @param extraction where verifiers look for the answer, or null for where they did
   * @param target the new dataset
   * @param beamArguments options of the Beam runner
   * @param say where lines go about a job on a cluster, and about damaged shards of an earlier job
   * @throws InvalidInputException if one of them does not fit, or the target holds something else
   */
  public static LabelDifferences run(
      Path rollouts,
      Path problems,
      String verifier,
      Extraction extraction,
      Path target,
      List<String> beamArguments,
      Consumer<String> say)
      throws IOException, InterruptedException {
    DatasetStore parent = open(rollouts);
    ReverifyPlan.requireRollouts(parent);
    DatasetStore problemStore = open(problems == null ? problemsOf(rollouts, parent) : problems);
    Path absolute = target.toAbsolutePath().normalize();
    requireApart(rollouts, absolute);
    if (Files.isDirectory(absolute) && !isBegunOrEmpty(absolute)) {
      throw holdsSomethingElse(target, null);
    }
    String directory = absolute.getFileName().toString();
    StorageLocation storage = StorageLocation.directory(absolute.getParent());
    Optional<DatasetManifest> there = new DatasetStore(storage.open(), directory).manifest();
    // What another build finished is done.
    String codeVersion =
        there.map(found -> found.lineage().codeVersion()).orElse(CodeVersion.current());
    DatasetPlan plan =
        ReverifyPlan.of(parent, problemStore, verifier, extraction, directory, codeVersion);
    if (there.isPresent() && !there.get().lineage().equals(plan.lineage())) {
      throw holdsSomethingElse(target, null);
    }
    BeamJobs.DirectoryJob job =
        new BeamJobs.DirectoryJob(
            "reverify-" + parent.manifestDigest().substring(0, 12),
            StorageLocation.directory(absolute),
            PlanFile.digest(plan),
            List.of(""));
    Judging judging = new Judging(plan, StorageLocation.directory(rollouts), storage, target);
    judging.requireNoOtherPlan(); // before a job of it is cancelled
    JudgedRollout.forEach(
        parent, rollout -> {}); // as they are compared once the new ones are there
    try (BeamJobs jobs = jobs(beamArguments, say)) {
      try {
        jobs.run(job, pipeline -> judging.into(pipeline, say));
      } catch (InvalidInputException e) {
        judging.withdraw(jobs, e);
        throw e;
      }
    } catch (Storage.ConflictException e) {
      throw holdsSomethingElse(target, e);
    }
    return LabelDifferences.between(parent, open(target), problemStore);
  }

  /** A dataset that is judged anew, in a directory that other programs may write to as well. */
  private static final class Judging {
    private final DatasetPlan plan;
    private final StorageLocation parent;
    private final StorageLocation storage;
    private final Path target;
    private final NewDirectory made;
    private boolean isBegunHere;

    Judging(DatasetPlan plan, StorageLocation parent, StorageLocation storage, Path target) {
      this.plan = plan;
      this.parent = parent;
      this.storage = storage;
      this.target = target;
      this.made = NewDirectory.at(target);
    }

    void requireNoOtherPlan() throws IOException {
      Optional<String> difference = OtherPlan.difference(storage.open(), plan);
      if (difference.isPresent()) {
        throw new InvalidInputException(
            "Cannot verify into "
                + target
                + ": it holds something else, begun by another plan ("
                + difference.get()
                + "; allowed: a new directory, or what began it; or remove this one)");
      }
    }

    void into(Pipeline pipeline, Consumer<String> say) throws IOException {
      boolean isNew = storage.open().list(plan.directory()).isEmpty();
      requireNoOtherPlan();
      LeftShards.removeDamaged(storage.open(), plan).forEach(say);
      PlanReference planned = new PlanFile(storage.open()).write(plan);
      isBegunHere = isNew;
      pipeline
          .apply("PlanShards", PlanShards.of(List.of(planned)))
          .apply("ReverifyRollouts", ReverifyRollouts.of(parent, storage))
          .apply("CommitManifest", CommitManifest.of(List.of(planned), storage));
    }

    /** Takes back what this process began, if nobody else made something of it. */
    void withdraw(BeamJobs jobs, InvalidInputException failure) {
      try {
        if (isBegunHere
            && !jobs.mayStillRun()
            && OtherPlan.difference(storage.open(), plan).isEmpty()) {
          made.withdraw(failure);
        }
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** Refuses a target that is what is judged anew, lies in it or holds it. */
  private static void requireApart(Path source, Path target) {
    Path from = source.toAbsolutePath().normalize();
    Path to = target.toAbsolutePath().normalize();
    if (to.startsWith(from) || from.startsWith(to)) {
      throw new InvalidInputException(
          "Cannot verify into "
              + target
              + ": it is or holds "
              + source
              + ", or lies in it (allowed: another directory)");
    }
  }

  /** Whether a directory has nothing in it, or a dataset that was begun. */
  private static boolean isBegunOrEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty() || Files.exists(directory.resolve(DatasetLayout.FOLDER));
    }
  }

  private static BeamJobs jobs(List<String> beamArguments, Consumer<String> say) {
    var runner = RunConfig.parse("runner: {runner: direct}", "defaults").runner();
    return BeamJobs.of(runner, beamArguments, say);
  }

  /**
   * An evaluation with new verdicts.
   *
   * @param differences of each block of samples, by its name
   * @param summary what was counted over all of them
   */
  public record Rescored(
      SortedMap<String, LabelDifferences> differences, EvaluationSummary summary) {}

  /** Whether a directory is an evaluation, which has blocks of samples and a summary. */
  public static boolean isEvaluation(Path directory) throws IOException {
    return Files.isDirectory(directory)
        && !open(directory).isCommitted()
        && EvaluationSummary.of(new LocalStorage(directory), "").isPresent();
  }

  /**
   * Judges every block of an evaluation anew, as {@link #run} does, and counts them for the same k.
   *
   * @param evaluation see {@link #isEvaluation}
   * @param target gets a block for each block, and a summary
   */
  public static Rescored evaluation(
      Path evaluation,
      Path problems,
      String verifier,
      Extraction extraction,
      Path target,
      List<String> beamArguments,
      Consumer<String> say)
      throws IOException, InterruptedException {
    requireApart(evaluation, target);
    EvaluationSummary before = EvaluationSummary.of(new LocalStorage(evaluation), "").orElseThrow();
    SortedMap<String, LabelDifferences> differences = new TreeMap<>();
    List<EvaluationBlock> blocks = new ArrayList<>();
    List<String> names = blocksOf(evaluation, new LocalStorage(evaluation), before);
    requireRoom(target, before, names);
    for (String block : names) {
      Path to = target.resolve(block);
      differences.put(
          block,
          run(evaluation.resolve(block), problems, verifier, extraction, to, beamArguments, say));
      DatasetStore made = open(to);
      blocks.add(
          new EvaluationBlock(block, made.committedManifest().lineage(), made.manifestDigest()));
    }
    EvaluationPlan plan =
        new EvaluationPlan(
            EvaluationSummary.path(""),
            before.benchmark(),
            before.policyDigest(),
            before.problemsDigest(),
            before.passAtK().stream().map(EvaluationSummary.Estimate::k).toList(),
            Optional.ofNullable(blocks.get(0).lineage().seed()).orElse(0L),
            blocks,
            null);
    StorageLocation storage = StorageLocation.directory(target);
    try (BeamJobs jobs = jobs(beamArguments, say)) {
      jobs.run(
          "rescore-" + blocks.get(0).manifestDigest().substring(0, 12),
          List.of(),
          List.of(plan),
          new CachedPolicies(List.of()),
          storage);
    }
    RecordedPrompts.write(storage.open(), "", RecordedPrompts.ofEvaluation(evaluation).format());
    return new Rescored(differences, EvaluationSummary.of(storage.open(), "").orElseThrow());
  }

  /** The blocks that its summary counted: each sample once. */
  private static List<String> blocksOf(Path evaluation, Storage source, EvaluationSummary summary)
      throws IOException {
    List<String> names = new ArrayList<>();
    int samples = 0;
    for (var range : EvaluationPlanner.committedBlocks(source, "").entrySet()) {
      if (range.getKey() != samples) {
        break;
      }
      samples = range.getValue();
      names.add(EvaluationPlanner.blockName(range.getKey(), samples));
    }
    if (samples != summary.samples()) {
      throw new InvalidInputException(
          "Cannot verify again "
              + evaluation
              + ": its blocks hold samples 0 to "
              + samples
              + " of each problem one after the other, its pass-at-k.json counts "
              + summary.samples()
              + " (allowed: an evaluation whose samples are all there)");
    }
    return names;
  }

  /** Refuses a target that holds another evaluation, whose summary would be lost. */
  private static void requireRoom(Path target, EvaluationSummary before, List<String> blocks)
      throws IOException {
    if (!Files.isDirectory(target)) {
      return;
    }
    Storage storage = new LocalStorage(target);
    Optional<EvaluationSummary> there = EvaluationSummary.of(storage, "");
    boolean isAnother =
        there.isPresent()
            && !(there.get().benchmark().equals(before.benchmark())
                && there.get().policyDigest().equals(before.policyDigest())
                && there.get().problemsDigest().equals(before.problemsDigest()));
    for (String path : storage.list("")) {
      isAnother |= !blocks.contains(DatasetLayout.datasetOf(path).orElse(blocks.get(0)));
    }
    if (isAnother) {
      throw holdsSomethingElse(target, null);
    }
  }

  private static InvalidInputException holdsSomethingElse(Path target, Throwable cause) {
    return new InvalidInputException(
        "Cannot verify into "
            + target
            + ": it holds something else (allowed: a new directory, or the same again)",
        cause);
  }

  /** The problems of the version that the rollouts were sampled from, somewhere in their run. */
  private static Path problemsOf(Path rollouts, DatasetStore parent) throws IOException {
    String wanted = parent.committedManifest().lineage().parents().get("problems");
    Path level = rollouts.toAbsolutePath().normalize().getParent();
    for (int i = 0; i < MOST_LEVELS_UP && level != null; i++, level = level.getParent()) {
      Path all = level.resolve("problems");
      if (!Files.isDirectory(all)) {
        continue;
      }
      try (Stream<Path> directories = Files.list(all)) {
        for (Path directory : directories.filter(Files::isDirectory).sorted().toList()) {
          DatasetStore store = open(directory);
          if (store.isCommitted() && store.manifestDigest().equals(wanted)) {
            return directory;
          }
        }
      }
    }
    throw new InvalidInputException(
        "Cannot find the problems of "
            + rollouts
            + ", version "
            + wanted
            + ", in a run around it (say where they are with --problems)");
  }

  private static DatasetStore open(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot open dataset "
              + directory
              + ": "
              + RegularFiles.noDirectory(directory)
              + " (allowed: a dataset)");
    }
    return new DatasetStore(new LocalStorage(directory), "");
  }
}
