package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.LeftShards;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The speed of a job that goes on from what others sampled. */
class SampledNowTest {
  @TempDir private Path folder;

  @Test
  void theTokensOfShardsThatWereLeftAreNotThisJobs() throws Exception {
    LocalStorage storage = new LocalStorage(folder);
    DatasetPlan plan = PlannedRound.of(PlannedRound.problems("p", 4), 4);
    assertThat(SampledNow.before(storage, plan)).isEqualTo(new SampledNow(4, 0, 0));

    DatasetStore store = leave(storage, plan, plan.lineage());
    Files.writeString(
        folder.resolve(store.storagePath(Receipt.path(ShardPlan.VERIFIED, 3))), "no receipt");

    SampledNow left = SampledNow.before(storage, plan);
    assertThat(left).isEqualTo(new SampledNow(4, 2, 150));
    assertThat(left.metrics(250, 2, true))
        .containsEntry("time/left_shards", 2.0)
        .containsEntry("rollout/tokens_per_second", 50.0);
  }

  @Test
  void whatTheJobWillClearAwayIsNotLeft() throws Exception {
    LocalStorage storage = new LocalStorage(folder);
    DatasetPlan plan = PlannedRound.of(PlannedRound.problems("p", 4), 4);
    DatasetStore store = leave(storage, plan, plan.lineage());
    String rows = LeftShards.files(ShardPlan.VERIFIED, 3).get(0);
    Files.writeString(folder.resolve(store.storagePath(rows)), "damaged");
    assertThat(SampledNow.before(storage, plan)).isEqualTo(new SampledNow(4, 2, 150));

    LocalStorage other = new LocalStorage(folder.resolve("other"));
    leave(other, plan, plan.lineage().writtenBy("another version"));
    assertThat(SampledNow.before(other, plan)).isEqualTo(new SampledNow(4, 0, 0));
  }

  @Test
  void aJobThatWasTakenOverOrHadNothingToSampleHasNoSpeed() {
    assertThat(new SampledNow(4, 2, 150).metrics(250, 2, false))
        .containsOnlyKeys("time/left_shards");
    assertThat(new SampledNow(4, 4, 250).metrics(250, 2, true))
        .containsOnlyKeys("time/left_shards");
  }

  /** Three shards of four: 0 and 3 are judged, and 0 and 2 have a spool. */
  private static DatasetStore leave(Storage storage, DatasetPlan plan, Lineage lineage)
      throws IOException {
    DatasetStore store = new DatasetStore(storage, plan.directory());
    receipt(store, lineage, ShardPlan.VERIFIED, 0, 100);
    receipt(store, lineage, ShardPlan.SAMPLED, 0, 100);
    receipt(store, lineage, ShardPlan.SAMPLED, 2, 50);
    receipt(store, lineage, ShardPlan.VERIFIED, 3, 7);
    return store;
  }

  private static void receipt(
      DatasetStore store, Lineage lineage, String stage, int shard, long tokens)
      throws IOException {
    FileEntry file =
        store.writeRows(
            LeftShards.files(stage, shard).get(0),
            Rollout.getClassSchema(),
            List.of(),
            DatasetStore.lineageMetadata(lineage));
    store.writeReceipt(new Receipt(stage, shard, file, 1, 0, tokens));
  }
}
