package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import dev.rondo.run.Progress;
import dev.rondo.run.RoundLoop;
import dev.rondo.run.RunDirectory;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what a job costs beyond its sampling, and how it grows: the shards of a round of {@code
 * -Drondo.overhead.problems=N} problems and of one with a tenth of them, in a tenth as many shards,
 * sampled by {@link BareSampler}, by a job on the embedded Flink and by one on a cluster of two
 * TaskManagers with a slot each, every time in processes of their own. The policy has the
 * quickstart's size. Prints the times and the peak memory; asserts that every dataset is sound, and
 * nothing about time.
 *
 * <p>Where other machines share the processors, two measurements one after another differ by more
 * than a job costs. So a second test runs the bare sampler and the embedded job side by side, each
 * with one thread on a core of its own (Linux), and again with the cores changed.
 */
@EnabledIfSystemProperty(named = "rondo.overhead.problems", matches = "[1-9][0-9]*")
class JobOverheadIT {
  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final int PROBLEMS = Integer.getInteger("rondo.overhead.problems", 0);
  private static final int REPETITIONS = Integer.getInteger("rondo.overhead.repetitions", 3);
  private static final int SHARDS = 160;
  private static final int SLOTS = 2;

  @TempDir private static Path folder;

  private int runs;

  /** Time and memory of one measurement; the parts are empty where nobody tells them. */
  private record Cost(double seconds, long peakBytes, Map<String, Double> parts) {}

  @Test
  void aJobIsMeasuredAgainstItsSampling() throws Exception {
    Map<Integer, Path> bases = new LinkedHashMap<>();
    for (int part : List.of(10, 1)) {
      int problems = PROBLEMS / part;
      Path base = folder.resolve("base-" + problems);
      TinyRun.base(base, config(problems, SHARDS / part));
      evaluateTheBasePolicy(base);
      bases.put(problems, base);
    }
    try (FlinkCluster cluster =
        FlinkCluster.start(
            Files.createDirectory(folder.resolve("cluster")), SLOTS, 1, "-Xshare:auto")) {
      // So that every process that is there all the time has compiled its code.
      onCluster(bases.get(PROBLEMS / 10), cluster);
      for (int repetition = 1; repetition <= REPETITIONS; repetition++) {
        for (Map.Entry<Integer, Path> base : bases.entrySet()) {
          Path sampled = copy(base.getValue());
          Cost bare = bare(sampled, SLOTS, List.of());
          TinyRun.remove(sampled);
          say("bare sampler", base.getKey(), bare, bare);
          Path made = copy(base.getValue());
          say("embedded Flink", base.getKey(), embedded(made, SLOTS, List.of()), bare);
          check(made);
          say("loopback cluster", base.getKey(), onCluster(base.getValue(), cluster), bare);
        }
      }
    }
  }

  @Test
  void aJobIsMeasuredBesideItsSampling() throws Exception {
    Path base = folder.resolve("beside");
    TinyRun.base(base, config(PROBLEMS, SHARDS));
    evaluateTheBasePolicy(base);
    double product = 1;
    for (int turn = 0; turn < 2 * REPETITIONS; turn++) {
      int core = turn % 2;
      Path sampled = copy(base);
      Path made = copy(base);
      FutureTask<Cost> sampling = new FutureTask<>(() -> bare(sampled, 1, onCore(core)));
      new Thread(sampling, "bare sampler").start();
      Cost job = embedded(made, 1, onCore(1 - core));
      Cost bare = sampling.get();
      check(made);
      TinyRun.remove(sampled);
      say("bare sampler on core " + core, PROBLEMS, bare, bare);
      say("embedded Flink on the other", PROBLEMS, job, bare);
      product *= job.parts().get("sampling") / bare.seconds();
    }
    System.out.printf(
        Locale.ROOT,
        "%d problems, sampling and judging in a job beside the bare sampler: %.3f%n",
        PROBLEMS,
        Math.pow(product, 1.0 / (2 * REPETITIONS)));
  }

  private static List<String> onCore(int core) {
    return List.of("taskset", "-c", Integer.toString(core));
  }

  private static void say(String arm, int problems, Cost cost, Cost bare) {
    StringBuilder parts = new StringBuilder();
    cost.parts()
        .forEach(
            (name, value) -> parts.append(String.format(Locale.ROOT, ", %s %.2f", name, value)));
    System.out.printf(
        Locale.ROOT,
        "%d problems, %s: %.2f s, %.3f of the bare sampler, peak %d MiB%s%n",
        problems,
        arm,
        cost.seconds(),
        cost.seconds() / bare.seconds(),
        cost.peakBytes() >> 20,
        parts);
  }

