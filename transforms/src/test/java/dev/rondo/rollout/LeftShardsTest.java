package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileTree;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.policy.ScriptedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftShardsTest {
  private static final String SHARD_1 = "shard-00001.parquet";
  private static final String REJECTED_1 = "__rondo/rejected/shard-00001.parq";
  private static final PolicySource POLICY =
      digest -> new ScriptedPolicy((prompt, key) -> prompt + key.sampleIndex());

  @TempDir private Path folder;
  private LocalStorage storage;
  private Spool spool;
  private DatasetPlan plan;
  private Path dataset;

  /** Four shards of two problems, one of which the policy refuses. */
  @BeforeEach
  void planARound() {
    storage = new LocalStorage(folder);
    spool = new Spool(storage);
    List<PlannedProblem> problems = new ArrayList<>(Plans.problems(8));
    problems.set(3, new PlannedProblem("long", "say " + "9".repeat(5000), "9", "exact"));
    plan = Plans.dataset(problems, 4, 5);
    dataset = folder.resolve(plan.directory());
  }

  @Test
  void whatIsSoundIsTakenOverAsItIs() throws Exception {
    judgeAll();
    Map<String, String> files = files();

    assertThat(LeftShards.removeDamaged(storage, plan)).isEmpty();
    assertThat(files()).isEqualTo(files);
    assertThat(judgeAll()).isEmpty();
  }

  @Test
  void aShardWithAFlippedBitIsMadeAgainAndNoOther() throws Exception {
    judgeAll();
    Map<String, String> files = files();
    flip(SHARD_1);

    assertThat(LeftShards.removeDamaged(storage, plan))
        .singleElement()
        .asString()
        .startsWith("Makes rollouts/round-000001 shard 1 again: Cannot accept ")
        .contains(SHARD_1 + ": sha256 is ");
    assertThat(files()).doesNotContainKeys(SHARD_1, REJECTED_1, receipt(ShardPlan.VERIFIED, 1));
    assertThat(judgeAll()).as("its spool is there").isEmpty();
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void whateverPartOfAShardIsDamagedOrMissingItEndsWithTheSameBytes() throws Exception {
    sampleAll();
    for (String stage : List.of(ShardPlan.VERIFIED, ShardPlan.SAMPLED)) {
      for (String path : LeftShards.files(stage, 1)) {
        for (Damage damage : Damage.values()) {
          if (damage == Damage.MISSING && path.equals(receipt(stage, 1))) {
            continue; // Then it is no shard that was finished.
          }
          FileTree.remove(dataset);
          sampleAll();
          if (stage.equals(ShardPlan.VERIFIED)) {
            judgeAll();
          }
          Map<String, String> files = files();
          damage.to(dataset.resolve(path));

          assertThat(LeftShards.removeDamaged(storage, plan)).as(damage + " " + path).hasSize(1);
          assertThat(stage.equals(ShardPlan.VERIFIED) ? judgeAll() : sampleAll())
              .isEqualTo(stage.equals(ShardPlan.VERIFIED) ? Set.of() : Set.of(1));
          assertThat(files()).as(damage + " " + path).isEqualTo(files);
        }
      }
    }
  }

  @Test
  void whatWasDamagedBeforeItGotItsReceiptIsMadeAgain() throws Exception {
    for (String stage : List.of(ShardPlan.VERIFIED, ShardPlan.SAMPLED)) {
      for (String path : LeftShards.files(stage, 1)) {
        for (Damage damage : List.of(Damage.FLIPPED, Damage.CUT, Damage.EMPTY, Damage.MISSING)) {
          FileTree.remove(dataset);
          sampleAll();
          if (stage.equals(ShardPlan.VERIFIED)) {
            judgeAll();
          }
          Map<String, String> files = files();
          if (!files.containsKey(path)) {
            continue;
          }
          damage.to(dataset.resolve(path));
          Files.deleteIfExists(dataset.resolve(receipt(stage, 1)));

          Map<String, String> left = files();
          assertThat(LeftShards.removeDamaged(storage, plan)).as(damage + " " + path).isEmpty();
          assertThat(files()).as("a writer may be about to finish it").isEqualTo(left);
          assertThat(stage.equals(ShardPlan.VERIFIED) ? judgeAll() : sampleAll()).isSubsetOf(1);
          assertThat(files()).as(damage + " " + path).isEqualTo(files);
        }
      }
    }
  }

  @Test
  void aShardThatLostItsSpoolIsSampledAgain() throws Exception {
    judgeAll();
    for (int i = 0; i < 4; i++) {
      for (String path : LeftShards.files(ShardPlan.SAMPLED, i)) {
        Files.deleteIfExists(dataset.resolve(path));
      }
    }
    Map<String, String> shards = files();
    flip(SHARD_1);
    LeftShards.removeDamaged(storage, plan);

    assertThat(judgeAll()).containsExactly(1);
    assertThat(files()).containsAllEntriesOf(shards);
  }

  @Test
  void shardsOfAnotherPlanAreNotDamagedFinishedOrNot() throws Exception {
    judgeAll();
    Files.delete(dataset.resolve(receipt(ShardPlan.VERIFIED, 1)));
    Map<String, String> files = files();
    DatasetPlan other =
        DatasetPlan.of(
            plan.directory(),
            "rollouts",
            Plans.lineage(3, 32).writtenBy("another version"),
            Plans.problems(8),
            4,
            0,
            5,
            4);

    assertThat(LeftShards.removeDamaged(storage, other)).isEmpty();
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void whatIsCommittedIsNotTouched() throws Exception {
    judgeAll();
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      receipts.add(
          new DatasetStore(storage, plan.directory()).receipt(ShardPlan.VERIFIED, i).orElseThrow());
    }
    new DatasetCommitter(storage).commit(plan.outline(), receipts);
    flip(SHARD_1);
    Map<String, String> files = files();

    assertThat(LeftShards.removeDamaged(storage, plan)).isEmpty();
    assertThat(files()).isEqualTo(files);
  }

  private enum Damage {
    FLIPPED,
    CUT,
    EMPTY,
    MISSING;

    void to(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case FLIPPED -> {
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
        }
        case CUT -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        case EMPTY -> Files.write(file, new byte[0]);
        case MISSING -> Files.delete(file);
      }
    }
  }

  private void flip(String path) throws IOException {
    Damage.FLIPPED.to(dataset.resolve(path));
  }

  private static String receipt(String stage, int shardIndex) {
    return Receipt.path(stage, shardIndex);
  }

  /** Samples what is not there. */
  private Set<Integer> sampleAll() throws Exception {
    Set<Integer> sampled = new HashSet<>();
    try (SamplingProgress.Registration listening =
        SamplingProgress.listen((shard, responses, tokens) -> sampled.add(shard.shardIndex()))) {
      for (ShardPlan shard : plan.shards()) {
        if (!isJudged(shard) && spool.read(shard).isEmpty()) {
          spool.keep(new ShardSampler(POLICY).sample(shard));
        }
      }
    }
    return sampled;
  }

  /** Samples and judges what is not there; returns what was sampled. */
  private Set<Integer> judgeAll() throws Exception {
    Set<Integer> sampled = sampleAll();
    for (ShardPlan shard : plan.shards()) {
      if (!isJudged(shard)) {
        new ShardVerifier(storage).verify(spool.read(shard).orElseThrow());
      }
    }
    return sampled;
  }

  private boolean isJudged(ShardPlan shard) throws IOException {
    return new DatasetStore(storage, plan.directory())
        .receipt(ShardPlan.VERIFIED, shard.shardIndex())
        .isPresent();
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String path : storage.list(plan.directory())) {
      files.put(
          path.substring(plan.directory().length() + 1), Digests.sha256(folder.resolve(path)));
    }
    return files;
  }
}
