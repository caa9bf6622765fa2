package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.pipelines.BeamJobs;
import dev.rondo.report.ReportFile;
import dev.rondo.rollout.DatasetCommitter;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlanFile;
import dev.rondo.rollout.PlanReference;
import dev.rondo.rollout.PlannedShard;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.ShardMaker;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.task.TaskGenerator;
import dev.rondo.task.TaskGenerators;
import dev.rondo.task.TaskSplit;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A run of one round and a benchmark that takes seconds, with the real policy and the real
 * training.
 */
final class SmallRun {
  /** The benchmark's name, and that of its folder beside the run. */
  static final String BENCHMARK = "other-digits";

  private static final String CONFIG =
      """
      run:
        name: crash
        rounds: 1
      task:
        name: last-digit
        size: 2
        problems: 8
        demonstrations: 8
        held-out-problems: 2
      model:
        layers: 1
        hidden-size: 32
        heads: 2
        kv-heads: 1
        feed-forward-size: 64
        max-positions: 64
      warm-start:
        updates: 2
        batch-sequences: 4
        warm-up-updates: 1
        checkpoint-every: 1
      rollout:
        problems-per-round: 8
        group-size: 2
        max-response-tokens: 12
        shards: 2
        batch-sequences: 8
        temperature: 1.0
      train:
        shards-per-update: 1
      evaluation:
        problems: 2
        samples: 2
        progress-samples: 1
        ks: [1, 2]
        shards: 1
        batch-sequences: 4
        benchmarks: ['%s']
        benchmark-samples: 2
      control:
        updates: 0
      """;

  private SmallRun() {}

  /** A run that has its configuration and nothing else. */
  static Path fresh(Path root) throws IOException {
    return fresh(root, 1, "");
  }

  /** The same with more rounds and sections. */
  static Path fresh(Path root, int rounds, String sections) throws IOException {
    return fresh(root, config -> config.replace("rounds: 1", "rounds: " + rounds) + sections);
  }

  /** The same with another configuration. */
  static Path fresh(Path root, UnaryOperator<String> edit) throws IOException {
    Path benchmark = root.resolveSibling(BENCHMARK);
    if (!Files.exists(benchmark)) {
      TaskGenerator generator = TaskGenerators.named("last-digit", 3, 1);
      BenchmarkTest.problems(benchmark, TaskSplit.of(generator, 7, 3, 1, 1).heldOut());
    }
    String config = edit.apply(CONFIG.replace("%s", benchmark.toString()));
    FrozenConfig.freeze(RunConfig.parse(config, "test"), root);
    return root;
  }

  /** The loop over a run. */
  static RoundLoop open(Path root, StorageLocation location) throws IOException {
    return RoundLoop.open(
        RunDirectory.open(root, location),
        new OneAfterTheOther(),
        ReportFile::write,
        Progress.silent(),
        false);
  }

  /**
   * Runs to the end, again each time that the storage fails.
   *
   * @param storages the storage of each try, which is to fail later than the one before it, or at
   *     another change
   * @return the change that each try but the last one died at
   */
  static List<String> runThroughCrashes(Path root, IntFunction<FaultyStorage> storages)
      throws InterruptedException {
    List<String> crashes = new ArrayList<>();
    while (true) {
      FaultyStorage storage = storages.apply(crashes.size());
      try (RoundLoop loop = open(root, storage.location())) {
        loop.run();
        return crashes;
      } catch (FaultyStorage.Crash | IOException | RuntimeException e) {
        // What closed around the crash may fail, too.
        assertThat(storage.crashedBy()).as("%s", e).isNotNull();
        crashes.add(storage.crashedBy());
      }
    }
  }

  /** The work of a round's job without a runner; evaluations go to the Direct runner. */
  static final class OneAfterTheOther implements JobRunner {
    @Override
    public void run(
        String jobName,
        List<DatasetPlan> datasets,
        List<EvaluationPlan> evaluations,
        PolicySource policies,
        StorageLocation location)
        throws IOException, InterruptedException {
      if (!evaluations.isEmpty()) {
        try (BeamJobs jobs =
            BeamJobs.of(
                RunConfig.parse(CONFIG, "test").runner(), List.of("--runner=DirectRunner"))) {
          jobs.run(jobName, datasets, evaluations, policies, location);
        }
        return;
      }
      Storage storage = location.open();
      for (DatasetPlan dataset : datasets) {
        LeftWork.clear(storage, dataset);
        PlanReference plan = new PlanFile(storage).write(dataset);
        ShardMaker maker = new ShardMaker(storage, policies, new ShardMaker.Watcher() {});
        List<Receipt> receipts = new ArrayList<>();
        for (ShardPlan shard : dataset.shards()) {
          receipts.add(maker.make(new PlannedShard(plan, shard.shardIndex())).receipt());
        }
        if (!new DatasetStore(storage, dataset.directory()).isCommitted()) {
          new DatasetCommitter(storage).commit(dataset.outline(), receipts);
        }
      }
    }

    @Override
    public void close() {}
  }

  /** Digest of every file by its path, and the log of metrics; times are no part of either. */
  static SortedMap<String, String> files(Path run) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path file : paths.filter(Files::isRegularFile).toList()) {
        String path = run.relativize(file).toString();
        if (!path.equals("lock") && !path.startsWith("metrics/") && !path.startsWith("report/")) {
          files.put(path, Digests.sha256(file));
        }
      }
    }
    Path metrics = run.resolve(MetricsLog.PATH);
    files.put(MetricsLog.PATH, Files.exists(metrics) ? Files.readString(metrics) : "");
    return files;
  }

  /** Copies a run. */
  static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
    return to;
  }

  /** Removes a run. */
  static void remove(Path run) throws IOException {
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
