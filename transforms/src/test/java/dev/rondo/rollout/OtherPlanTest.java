package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileTree;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.policy.ScriptedPolicy;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherPlanTest {
  private static final String DIRECTORY = "rollouts/round-000001";
  private static final String ASIDE = "damaged";
  private static final DatasetPlan PLAN = Plans.dataset(Plans.problems(8), 4, 5);
  private static final DatasetPlan OTHER =
      DatasetPlan.of(
          DIRECTORY,
          "rollouts",
          Plans.lineage(3, 32).writtenBy("another version").judgedBy("exact@0"),
          Plans.problems(8),
          4,
          0,
          5,
          4);
  private static final PolicySource POLICY =
      digest -> new ScriptedPolicy((prompt, key) -> prompt + key.sampleIndex());

  @TempDir private Path folder;

  @Test
  void whatAnotherVersionLeftIsSetAsideWholeAndThePlanIsDoneAsIfItHadNotBeen() throws Exception {
    LocalStorage storage = new LocalStorage(folder.resolve("run"));
    leave(storage, OTHER);
    Map<String, String> left = files(storage, DIRECTORY);

    assertThat(OtherPlan.setAside(storage, PLAN, ASIDE))
        .contains(
            "Makes rollouts/round-000001 anew: what was left of it is of another plan (verifier"
                + " exact@0 instead of exact@1; code-version another version instead of test), and"
                + " is in damaged/rollouts/round-000001 now");
    assertThat(files(storage, DIRECTORY)).isEmpty();
    assertThat(files(storage, ASIDE + "/" + DIRECTORY)).isEqualTo(left);
    assertThat(OtherPlan.setAside(storage, PLAN, ASIDE)).isEmpty();

    LocalStorage undisturbed = new LocalStorage(folder.resolve("undisturbed"));
    finish(storage, PLAN);
    finish(undisturbed, PLAN);
    assertThat(files(storage, DIRECTORY)).isEqualTo(files(undisturbed, DIRECTORY));
  }

  @Test
  void whoeverIsKilledMeanwhileSetsTheRestAsideLater() throws Exception {
    LocalStorage storage = new LocalStorage(folder);
    leave(storage, OTHER);
    List<String> paths = storage.list(DIRECTORY);
    for (int moved : new int[] {1, paths.size() / 2, paths.size() - 1}) {
      FileTree.remove(folder);
      leave(storage, OTHER);
      Dying dying = new Dying(storage, moved);
      assertThatThrownBy(() -> OtherPlan.setAside(dying, PLAN, ASIDE)).isInstanceOf(Error.class);

      assertThat(OtherPlan.setAside(storage, PLAN, ASIDE)).as(moved + " moved").isPresent();
      assertThat(storage.list(DIRECTORY)).isEmpty();
      assertThat(files(storage, ASIDE + "/" + DIRECTORY)).hasSameSizeAs(paths);
    }
  }

  @Test
  void whatIsOfThePlanStaysWithOrWithoutItsPlanFile() throws Exception {
    LocalStorage storage = new LocalStorage(folder);
    assertThat(OtherPlan.setAside(storage, PLAN, ASIDE)).isEmpty();
    leave(storage, PLAN);
    assertThat(OtherPlan.setAside(storage, PLAN, ASIDE)).isEmpty();
    storage.delete(PlanFile.path(PLAN));
    Files.write(folder.resolve(DIRECTORY).resolve("shard-00000.parquet"), new byte[7]);
    Map<String, String> files = files(storage, "");

    assertThat(OtherPlan.setAside(storage, PLAN, ASIDE)).as("a damaged one, too").isEmpty();
    assertThat(files(storage, "")).isEqualTo(files);
  }

  @Test
  void otherProblemsOfTheSameLineageAreAnotherPlan() throws Exception {
    LocalStorage storage = new LocalStorage(folder);
    for (int times = 1; times <= 2; times++) {
      leave(storage, Plans.dataset(Plans.problems(9), 4, 5));
      assertThat(OtherPlan.setAside(storage, PLAN, ASIDE).orElseThrow())
          .contains("is of another plan (other problems or settings)");
    }
    assertThat(files(storage, ASIDE + "/" + DIRECTORY))
        .containsKeys("shard-00000.parquet", "shard-00000.parquet.2");
  }

  /** Version 1 wrote its plan, its receipts and its spool right into the directory. */
  @Test
  void whatVersionOneLeftIsOfAnotherPlanEvenWithoutRows() throws Exception {
    for (String left : List.of("plan-0123456789abcdef.jsonl", "receipts/verified-00000.json")) {
      LocalStorage storage = new LocalStorage(folder.resolve(left.substring(0, 4)));
      storage.putIfAbsent(DIRECTORY + "/" + left, out -> out.write('{'));

      assertThat(OtherPlan.difference(storage, PLAN)).isPresent();
      assertThat(OtherPlan.setAside(storage, PLAN, ASIDE).orElseThrow())
          .contains("is of another plan (version 1 of the format)");
      assertThat(storage.list("")).containsExactly(ASIDE + "/" + DIRECTORY + "/" + left);
      finish(storage, PLAN);
      new DatasetStore(storage, DIRECTORY).verify();
    }
  }

  @Test
  void whatIsCommittedIsNotTouched() throws Exception {
    LocalStorage storage = new LocalStorage(folder);
    finish(storage, OTHER);

    assertThat(OtherPlan.setAside(storage, PLAN, ASIDE)).isEmpty();
    assertThat(storage.list(ASIDE)).isEmpty();
  }

  @Test
  void rowsThatAnotherPlanSampledAreNotJudgedForThisOne() throws Exception {
    LocalStorage storage = new LocalStorage(folder);
    spool(storage, OTHER.shards().get(0));

    assertThatThrownBy(() -> new Spool(storage).read(PLAN.shards().get(0)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot judge rollouts/round-000001/__rondo/spool/shard-00000.parq")
        .hasMessageContaining("code-version another version instead of test");
  }

  /** Two shards that are finished, one without its receipt, one that is sampled alone. */
  private static void leave(LocalStorage storage, DatasetPlan plan) throws Exception {
    new PlanFile(storage).write(plan);
    for (int i = 0; i < 3; i++) {
      judge(storage, plan.shards().get(i));
    }
    storage.delete(plan.directory() + "/" + Receipt.path(ShardPlan.VERIFIED, 2));
    spool(storage, plan.shards().get(3));
  }

  private static void finish(LocalStorage storage, DatasetPlan plan) throws Exception {
    List<Receipt> receipts = new ArrayList<>();
    for (ShardPlan shard : plan.shards()) {
      receipts.add(judge(storage, shard));
    }
    new DatasetCommitter(storage).commit(plan.outline(), receipts);
  }

  private static Receipt judge(LocalStorage storage, ShardPlan shard) throws Exception {
    SampledShard sampled = new ShardSampler(POLICY).sample(shard);
    return new ShardVerifier(storage).verify(sampled).receipt();
  }

  /** Lays a shard into the spool, as it is left where judging failed. */
  private static void spool(LocalStorage storage, ShardPlan shard) throws Exception {
    new Spool(storage).keep(new ShardSampler(POLICY).sample(shard));
  }

  private static Map<String, String> files(LocalStorage storage, String directory)
      throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String path : storage.list(directory)) {
      files.put(
          path.substring(directory.isEmpty() ? 0 : directory.length() + 1),
          Digests.sha256(storage.localFile(path)));
    }
    return files;
  }
}
