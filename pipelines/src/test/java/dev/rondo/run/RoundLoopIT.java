package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.Digests;
import dev.rondo.pipelines.BeamJobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundLoopIT {
  static final ReportWriter REPORT =
      run -> {
        run.storage().delete(RunDirectory.REPORT);
        run.storage().putIfAbsent(RunDirectory.REPORT, out -> out.write('r'));
      };

  static SortedMap<String, String> digests(Path root) throws Exception {
    SortedMap<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        if (!path.startsWith("metrics/") && !path.equals("lock") && !path.equals("run.yaml")) {
          digests.put(path, Digests.sha256(file));
        }
      }
    }
    return digests;
  }

  @Test
  void aRunGoesOnUntilItIsDoneWithTheSameBytesOnDirectAndEmbeddedFlink(@TempDir Path folder)
      throws Exception {
    SortedMap<String, String> direct = run(folder.resolve("direct"), "--runner=DirectRunner");
    SortedMap<String, String> flink =
        run(
            folder.resolve("flink"),
            "--runner=FlinkRunner",
            "--flinkMaster=[local]",
            "--parallelism=2");

    assertThat(flink).isEqualTo(direct);
    assertThat(direct.keySet())
        .contains("policies/round-000002/manifest.json", "report/index.html")
        .noneMatch(path -> path.contains("spool") || path.contains("/."));
  }

  private static SortedMap<String, String> run(Path root, String... arguments) throws Exception {
    RunConfig config = RunConfig.preset("tiny");
    FrozenConfig.freeze(config, root);
    RunDirectory run = RunDirectory.open(root);
    try (BeamJobs jobs = BeamJobs.of(config.runner(), List.of(arguments));
        RoundLoop loop = RoundLoop.open(run, jobs, REPORT, Progress.silent(), false)) {
      long t = System.nanoTime();
      for (var a = loop.step(); a.isPresent(); a = loop.step()) {
        System.out.println("STEP " + a.get().describe() + " " + (System.nanoTime() - t) / 1e6);
        t = System.nanoTime();
      }
      assertThat(Plan.plan(run)).isEmpty();
    }
    return digests(root);
  }
}
