package dev.rondo.pipelines;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.NumericClass;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.rollout.CachedPolicy;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.Progress;
import dev.rondo.run.ReportWriter;
import dev.rondo.run.RoundLoop;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunPlans;
import dev.rondo.run.ShownState;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs small enough for tests, with the real policy, and what they leave in their directory. */
final class TinyRun {
  /** A report that says nothing. */
  static final ReportWriter NO_REPORT =
      run -> {
        byte[] page = ShownState.element(ShownState.of(run)).getBytes(StandardCharsets.UTF_8);
        run.storage().putIfAbsent(RunDirectory.REPORT, out -> out.write(page));
      };

  private static final Pattern TIMES =
      Pattern.compile("<section[^>]* id=\"times\".*?</section>", Pattern.DOTALL);

  private static final String EVENT_TIMES =
      "/" + MetricsLog.EVENTS + "/" + MetricsLog.EVENT_TIMES + "/";

  private TinyRun() {}

  /**
   * As below, with rounds of so many problems that take a cluster seconds: long enough to kill
   * something meanwhile.
   */
  static RunConfig longRounds(int problems, int rounds) {
    return RunConfig.parse(longRoundsText(problems, rounds), "test");
  }

  /** The text of it. */
  static String longRoundsText(int problems, int rounds) {
    return text("  top-p: 0.95\n")
        .replace("rounds: 2", "rounds: " + rounds)
        .replace("size: 2", "size: 3")
        .replace("problems: 32", "problems: " + problems)
        .replace("problems-per-round: 16", "problems-per-round: " + problems)
        .replace("group-size: 4", "group-size: 8")
        .replace("batch-sequences: 3", "batch-sequences: 8")
        .replace("shards: 8", "shards: 16");
  }

  /** Settings with responses of unequal length and batches that cut groups apart. */
  static RunConfig config(String rolloutSettings) {
    return RunConfig.parse(text(rolloutSettings), "test");
  }

  private static String text(String rolloutSettings) {
    return """
    run:
      name: tiny
      rounds: 2
    task:
      name: last-digit
      size: 2
      problems: 32
      demonstrations: 20
      held-out-problems: 8
    model:
      layers: 1
      hidden-size: 32
      heads: 2
      kv-heads: 1
      feed-forward-size: 64
      max-positions: 64
    warm-start:
      updates: 20
      batch-sequences: 16
      warm-up-updates: 2
      checkpoint-every: 6
    rollout:
      problems-per-round: 16
      group-size: 4
      max-response-tokens: 24
      shards: 8
      batch-sequences: 3
      max-positions-per-call: 5
    """
        + rolloutSettings
        + """

        train:
          shards-per-update: 4
          allow-truncated-sampling: true
        optimizer:
          warm-up-rounds: 1
        evaluation:
          problems: 8
          samples: 8
          progress-samples: 4
          ks: [1, 4, 8]
          shards: 2
          batch-sequences: 16
        control:
          updates: 6
        """;
  }

  /** A run that has its problems and its base policy, and nothing else. */
  static void base(Path root, RunConfig config) throws IOException, InterruptedException {
    FrozenConfig.freeze(config, root);
    RunDirectory run = RunDirectory.open(root);
    try (BeamJobs jobs = BeamJobs.of(config.runner(), List.of("--runner=DirectRunner"));
        RoundLoop loop = RoundLoop.open(run, jobs, NO_REPORT, Progress.silent(), false)) {
      loop.step();
      loop.step();
    }
  }

  /**
   * Samples the first round of a run by its job alone, whatever the run's next action is.
   *
   * @param beamArguments options of the Beam runner
   */
  static void sampleFirstRound(Path root, String... beamArguments)
      throws IOException, InterruptedException {
    RunDirectory run = RunDirectory.open(root);
    try (BeamJobs jobs = BeamJobs.of(run.config().runner(), List.of(beamArguments))) {
      jobs.run(
          "first",
          List.of(firstRound(run)),
          List.of(),
          basePolicy(run),
          StorageLocation.directory(root));
    }
  }

  /** What a run's first round is to sample. */
  static DatasetPlan firstRound(RunDirectory run) throws IOException {
    NumericClass numericClass = Numerics.numericClass(DeviceSettings.CPU);
    return new RunPlans(run, numericClass, PolicyProgram.standard().digest()).rollouts(1);
  }

  /** What it is sampled with. */
  static CachedPolicy basePolicy(RunDirectory run) throws IOException {
    String base = RunDirectory.policyDirectory(0);
    return new CachedPolicy(
        run.root().resolve(base),
        run.dataset(base).manifestDigest(),
        Numerics.numericClass(DeviceSettings.CPU));
  }

  /** Copies a directory. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /** Removes a directory. */
  static void remove(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** SHA-256 of every file that belongs to a dataset of a run, by path. */
  static SortedMap<String, String> digests(Path root) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        if (!path.startsWith("metrics/") && !path.equals("lock") && !path.startsWith("report/")) {
          digests.put(path, Digests.sha256(file));
        }
      }
    }
    return digests;
  }

  /**
   * Of everything that a run leaves, metrics and report included; without times, and the log for
   * people.
   */
  static SortedMap<String, String> digestsOfAll(Path root) throws IOException {
    SortedMap<String, String> digests = digests(root);
    digests.keySet().removeIf(path -> path.startsWith("logs/"));
    try (Stream<Path> files = Files.walk(root.resolve("metrics"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        if (!path.endsWith("/" + MetricsLog.TIMES) && !path.contains(EVENT_TIMES)) {
          digests.put(path, Digests.sha256(file));
        }
      }
    }
    String report = Files.readString(root.resolve(RunDirectory.REPORT));
    String withoutTimes = TIMES.matcher(report).replaceFirst("");
    if (withoutTimes.equals(report)) {
      throw new AssertionError("The report has no section of times");
    }
    digests.put(RunDirectory.REPORT, Digests.sha256(withoutTimes.getBytes(StandardCharsets.UTF_8)));
    return digests;
  }
}