  private static RunConfig config(int problems, int shards) {
    String text =
        TinyRun.longRoundsText(problems, 1)
            .replace("shards: 16", "shards: " + shards)
            .replace("  size: 3", "  size: 5")
            .replace("layers: 1", "layers: 2")
            .replace("hidden-size: 32", "hidden-size: 128")
            .replace("heads: 2\n  kv-heads: 1", "heads: 4\n  kv-heads: 2")
            .replace("feed-forward-size: 64", "feed-forward-size: 256")
            .replace("batch-sequences: 8", "batch-sequences: 256")
            .replace("  max-positions-per-call: 5\n", "");
    return RunConfig.parse(text, "test");
  }

  private static void evaluateTheBasePolicy(Path base) throws Exception {
    RunDirectory run = RunDirectory.open(base);
    try (BeamJobs jobs = BeamJobs.of(run.config().runner(), List.of("--runner=DirectRunner"));
        RoundLoop loop = RoundLoop.open(run, jobs, TinyRun.NO_REPORT, Progress.silent(), false)) {
      loop.step();
    }
  }

  /**
   * @param prefix what starts the process, such as taskset; may be empty
   */
  private static Cost bare(Path run, int threads, List<String> prefix) throws Exception {
    Path out = run.resolveSibling(run.getFileName() + ".out");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(java(System.getProperty("java.class.path"), BareSampler.class.getName()));
    command.addAll(List.of(run.toString(), Integer.toString(threads)));
    long peak = peakOf(command, out);
    double seconds = Double.parseDouble(read(out).replaceAll("(?s).*seconds ", ""));
    return new Cost(seconds, peak, Map.of());
  }

  private static Cost embedded(Path run, int slots, List<String> prefix) throws Exception {
    return job(run, prefix, List.of("--runner=FlinkRunner", "--parallelism=" + slots), List.of());
  }

  private Cost onCluster(Path base, FlinkCluster cluster) throws Exception {
    List<Long> taskManagers =
        cluster.processes().entrySet().stream()
            .filter(process -> process.getKey().startsWith("taskmanager"))
            .map(process -> process.getValue().pid())
            .toList();
    Path run = copy(base);
    Cost cost =
        job(
            run,
            List.of(),
            List.of(
                "--runner=FlinkRunner",
                "--flinkMaster=" + cluster.master(),
                "--flinkConfDir=" + cluster.configuration(),
                "--parallelism=" + SLOTS),
            taskManagers);
    check(run);
    return cost;
  }

  /** Checks what a job made, and removes it. */
  private static void check(Path run) throws IOException {
    RunDirectory.open(run).dataset(RunDirectory.rolloutsDirectory(1)).verify();
    TinyRun.remove(run);
  }

  /**
   * @param prefix what starts the process; may be empty
   * @param others processes whose memory counts, too
   */
  private static Cost job(Path run, List<String> prefix, List<String> options, List<Long> others)
      throws Exception {
    Path out = run.resolveSibling(run.getFileName() + ".out");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(java(FlinkCluster.classPath(BUILD), "dev.rondo.cli.Main"));
    command.addAll(List.of("run", "--run", run.toString(), "--until", "step", "--"));
    command.addAll(options);
    long peak = peakOf(command, out);
    for (long other : others) {
      peak += peakOf(other);
    }
    SortedMap<String, Double> told =
        new MetricsLog(run.resolve(MetricsLog.PATH))
            .rows().stream()
                .filter(row -> row.phase().equals("sample"))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError(read(out)))
                .values();
    Map<String, Double> parts = new LinkedHashMap<>();
    for (String part : List.of("job_start", "sampling", "job_end")) {
      Double seconds = told.get("time/" + part + "_seconds");
      if (seconds != null) {
        parts.put(part, seconds);
      }
    }
    return new Cost(told.get("rollout/seconds"), peak, parts);
  }

  /** With all of the compiler, as the launcher starts it. */
  private static List<String> java(String classPath, String main) {
    List<String> command =
        FlinkCluster.java(List.of("-Xmx1g", "-XX:+UseSerialGC"), classPath, main);
    command.remove("-XX:TieredStopAtLevel=1");
    return command;
  }

  private Path copy(Path base) throws IOException {
    Path run = folder.resolve("run-" + ++runs);
    TinyRun.copy(base, run);
    return run;
  }

  /** Runs a process to its end; what was the most that it had in memory. */
  private static long peakOf(List<String> command, Path out) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    long peak = 0;
    while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peakOf(process.pid()));
    }
    assertThat(process.exitValue()).as(read(out)).isZero();
    return peak;
  }

  private static long peakOf(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0; // it has just ended
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
