package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.pipelines.OpenSockets.OpenSocket;
import dev.rondo.run.Progress;
import dev.rondo.run.RoundLoop;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A round on a Flink cluster of real processes, with {@code rondo run} as the driver: it has the
 * bytes that the Direct runner gives, a fault of a machine costs time and nothing else, a permanent
 * one ends the job at once. What drivers do to each other's jobs takes minutes and is tested by
 * profile {@code crash}; {@link ClusterJobTest} holds its rules with recorded answers.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FlinkClusterIT {
  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final String LONG = "[1-9][0-9]{2,}";
  private static final String RECEIPTS = "rollouts/round-000001/__rondo/receipts";
  private static final String MANIFEST = "rollouts/round-000001/__rondo/manifest.json";

  @TempDir private static Path folder;
  private static Path base;
  private static Path undisturbed;
  private static FlinkCluster cluster;

  @BeforeAll
  static void startClusterAndMakeTheRoundUndisturbed() throws Exception {
    base = folder.resolve("base");
    // The next driver takes seconds to start: what it is to find has to run for longer.
    boolean isLong = System.getProperty("rondo.crash.kills", "").matches(LONG);
    TinyRun.base(base, TinyRun.longRounds(isLong ? 2048 : 256, 2));
    evaluateTheBasePolicy();
    undisturbed = copyOfBase("undisturbed");
    TinyRun.sampleFirstRound(undisturbed, "--runner=DirectRunner");
    cluster = FlinkCluster.start(Files.createDirectory(folder.resolve("cluster")), 2, 2);
  }

  /** So that the next action is to sample the first round. */
  private static void evaluateTheBasePolicy() throws Exception {
    RunDirectory run = RunDirectory.open(base);
    try (BeamJobs jobs = BeamJobs.of(run.config().runner(), List.of("--runner=DirectRunner"));
        RoundLoop loop = RoundLoop.open(run, jobs, TinyRun.NO_REPORT, Progress.silent(), false)) {
      loop.step();
    }
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(0)
  void twoTaskManagersWriteTheSameBytesAsTheDirectRunner() throws Exception {
    Path run = copyOfBase("clustered");
    Process driver = drive(run, Map.of());
    try {
      assertThat(end(driver)).as(log(run)).isZero();
      assertThat(rollouts(run)).isEqualTo(rollouts(undisturbed));
      assertThat(shardsByTaskManager())
          .as("shards that each TaskManager finished, by the REST interface")
          .hasSize(2)
          .allSatisfy((taskManager, shards) -> assertThat(shards).isPositive());
    } finally {
      driver.destroyForcibly().waitFor();
    }
  }

  @Test
  @Order(1)
  @EnabledOnOs(OS.LINUX)
  void whoeverHasNotTheKeyIsRefusedAtEveryPortOfTheCluster() throws Exception {
    Path conf = cluster.configuration();
    try (Stream<Path> files = Files.list(conf)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
    assertThat(Files.getPosixFilePermissions(conf)).noneMatch(FlinkClusterIT::isForOthers);

    SSLContext ofTheCluster = FlinkAccess.of(conf.toString()).keys();
    SSLContext withoutKey = Strangers.withoutKey();
    SSLContext withAnotherKey = Strangers.withAnotherKey(folder);
    Map<String, ProcessHandle> processes = cluster.processes();
    assertThat(processes).containsKeys("jobmanager", "taskmanager-1", "taskmanager-2");
    for (Map.Entry<String, ProcessHandle> process : processes.entrySet()) {
      List<OpenSocket> open = OpenSockets.of(process.getValue().pid());
      // The JobManager's are REST, RPC, blob server and its metrics; a TaskManager's RPC, metrics
      // and data exchange.
      assertThat(open).as(process.getKey()).hasSizeGreaterThan(2).allMatch(OpenSocket::isLocal);
      for (OpenSocket socket : open) {
        String port = process.getKey() + ":" + socket.port();
        assertThat(Strangers.greets(socket.port(), ofTheCluster)).as(port).isTrue();
        assertThat(Strangers.greets(socket.port(), withoutKey)).as(port).isFalse();
        assertThat(Strangers.greets(socket.port(), withAnotherKey)).as(port).isFalse();
        assertThat(Strangers.answersInTheClear(socket.port()))
            .as(port)
            .allMatch(Strangers::isRefusal);
      }
    }
    assertThatThrownBy(() -> cluster.rest("/jars"))
        .as("with the key, too, no jars are taken")
        .hasMessageContaining("404");
  }

  private static boolean isForOthers(PosixFilePermission permission) {
    return !permission.name().startsWith("OWNER");
  }

  @Test
  @Order(2)
  void aTaskManagerThatDiesInTheMiddleOfSamplingTakesNothingAlong() throws Exception {
    Path run = copyOfBase("killed");
    cluster.awaitTaskManagers(2);
    Process driver = drive(run, Map.of());
    try {
      awaitReceipts(driver, run, 3);
      cluster.kill(anyTaskManager());
      assertThat(run.resolve(MANIFEST)).as("the kill fell inside the round").doesNotExist();

      assertThat(end(driver)).as(log(run)).isZero();
      assertThat(rollouts(run)).isEqualTo(rollouts(undisturbed));
    } finally {
      driver.destroyForcibly().waitFor();
      cluster.addTaskManager();
    }
  }

  @Test
  @Order(3)
  void workersOfAnotherNumericClassEndTheJobWithoutARestart() throws Exception {
    Path run = copyOfBase("numeric");
    Process driver = drive(run, Map.of("ATEN_CPU_CAPABILITY", "default"));
    try {
      assertThat(end(driver)).isEqualTo(1);
      assertThat(log(run)).contains("rondo: Cannot sample with numeric class");
      assertThat(restarts()).isZero();
    } finally {
      driver.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Order(3)
  @EnabledIfSystemProperty(named = "rondo.crash.kills", matches = LONG)
  void fewerSlotsThanTheClusterHasWriteTheSameBytes(int parallelism) throws Exception {
    Path run = copyOfBase("parallelism-" + parallelism);
    Process driver = drive(run, Map.of(), parallelism);
    try {
      assertThat(end(driver)).as(log(run)).isZero();
      assertThat(rollouts(run)).isEqualTo(rollouts(undisturbed));
    } finally {
      driver.destroyForcibly().waitFor();
    }
  }

  @Test
  @Order(4)
  @EnabledIfSystemProperty(named = "rondo.crash.kills", matches = LONG)
  void theJobOfADriverThatWasKilledIsWaitedForByTheNext() throws Exception {
    Path run = copyOfBase("driverless");
    Process killed = drive(run, Map.of());
    awaitReceipts(killed, run, 2);
    killed.destroyForcibly().waitFor();
    assertThat(run.resolve(MANIFEST)).as("the kill fell inside the round").doesNotExist();

    Process driver = drive(run, Map.of());
    try {
      assertThat(end(driver)).as(log(run)).isZero();
      assertThat(log(run)).contains("Waits for job tiny-round-000001 [run ");
      assertThat(rollouts(run)).isEqualTo(rollouts(undisturbed));
      assertThat(statesOfJobsNamedAs(newestJob())).containsExactly("FINISHED");
    } finally {
      driver.destroyForcibly().waitFor();
    }
  }

  @Test
  @Order(5)
  @EnabledIfSystemProperty(named = "rondo.crash.kills", matches = LONG)
  void aDriverThatIsStoppedCancelsItsJobAndTheNextOneGoesOn() throws Exception {
    Path run = copyOfBase("stopped");
    Process stopped = drive(run, Map.of());
    awaitReceipts(stopped, run, 2);
    stopped.destroy();
    assertThat(end(stopped)).isEqualTo(128 + 15);
    assertThat(run.resolve(MANIFEST)).as("the stop fell inside the round").doesNotExist();

    Process driver = drive(run, Map.of());
    try {
      assertThat(end(driver)).as(log(run)).isZero();
      assertThat(rollouts(run)).isEqualTo(rollouts(undisturbed));
      assertThat(statesOfJobsNamedAs(newestJob()))
          .containsExactlyInAnyOrder("CANCELED", "FINISHED");
    } finally {
      driver.destroyForcibly().waitFor();
    }
  }

  @Test
  @Order(6)
  @EnabledIfSystemProperty(named = "rondo.crash.kills", matches = LONG)
  void aDriverWhoseJobManagerIsGoneEndsWithOneLine() throws Exception {
    Path run = copyOfBase("headless");
    Process driver = drive(run, Map.of());
    try {
      awaitReceipts(driver, run, 2);
      cluster.kill("jobmanager");
      assertThat(driver.waitFor(60, TimeUnit.SECONDS)).as("it ends within 60 s").isTrue();
      assertThat(driver.exitValue()).isEqualTo(75);
      assertThat(log(run).lines().filter(line -> line.startsWith("rondo: ")))
          .singleElement()
          .asString()
          .contains("The JobManager at https://" + cluster.master() + " is gone with job tiny-");
    } finally {
      driver.destroyForcibly().waitFor();
    }
  }

  private static void awaitReceipts(Process driver, Path run, int count) throws Exception {
    while (driver.isAlive() && fileCount(run.resolve(RECEIPTS)) < count) {
      Thread.sleep(2);
    }
    assertThat(driver.isAlive()).as(log(run)).isTrue();
  }

  /** Starts {@code rondo run --until step} beside its log. */
  private static Process drive(Path run, Map<String, String> environment) throws IOException {
    return drive(run, environment, 4);
  }

  private static Process drive(Path run, Map<String, String> environment, int parallelism)
      throws IOException {
    List<String> command =
        FlinkCluster.java(
            List.of("-Xmx512m", "-XX:+UseSerialGC"),
            FlinkCluster.classPath(BUILD),
            "dev.rondo.cli.Main");
    command.addAll(List.of("run", "--run", run.toString(), "--until", "step", "--"));
    command.addAll(
        List.of(
            "--runner=FlinkRunner",
            "--flinkMaster=" + cluster.master(),
            "--flinkConfDir=" + cluster.configuration(),
            "--parallelism=" + parallelism));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(logOf(run).toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int end(Process driver) throws InterruptedException {
    assertThat(driver.waitFor(300, TimeUnit.SECONDS)).as("the driver ends").isTrue();
    return driver.exitValue();
  }

  private static Path logOf(Path run) {
    return run.resolveSibling(run.getFileName() + ".out");
  }

  private static String log(Path run) throws IOException {
    return Files.readString(logOf(run));
  }

  private static Path copyOfBase(String name) throws IOException {
    Path run = folder.resolve(name);
    TinyRun.copy(base, run);
    return run;
  }

  /** The files of the round, by path. */
  private static Map<String, String> rollouts(Path run) throws IOException {
    Map<String, String> digests = TinyRun.digests(run);
    digests.keySet().removeIf(path -> !path.startsWith("rollouts/"));
    assertThat(digests).hasSizeGreaterThan(16);
    return digests;
  }

  private static String anyTaskManager() throws Exception {
    return cluster.rest("/taskmanagers").path("taskmanagers").get(0).path("id").asText();
  }

  private static JsonNode newestJob() throws Exception {
    JsonNode newest = null;
    for (JsonNode job : cluster.rest("/jobs/overview").path("jobs")) {
      if (newest == null || job.path("start-time").asLong() > newest.path("start-time").asLong()) {
        newest = job;
      }
    }
    return newest;
  }

  private static List<String> statesOfJobsNamedAs(JsonNode named) throws Exception {
    List<String> states = new ArrayList<>();
    for (JsonNode job : cluster.rest("/jobs/overview").path("jobs")) {
      if (job.path("name").equals(named.path("name"))) {
        states.add(job.path("state").asText());
      }
    }
    return states;
  }

  /** How often tasks of the newest job, which ends, were started again. */
  private static int restarts() throws Exception {
    int attempts = 0;
    for (JsonNode vertex : verticesAtTheEnd()) {
      for (JsonNode subtask : vertex.path("subtasks")) {
        attempts += subtask.path("attempt").asInt();
      }
    }
    return attempts;
  }

  /**
   * What the newest job's vertices were when it had ended. The REST interface answers with what it
   * saw up to three seconds ago ({@code web.refresh-interval}), when tasks may still have run.
   */
  private static List<JsonNode> verticesAtTheEnd() throws Exception {
    String job = "/jobs/" + newestJob().path("jid").asText();
    JsonNode seen = cluster.rest(job);
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); !hasEnded(seen); ) {
      assertThat(System.nanoTime()).as("the job ends: " + seen).isLessThan(end);
      Thread.sleep(200);
      seen = cluster.rest(job);
    }
    List<JsonNode> vertices = new ArrayList<>();
    for (JsonNode vertex : seen.path("vertices")) {
      vertices.add(cluster.rest(job + "/vertices/" + vertex.path("id").asText()));
    }
    return vertices;
  }

  private static boolean hasEnded(JsonNode job) {
    return JobStatus.valueOf(job.path("state").asText()).isGloballyTerminalState();
  }

  private static int fileCount(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return (int) files.count();
    }
  }

  /** Receipts that left the operator chain that samples and judges, by TaskManager. */
  private static SortedMap<String, Long> shardsByTaskManager() throws Exception {
    SortedMap<String, Long> shards = new TreeMap<>();
    for (JsonNode vertex : verticesAtTheEnd()) {
      if (vertex.path("name").asText().contains("MakeShard")) {
        for (JsonNode subtask : vertex.path("subtasks")) {
          shards.merge(
              subtask.path("taskmanager-id").asText(),
              subtask.path("metrics").path("write-records").asLong(),
              Long::sum);
        }
      }
    }
    return shards;
  }
}
