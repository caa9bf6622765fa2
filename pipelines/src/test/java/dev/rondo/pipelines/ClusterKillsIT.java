package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.Receipt;
import dev.rondo.rollout.ShardPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run on a Flink cluster of real processes loses one of them with {@code kill -9} at a
 * seeded instant, again and again, each kind of process in turn; the run ends with every file as
 * that of a run on the embedded Flink that nobody disturbed, and {@link Accounting} finds every
 * rollout once. Takes half a minute or more a kill, so that it runs with {@code
 * -Drondo.cluster.kills=N} only (profile {@code crash}); {@code rondo.cluster.problems} is the size
 * of a round, {@code rondo.crash.seed} another choice, {@code rondo.cluster.victims} some of the
 * kinds. A line for each kill says what was under way when it fell.
 */
@EnabledIfSystemProperty(named = "rondo.cluster.kills", matches = "[1-9][0-9]*")
class ClusterKillsIT {
  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final int KILLS = Integer.getInteger("rondo.cluster.kills", 0);
  private static final int PROBLEMS = Integer.getInteger("rondo.cluster.problems", 256);
  private static final long SEED = Long.getLong("rondo.crash.seed", 1);
  private static final List<Victim> VICTIMS = victims(System.getProperty("rondo.cluster.victims"));
  private static final int ROUNDS = 3;
  private static final int SHARDS = 16;
  private static final int GROUP_SIZE = 8;
  private static final int MOST_MISSED = 20;
  private static final Path RECEIPT = Path.of(Receipt.path(ShardPlan.VERIFIED, 0));

