package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.FrozenConfig;
import dev.rondo.pipelines.OpenSockets.OpenSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run on the embedded Flink, looked at from another process for as long as it lasts: nobody can
 * send it anything.
 */
@EnabledOnOs(OS.LINUX)
class NoPortsIT {
  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final int LONGEST_SECONDS = 900;

  @Test
  void aRunOnTheEmbeddedFlinkHasNothingOpenWhileItsJobsRun(@TempDir Path folder) throws Exception {
    Path run = folder.resolve("run");
    FrozenConfig.freeze(TinyRun.config("  temperature: 1.0\n"), run);
    Path log = folder.resolve("run.out");
    Process process = start(List.of("run", "--run", run.toString()), log);
    List<OpenSocket> beforeTheFirstShard = new ArrayList<>();
    List<OpenSocket> afterwards = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    int samplesOfRunningJobs = 0;
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
      boolean jobsRan = false;
      while (process.isAlive()) {
        assertThat(System.nanoTime()).as("it ends").isLessThan(deadline);
        jobsRan |= Files.exists(run.resolve("evals/held-out/round-000000/__rondo/manifest.json"));
        List<OpenSocket> open = OpenSockets.of(process.pid());
        for (OpenSocket socket : open) {
          if (socket.port() > 0) {
            answers.addAll(Strangers.answersInTheClear(socket.port()));
          }
        }
        (jobsRan ? afterwards : beforeTheFirstShard).addAll(open);
        samplesOfRunningJobs += isSampling(run) ? 1 : 0;
        Thread.sleep(5);
      }
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(samplesOfRunningJobs).as("looks at a job that was half done").isPositive();
    assertThat(afterwards).as("open after the first job").isEmpty();
    // Flink's blob server binds its socket when it is made, and is closed before it accepts.
    assertThat(beforeTheFirstShard)
        .as("open while the cluster started")
        .allMatch(OpenSocket::isLocal)
        .hasSizeLessThan(3);
    assertThat(answers).as("answers to requests of another process").isEmpty();
  }

  /** Whether a round's job has made some of its shards and not yet all. */
  private static boolean isSampling(Path run) throws IOException {
    for (String round : List.of("round-000001", "round-000002")) {
      Path rollouts = run.resolve("rollouts").resolve(round);
      if (Files.isDirectory(rollouts.resolve("__rondo/receipts"))
          && !Files.exists(rollouts.resolve("__rondo/manifest.json"))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void theLookFindsWhatAProcessHasOpen() throws Exception {
    long self = ProcessHandle.current().pid();
    try (ServerSocket local = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket open = new ServerSocket(0)) {
      assertThat(OpenSockets.of(self))
          .anyMatch(socket -> socket.port() == local.getLocalPort() && socket.isLocal())
          .anyMatch(socket -> socket.port() == open.getLocalPort() && !socket.isLocal());
    }
  }

  private static Process start(List<String> arguments, Path log) throws IOException {
    List<String> command =
        FlinkCluster.java(
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-Xshare:auto"),
            FlinkCluster.classPath(BUILD),
            "dev.rondo.cli.Main");
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.start();
  }
}
