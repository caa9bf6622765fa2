package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.run.Action;
import dev.rondo.run.Plan;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills {@code rondo run} with {@code kill -9} at seeded instants, starts the same command again
 * each time, under locales with other digits, letter cases and commas, and compares what it ends
 * with to a run that was never killed. 20 kills at least; {@code -Drondo.crash.kills} asks for more
 * (profile {@code crash}).
 */
class KillAndResumeIT {
  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final int KILLS = Integer.getInteger("rondo.crash.kills", 20);
  private static final long SEED = Long.getLong("rondo.crash.seed", 1);

  /** Persian has digits of its own, Turkish letter cases. */
  private static final List<String> LANGUAGES = List.of("fa", "tr");

  private static int starts;

  private static final RunConfig CONFIG = TinyRun.config("  temperature: 1.0\n");

  /**
   * An instant to kill at.
   *
   * @param path of a directory or file of the run
   * @param files how many files, temporary ones included, are at that path or below it by then
   * @param delayMillis how much later
   */
  private record Instant(String path, int files, long delayMillis) {}

  @Test
  void aRunThatIsKilledAtAnyInstantEndsWithTheSameBytes(@TempDir Path folder) throws Exception {
    Path whole = folder.resolve("whole");
    FrozenConfig.freeze(CONFIG, whole);
    runToEnd(whole, folder.resolve("whole.out"));
    SortedMap<String, String> expected = TinyRun.digestsOfAll(whole);

    Random random = new Random(SEED);
    SortedMap<String, Integer> killsByAction = new TreeMap<>();
    int kills = 0;
    // One run has only so many instants: kill several until there are kills enough.
    for (int attempt = 0; kills < KILLS; attempt++) {
      Path killed = folder.resolve("killed-" + attempt);
      Path log = folder.resolve("killed.out");
      FrozenConfig.freeze(CONFIG, killed);
      for (Instant instant : instants(random)) {
        if (runAndKill(killed, log, instant)) {
          kills++;
          killsByAction.merge(nextAction(killed), 1, Integer::sum);
        }
      }
      runToEnd(killed, log);

      assertThat(TinyRun.digestsOfAll(killed))
          .as("seed %s, kills %s", SEED, killsByAction)
          .isEqualTo(expected);
      System.out.printf(
          Locale.ROOT,
          "Kills of a driver on this machine (seed %d), by what was under way: %s; %d files"
              + " equal%n",
          SEED,
          killsByAction,
          expected.size());
    }
    assertThat(killsByAction.keySet())
        .as("what was under way when it was killed: %s", killsByAction)
        .contains("WarmStart", "Sample", "Train", "Evaluate");
  }

  /** Instants in the order in which a run comes to them, over everything that it does. */
  private static List<Instant> instants(Random random) {
    List<Instant> instants = new ArrayList<>();
    add(instants, random, "problems", 1);
    add(instants, random, "warm-start", 2);
    add(instants, random, "warm-start", 5);
    add(instants, random, "policies/round-000000", 1);
    add(instants, random, "policies/round-000000", 4);
    add(instants, random, "evals/held-out/round-000000", 1 + random.nextInt(4));
    add(instants, random, "evals/held-out/round-000000", 5 + random.nextInt(2));
    add(instants, random, "evals/held-out/round-000000/__rondo/pass-at-k.json", 1);
    for (String round : List.of("round-000001", "round-000002")) {
      add(instants, random, "rollouts/" + round + "/__rondo/receipts", 1 + random.nextInt(2));
      add(instants, random, "rollouts/" + round + "/__rondo/receipts", 3 + random.nextInt(3));
      add(instants, random, "rollouts/" + round + "/__rondo/receipts", 6 + random.nextInt(3));
      add(instants, random, "rollouts/" + round + "/__rondo/manifest.json", 1);
      add(instants, random, "policies/" + round, 1);
      add(instants, random, "policies/" + round, 2 + random.nextInt(4));
    }
    add(instants, random, "evals/held-out/round-000002", 2 + random.nextInt(5));
    add(instants, random, "control", 2);
    add(instants, random, "policies/control", 1 + random.nextInt(4));
    add(instants, random, "evals/held-out/control", 1 + random.nextInt(6));
    return instants;
  }

  private static void add(List<Instant> instants, Random random, String path, int files) {
    instants.add(new Instant(path, files, random.nextInt(3) == 0 ? random.nextInt(60) : 0));
  }

  /** The action that the killed process was doing: the plan's first, now. */
  private static String nextAction(Path root) throws IOException {
    List<Action> actions = Plan.plan(RunDirectory.open(root));
    return actions.isEmpty() ? "Done" : actions.get(0).getClass().getSimpleName();
  }

  private static void runToEnd(Path root, Path log) throws Exception {
    Process process = start(root, log);
    try {
      assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /**
   * Starts the run and kills it at an instant.
   *
   * @return false if the run was past that instant already, or ended before it
   */
  private static boolean runAndKill(Path root, Path log, Instant instant) throws Exception {
    if (fileCount(root.resolve(instant.path())) >= instant.files()) {
      return false;
    }
    Process process = start(root, log);
    try {
      while (process.isAlive() && fileCount(root.resolve(instant.path())) < instant.files()) {
        Thread.sleep(1);
      }
      Thread.sleep(instant.delayMillis());
      if (process.isAlive()) {
        process.destroyForcibly().waitFor();
        return true;
      }
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
      return false;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process start(Path root, Path log) throws IOException {
    // The undisturbed run is one in English.
    String language = root.endsWith("whole") ? "en" : LANGUAGES.get(starts++ % LANGUAGES.size());
    List<String> command =
        FlinkCluster.java(
            List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Duser.language=" + language,
                "-Duser.timezone=Asia/Kathmandu"),
            FlinkCluster.classPath(BUILD),
            "dev.rondo.cli.Main");
    command.addAll(List.of("run", "--run", root.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1"));
    return builder.start();
  }

  /** Files at a path or below it, temporary ones included; they change while they are counted. */
  private static int fileCount(Path path) throws IOException {
    if (!Files.exists(path)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(path)) {
      return (int) files.filter(file -> !Files.isDirectory(file)).count();
    } catch (UncheckedIOException | NoSuchFileException e) {
      return 0;
    }
  }
}
