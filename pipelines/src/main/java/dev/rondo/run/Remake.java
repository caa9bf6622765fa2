package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.FileTree;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Removal;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a dataset of a run again, in a directory beside it that has links to what it is made from.
 * The run itself is read only. What comes out states the code version that the dataset has, so that
 * it has the same bytes where this build computes the same, on the same numeric class.
 */
final class Remake {
  private static final Pattern ROUND =
      Pattern.compile("(rollouts|policies)/(round|control)-([0-9]{6})");
  private static final Pattern EVALUATION =
      Pattern.compile("evals/([^/]+)/(greedy/)?([^/]+)(?:/block-[0-9]{6}-([0-9]{6}))?(?:/.*)?");

  private final RunDirectory run;
  private final Path directory;
  private final JobRunner jobs;
  private final Progress progress;
  private final Path rolloutsRoot;

  /**
   * @param directory emptied first; it is to lie outside the run's datasets
   */
  Remake(RunDirectory run, Path directory, JobRunner jobs, Progress progress) {
    this(run, directory, jobs, progress, run.root());
  }

  /**
   * As above, for a run whose rollouts were removed.
   *
   * @param rolloutsRoot another run directory, which has the rollouts that training needs
   */
  Remake(RunDirectory run, Path directory, JobRunner jobs, Progress progress, Path rolloutsRoot) {
    this.rolloutsRoot = rolloutsRoot;
    this.run = run;
    this.directory = directory.toAbsolutePath().normalize();
    this.jobs = jobs;
    this.progress = progress;
  }

  /**
   * Makes a dataset.
   *
   * @param intact files of the dataset that need not be made: shards that have a receipt
   * @return a run directory that has it
   */
  RunDirectory make(String dataset, List<FileEntry> intact)
      throws IOException, InterruptedException {
    FileTree.remove(directory);
    Files.createDirectories(directory);
    Files.copy(run.root().resolve(RunConfig.FILE_NAME), directory.resolve(RunConfig.FILE_NAME));
    RunDirectory again = RunDirectory.open(directory);
    String codeVersion = MadeBy.codeVersion(run, dataset);
    var actions = new RunActions(again, jobs, page -> {}, progress, codeVersion, codeVersion);
    if (dataset.startsWith("problems/")) {
      actions.makeProblems();
      return again;
    }
    link("problems");
    Matcher evaluation = EVALUATION.matcher(dataset);
    if (evaluation.matches()) {
      boolean isOfSamples = evaluation.group(2) == null && evaluation.group(4) != null;
      int samples = isOfSamples ? Integer.parseInt(evaluation.group(4)) : 1;
      link("policies/" + evaluation.group(3));
      evaluate(actions, evaluation.group(1), evaluation.group(3), dataset, samples);
      return again;
    }
    if (dataset.equals(RunDirectory.policyDirectory(RunDirectory.CONTROL))) {
      link(RunDirectory.policyDirectory(0));
      actions.trainControl();
      return again;
    }
    Matcher round = ROUND.matcher(dataset);
    if (!round.matches()) {
      throw new InvalidInputException(
          "Cannot make " + dataset + " again (allowed: problems, policies, rollouts, evaluations)");
    }
    Chain chain = round.group(2).equals("control") ? Chain.CONTROL : Chain.ROUNDS;
    makeOfRound(actions, round.group(1), chain, Integer.parseInt(round.group(3)), intact);
    return again;
  }

  private void makeOfRound(
      RunActions actions, String kind, Chain chain, int round, List<FileEntry> intact)
      throws IOException, InterruptedException {
    for (int earlier = 0; earlier < round; earlier++) {
      link(chain.policyDirectory(earlier));
    }
    String rollouts = chain.rolloutsDirectory(round);
    if (kind.equals("rollouts")) {
      String policy = chain.policyDirectory(round - 1);
      run.dataset(policy).removals().refuse("Cannot sample with " + policy, Removal.POLICY);
      for (FileEntry file : intact) {
        linkShard(rollouts, file, intact);
      }
      actions.sample(chain, round);
    } else if (round == 0) {
      actions.warmStart();
    } else {
      link(rollouts, rolloutsRoot);
      actions.train(chain, round);
    }
  }

  /**
   * Samples what is not linked, and counts all.
   *
   * @param dataset the block to make; or the evaluation, to count its blocks again
   * @param samples per problem, at least: there are more if more are committed
   */
  private void evaluate(
      RunActions actions, String benchmark, String policy, String dataset, int samples)
      throws IOException, InterruptedException {
    String whole = RunDirectory.evaluationDirectory(benchmark, policy);
    String greedy = RunDirectory.greedyDirectory(whole);
    Set<String> linked = new HashSet<>();
    for (String directory : List.of(whole, greedy)) {
      for (String path : NamesBelow.of(run.root(), directory)) {
        Optional<String> block = DatasetLayout.datasetOf(path);
        if (block.isPresent() && !block.get().equals(dataset) && linked.add(block.get())) {
          link(block.get());
        }
      }
    }
    if (dataset.equals(whole) || dataset.equals(greedy)) {
      if (linked.stream().noneMatch(block -> block.startsWith(dataset + "/"))) {
        throw new InvalidInputException(
            "Cannot count " + dataset + " again: it has no block (allowed: committed blocks)");
      }
    }
    actions.evaluate(new Action.Evaluate(benchmark, policy, samples));
  }

  /** Links a shard with what says that it is complete, unless its rejected groups are at fault. */
  private void linkShard(String dataset, FileEntry file, List<FileEntry> intact)
      throws IOException {
    String rejected = DatasetLayout.rejectedOf(file.path());
    boolean hasRejected = intact.stream().anyMatch(other -> other.path().equals(rejected));
    for (int i = 0; i < run.config().rollout().shards(); i++) {
      Optional<Receipt> receipt = receipt(dataset, i);
      if (receipt.isPresent()
          && receipt.get().file().equals(file)
          && (hasRejected || receipt.get().rejectedGroups() == 0)) {
        link(dataset + "/" + file.path());
        link(dataset + "/" + Receipt.path(ShardPlan.VERIFIED, i));
        if (hasRejected) {
          link(dataset + "/" + rejected);
        }
      }
    }
  }

  /** The receipt of a shard, if it can be read: without it the shard is made, too. */
  private Optional<Receipt> receipt(String dataset, int shardIndex) throws IOException {
    try {
      return run.dataset(dataset).receipt(ShardPlan.VERIFIED, shardIndex);
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private void link(String path) throws IOException {
    link(path, run.root());
  }

  private void link(String path, Path root) throws IOException {
    Path target = root.resolve(path);
    if (Files.exists(target)) {
      Path link = directory.resolve(path);
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, target);
    }
  }
}
