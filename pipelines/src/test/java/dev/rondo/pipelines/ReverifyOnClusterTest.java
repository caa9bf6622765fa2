package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.programs.Reverification;
import dev.rondo.report.CommittedRun;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReverifyOnClusterTest {
  @TempDir private Path folder;

  /** A cluster's refusal is not one of what was given. */
  @Test
  void whatAJobWroteIsNotRemovedWhenTheClusterTakesNothingMore() throws Exception {
    RunDirectory run = CommittedRun.finished(folder.resolve("run"), 1);
    Path target = folder.resolve("to");
    JobName earlier =
        JobName.of("reverify-x", StorageLocation.directory(target), "c".repeat(64), 1);
    try (FakeFlink flink = new FakeFlink()) {
      flink.isOfThisVersion();
      flink.list(FakeFlink.job("1", earlier, "RUNNING"));
      flink.answers.put("/jobs/1", "{\"state\":\"RUNNING\"}");
      assertThatThrownBy(
              () ->
                  Reverification.run(
                      run.root().resolve("rollouts/round-000001"),
                      null,
                      null,
                      null,
                      target,
                      List.of(
                          "--runner=FlinkRunner",
                          "--flinkMaster=" + flink.master(),
                          "--parallelism=1"),
                      line -> {
                        flink.statuses.put("GET /jobs/1", 403);
                        write(target, "shard-00000.parquet");
                      }))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("status 403");
      assertThat(target.resolve("shard-00000.parquet")).exists();
    }
  }

  private static void write(Path directory, String path) {
    Storage storage = new LocalStorage(directory);
    try {
      storage.putIfAbsent(path, out -> out.write('x'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
