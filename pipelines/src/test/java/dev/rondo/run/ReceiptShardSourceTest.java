package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptShardSourceTest {
  private static final String ROUND = "rollouts/round-000001";
  private static final Lineage LINEAGE =
      new Lineage(new TreeMap<>(), 1L, 1, null, null, null, 2, null, null, null, null, null);

  @TempDir private Path folder;
  private LocalStorage storage;
  private DatasetStore rollouts;

  @BeforeEach
  void openStorage() {
    storage = new LocalStorage(folder);
    rollouts = new DatasetStore(storage, ROUND);
  }

  @Test
  void aShardIsConsumedWhileTheNextOneIsStillBeingMade() throws Exception {
    CountDownLatch firstConsumed = new CountDownLatch(1);
    Thread job =
        new Thread(
            () -> {
              try {
                FileEntry first = makeShard(0);
                firstConsumed.await();
                FileEntry second = makeShard(1);
                rollouts.commit("rollouts", List.of(first, second), new TreeMap<>(), LINEAGE);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    job.start();
    var source = new ReceiptShardSource(storage, ROUND, 2, 1, () -> {});

    var first = source.await(0);
    assertThat(rollouts.isCommitted()).isFalse();
    firstConsumed.countDown();
    var second = source.await(1);
    var committed = source.awaitManifest();
    job.join();

    assertThat(committed.digest()).isEqualTo(rollouts.manifestDigest());
    assertThat(committed.manifest().files()).containsExactly(first.entry(), second.entry());
    assertThat(second.file()).isRegularFile();
  }

  @Test
  void aShardThatWillNeverComeFailsTheWait() {
    List<String> asked = new ArrayList<>();
    var source =
        new ReceiptShardSource(
            storage,
            ROUND,
            1,
            1,
            () -> {
              asked.add("asked");
              if (asked.size() == 3) {
                throw new IOException("the job failed");
              }
            });

    assertThatThrownBy(() -> source.await(0))
        .isInstanceOf(IOException.class)
        .hasMessage("the job failed");
    assertThat(asked).hasSize(3);
  }

  private FileEntry makeShard(int index) throws IOException {
    FileEntry file =
        rollouts.writeRows(
            "shard-0000" + index + ".parquet",
            Rollout.getClassSchema(),
            List.of(),
            DatasetStore.lineageMetadata(LINEAGE));
    rollouts.writeReceipt(new Receipt(ShardPlan.VERIFIED, index, file, 0, 0, 0));
    return file;
  }
}
