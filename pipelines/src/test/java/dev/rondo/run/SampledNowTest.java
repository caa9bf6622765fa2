package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlannedProblem;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The speed of a job that goes on from what others sampled. */
class SampledNowTest {
  @TempDir private Path folder;

  @Test
  void theTokensOfShardsThatWereLeftAreNotThisJobs() throws Exception {
    LocalStorage storage = new LocalStorage(folder);
    DatasetPlan plan = plan();
    assertThat(SampledNow.before(storage, plan)).isEqualTo(new SampledNow(4, 0, 0));

    DatasetStore store = new DatasetStore(storage, plan.directory());
    receipt(store, ShardPlan.VERIFIED, 0, 100);
    receipt(store, ShardPlan.SAMPLED, 0, 100);
    receipt(store, ShardPlan.SAMPLED, 2, 50);
    receipt(store, ShardPlan.VERIFIED, 3, 7);
    Files.writeString(
        folder.resolve(store.storagePath(Receipt.path(ShardPlan.VERIFIED, 3))), "no receipt");

    SampledNow left = SampledNow.before(storage, plan);
    assertThat(left).isEqualTo(new SampledNow(4, 2, 150));
    assertThat(left.metrics(250, 2, true))
        .containsEntry("rollout/left_shards", 2.0)
        .containsEntry("rollout/tokens_per_second", 50.0);
  }

  @Test
  void aJobThatWasTakenOverOrHadNothingToSampleHasNoSpeed() {
    assertThat(new SampledNow(4, 2, 150).metrics(250, 2, false))
        .containsOnlyKeys("rollout/left_shards");
    assertThat(new SampledNow(4, 4, 250).metrics(250, 2, true))
        .containsOnlyKeys("rollout/left_shards");
  }

  private static DatasetPlan plan() {
    List<PlannedProblem> problems =
        IntStream.range(0, 4)
            .mapToObj(i -> new PlannedProblem("p" + i, "say " + i, "" + i, "exact"))
            .toList();
    Lineage lineage =
        Lineage.ofNoParents()
            .withSeed(0L)
            .withRound(1)
            .byPolicy("a".repeat(64))
            .sampledWith(new SamplingSettings(1, 1, 0, 8))
            .inGroupsOf(2)
            .judgedBy("exact@1")
            .writtenBy("test");
    return DatasetPlan.of("rollouts/round-000001", "rollouts", lineage, problems, 4, 0, 4, 4);
  }

  private static void receipt(DatasetStore store, String stage, int shard, long tokens)
      throws IOException {
    FileEntry file = new FileEntry("shard", 1, "a".repeat(64), 2, "b".repeat(64));
    store.writeReceipt(new Receipt(stage, shard, file, 1, 0, tokens));
  }
}
