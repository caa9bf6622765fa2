package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rollout job on a real Flink cluster of separate processes, submitted as a user would. */
class FlinkClusterIT {
  private static final Path BUILD = Path.of("target").toAbsolutePath();

  @Test
  void aClusterOfTwoTaskManagersWritesTheSameBytesAsTheDirectRunner(@TempDir Path folder)
      throws Exception {
    Path direct = folder.resolve("direct");
    Path clustered = folder.resolve("clustered");
    TinyRun.base(direct, TinyRun.config("  top-p: 0.95\n"));
    TinyRun.copy(direct, clustered);
    RolloutPipeline.main(new String[] {"--run=" + direct, "--round=1", "--runner=DirectRunner"});

    Path clusterFolder = Files.createDirectory(folder.resolve("cluster"));
    try (FlinkCluster cluster = FlinkCluster.start(clusterFolder, BUILD, 2, 2)) {
      submit(folder, clustered, cluster);

      assertThat(TinyRun.digests(clustered)).isEqualTo(TinyRun.digests(direct));
      assertThat(shardsByTaskManager(cluster))
          .as("shards that each TaskManager finished, by the REST interface")
          .hasSize(2)
          .allSatisfy((taskManager, shards) -> assertThat(shards).isPositive());
    }
  }

  private static void submit(Path folder, Path run, FlinkCluster cluster) throws Exception {
    List<String> command =
        FlinkCluster.java(
            List.of("-Xmx512m"),
            FlinkCluster.classPath(BUILD, false),
            "dev.rondo.pipelines.RolloutPipeline");
    command.addAll(
        List.of(
            "--run=" + run,
            "--round=1",
            "--runner=FlinkRunner",
            "--flinkMaster=" + cluster.master(),
            "--parallelism=4"));
    Path log = folder.resolve("client.out");
    Process client =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(client.waitFor(300, TimeUnit.SECONDS)).as("the job ends").isTrue();
      assertThat(client.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      client.destroyForcibly();
    }
  }

  /** Receipts that left the operator chain that samples and judges, by TaskManager. */
  private static SortedMap<String, Long> shardsByTaskManager(FlinkCluster cluster)
      throws Exception {
    SortedMap<String, Long> shards = new TreeMap<>();
    List<JsonNode> jobs = new ArrayList<>();
    cluster.rest("/jobs/overview").path("jobs").forEach(jobs::add);
    assertThat(jobs).hasSize(1);
    String job = "/jobs/" + jobs.get(0).path("jid").asText();
    for (JsonNode vertex : cluster.rest(job).path("vertices")) {
      if (vertex.path("name").asText().contains("VerifyShard")) {
        String path = job + "/vertices/" + vertex.path("id").asText();
        for (JsonNode subtask : cluster.rest(path).path("subtasks")) {
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
