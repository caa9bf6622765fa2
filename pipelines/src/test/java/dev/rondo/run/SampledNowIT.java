package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.report.ReportFile;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PolicySource;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.rollout.ShardSampler;
import dev.rondo.rollout.ShardVerifier;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The speed that a round logs whose job died after half of its shards and was started again. */
class SampledNowIT {
  @TempDir private Path folder;

  /** Dies once the first shard of a round has its receipt. */
  private static final class DyingAfterAShard implements JobRunner {
    private final JobRunner whole = new SmallRun.OneAfterTheOther();

    @Override
    public void run(
        String jobName,
        List<DatasetPlan> datasets,
        List<EvaluationPlan> evaluations,
        PolicySource policies,
        StorageLocation location)
        throws IOException, InterruptedException {
      if (!evaluations.isEmpty()) {
        whole.run(jobName, datasets, evaluations, policies, location);
        return;
      }
      ShardPlan first = datasets.get(0).shards().get(0);
      new ShardVerifier(location.open()).verify(new ShardSampler(policies).sample(first));
      throw new IOException("died");
    }

    @Override
    public void close() {}
  }

  @Test
  void theSpeedIsThatOfTheShardsThatWereSampledNow() throws Exception {
    Path root = SmallRun.fresh(folder.resolve("run"));
    RunDirectory run = RunDirectory.open(root);
    try (RoundLoop loop =
        RoundLoop.open(run, new DyingAfterAShard(), ReportFile::write, Progress.silent(), false)) {
      assertThatThrownBy(loop::run).isInstanceOf(IOException.class).hasMessage("died");
    }
    DatasetStore rollouts = run.dataset("rollouts/round-000001");
    long left = rollouts.receipt(ShardPlan.VERIFIED, 0).orElseThrow().tokens();
    try (RoundLoop loop = SmallRun.open(root, StorageLocation.directory(root))) {
      assertThat(loop.step()).contains(new Action.Sample(1));
    }

    SortedMap<String, Double> row =
        new MetricsLog(root.resolve(MetricsLog.PATH))
            .rows().stream()
                .filter(logged -> logged.phase().equals("sample"))
                .findFirst()
                .orElseThrow()
                .values();
    long tokens = rollouts.committedManifest().counts().get("response-tokens");
    assertThat(left).isBetween(1L, tokens - 1);
    assertThat(row).containsEntry("time/left_shards", 1.0);
    assertThat(row.get("rollout/tokens_per_second") * row.get("rollout/seconds"))
        .isCloseTo(tokens - left, within(1e-6));
  }
}