  /** What dies, and what happens then. */
  private enum Victim {
    /** And does not come back before the run has ended. */
    TASK_MANAGER,
    /** And another one takes its place after 30 s. */
    TASK_MANAGER_THAT_COMES_BACK,
    /** While a round is sampled; the same command is started again. */
    DRIVER,
    /** The driver while it trains; the same command is started again. */
    TRAINER,
    /** The driver ends; cluster and command are started again. */
    JOB_MANAGER
  }

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  @Test
  void aRunThatLosesAProcessOfItsClusterEndsWithTheSameBytes() throws Exception {
    Path base = folder.resolve("base");
    TinyRun.base(base, config());
    Path whole = copy(base, "whole");
    Process undisturbed = rondo(whole, List.of());
    assertThat(end(undisturbed)).as(log(whole)).isZero();
    SortedMap<String, String> expected = TinyRun.digestsOfAll(whole);

    Random random = new Random(SEED);
    Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
    int missed = 0;
    FlinkCluster cluster = cluster(0);
    try {
      for (int kill = 0; kill < KILLS; ) {
        Victim victim = VICTIMS.get(kill % VICTIMS.size());
        Path run = copy(base, "run-" + kill + "-" + missed);
        int round = 1 + random.nextInt(ROUNDS);
        int receipts = 1 + random.nextInt(SHARDS - 4);
        cluster.awaitTaskManagers(2);
        long start = System.nanoTime();
        Process driver = onCluster(run, cluster);
        String proof;
        try {
          if (!awaitInstant(driver, run, victim, round, receipts)) {
            // A round of few problems may be over between two looks: then nothing was killed.
            assertThat(end(driver)).as(log(run)).isZero();
            assertThat(++missed)
                .as("instants that were over before a kill")
                .isLessThan(MOST_MISSED);
            continue;
          }
          proof = inside(run, victim, round);
          switch (victim) {
            case TASK_MANAGER -> {
              cluster.kill(cluster.anyTaskManager(random));
              assertInside(run, victim, round);
              assertThat(end(driver)).as(log(run)).isZero();
              cluster.addTaskManager();
            }
            case TASK_MANAGER_THAT_COMES_BACK -> {
              cluster.kill(cluster.anyTaskManager(random));
              assertInside(run, victim, round);
              boolean ended = driver.waitFor(30, TimeUnit.SECONDS);
              cluster.addTaskManager();
              assertThat(ended ? driver.exitValue() : end(driver)).as(log(run)).isZero();
            }
            case DRIVER, TRAINER -> {
              driver.destroyForcibly().waitFor();
              assertInside(run, victim, round);
            }
            case JOB_MANAGER -> {
              cluster.kill("jobmanager");
              assertInside(run, victim, round);
              assertThat(end(driver)).as(log(run)).isNotZero();
              cluster.close();
              cluster = cluster(kill + 1);
            }
          }
          if (victim.ordinal() >= Victim.DRIVER.ordinal()) {
            driver = onCluster(run, cluster);
            assertThat(end(driver)).as(log(run)).isZero();
          }
        } finally {
          driver.destroyForcibly().waitFor();
        }
        kill++;
        kills.merge(victim, 1, Integer::sum);
        String told =
            String.format(
                Locale.ROOT,
                "Kill %d of %d (seed %d, %d problems): %s, %s",
                kill,
                KILLS,
                SEED,
                PROBLEMS,
                victim,
                proof);
        assertThat(TinyRun.digestsOfAll(run)).as(told).isEqualTo(expected);
        Accounting.assertEveryRolloutOnce(run, ROUNDS, PROBLEMS, GROUP_SIZE);
        System.out.printf(
            Locale.ROOT,
            "%s; restarts told %d; %d files equal, no rollout lost or twice, %d s%n",
            told,
            log(run).lines().filter(line -> line.contains("a task failed and starts")).count(),
            expected.size(),
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        TinyRun.remove(run);
      }
    } finally {
      cluster.close();
    }
    System.out.println("Kills: " + kills + ", instants missed: " + missed);
  }

  private static RunConfig config() {
    return TinyRun.longRounds(PROBLEMS, ROUNDS);
  }

  private static List<Victim> victims(String names) {
    return names == null || names.isEmpty()
        ? List.of(Victim.values())
        : Arrays.stream(names.split(",")).map(Victim::valueOf).toList();
  }

  private static FlinkCluster cluster(int number) throws Exception {
    Path directory = Files.createDirectory(folder.resolve("cluster-" + number));
    return FlinkCluster.start(directory, 2, 2);
  }

  private static Path copy(Path base, String name) throws IOException {
    Path run = folder.resolve(name);
    TinyRun.copy(base, run);
    return run;
  }

  /**
   * Waits until the round is being sampled so far, or trained on.
   *
   * @return false if that was over before anybody saw it
   */
  private static boolean awaitInstant(
      Process driver, Path run, Victim victim, int round, int receipts) throws Exception {
    String name = String.format(Locale.ROOT, "round-%06d", round);
    while (driver.isAlive()) {
      if (isPublished(run, name) || (victim != Victim.TRAINER && areSampled(run, name))) {
        return false;
      }
      if (victim == Victim.TRAINER ? areSampled(run, name) : sampledShards(run, name) >= receipts) {
        return true;
      }
      Thread.sleep(2);
    }
    assertThat(driver.exitValue()).as(log(run)).isZero();
    return false;
  }

  /** What is under way, as the run directory shows it in the instant before the kill. */
  private static String inside(Path run, Victim victim, int round) throws IOException {
    String name = String.format(Locale.ROOT, "round-%06d", round);
    return victim == Victim.TRAINER
        ? "training on round " + round + ": rollouts committed, no policy"
        : String.format(
            Locale.ROOT,
            "sampling round %d: %d of %d shards sampled, no manifest",
            round,
            sampledShards(run, name),
            SHARDS);
  }

  /** The kill fell inside what it was meant for. */
  private static void assertInside(Path run, Victim victim, int round) {
    String name = String.format(Locale.ROOT, "round-%06d", round);
    if (victim == Victim.TRAINER) {
      assertThat(areSampled(run, name)).isTrue();
      assertThat(isPublished(run, name)).as("the policy was published by then").isFalse();
    } else {
      assertThat(areSampled(run, name)).as("the round was committed by then").isFalse();
    }
  }

  private static boolean areSampled(Path run, String round) {
    Path rollouts = run.resolve("rollouts").resolve(round);
    return Files.exists(rollouts.resolve(DatasetLayout.MANIFEST));
  }

  private static boolean isPublished(Path run, String round) {
    Path policy = run.resolve("policies").resolve(round);
    return Files.exists(policy.resolve(DatasetManifest.FILE_NAME));
  }

  /** Shards of a round that are sampled and judged: they have their receipts. */
  private static int sampledShards(Path run, String round) throws IOException {
    Path receipts = run.resolve("rollouts").resolve(round).resolve(RECEIPT).getParent();
    if (!Files.isDirectory(receipts)) {
      return 0;
    }
    String name = RECEIPT.getFileName().toString().replaceFirst("-.*", "-");
    try (Stream<Path> files = Files.list(receipts)) {
      return (int) files.filter(file -> file.getFileName().toString().startsWith(name)).count();
    } catch (NoSuchFileException | UncheckedIOException e) {
      return 0; // it was committed, and swept, meanwhile
    }
  }

  private static Process onCluster(Path run, FlinkCluster cluster) throws IOException {
    return rondo(
        run,
        List.of(
            "--runner=FlinkRunner",
            "--flinkMaster=" + cluster.master(),
            "--flinkConfDir=" + cluster.configuration(),
            "--parallelism=4"));
  }

  /** Starts {@code rondo run} to the end of the run, beside its log. */
  private static Process rondo(Path run, List<String> options) throws IOException {
    List<String> command =
        FlinkCluster.java(
            List.of("-Xmx512m", "-XX:+UseSerialGC"),
            FlinkCluster.classPath(BUILD),
            "dev.rondo.cli.Main");
    command.addAll(List.of("run", "--run", run.toString(), "--"));
    command.addAll(options);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(logOf(run).toFile()))
        .start();
  }

  private static int end(Process driver) throws InterruptedException {
    assertThat(driver.waitFor(30, TimeUnit.MINUTES)).as("the driver ends").isTrue();
    return driver.exitValue();
  }

  private static Path logOf(Path run) {
    return run.resolveSibling(run.getFileName() + ".out");
  }

  private static String log(Path run) throws IOException {
    return Files.readString(logOf(run));
  }
}
