package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.policy.ScriptedPolicy;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a round's manifest counts of its verdicts: the rows', and the policy's own. */
class RolloutCountsTest {
  private static final int PROBLEMS = 12;

  @TempDir private Path folder;

  /** Problems whose number is below three times the skill are solved, the next six now and then. */
  private static PolicySource policy(int skill) {
    return digest ->
        new ScriptedPolicy(
            (prompt, key) -> {
              int number = Integer.parseInt(prompt.substring("say ".length())) % PROBLEMS;
              boolean isRight =
                  number < 3 * skill || number < 3 * skill + 6 && key.sampleIndex() == 1;
              return isRight ? prompt.substring("say ".length()) : "x".repeat(1 + number);
            });
  }

  private DatasetStore sample(String name, DatasetPlan plan, int skill) throws Exception {
    LocalStorage storage = new LocalStorage(folder.resolve(name));
    List<Receipt> receipts = new ArrayList<>();
    for (ShardPlan shard : plan.shards()) {
      SampledShard sampled = new ShardSampler(policy(skill)).sample(shard);
      receipts.add(new ShardVerifier(storage).verify(sampled).receipt());
    }
    new DatasetCommitter(storage).commit(plan.outline(), receipts);
    return new DatasetStore(storage, plan.directory());
  }

  @Test
  void theManifestCountsTheVerdictsOfItsRows() throws Exception {
    List<PlannedProblem> problems = new ArrayList<>(Plans.problems(PROBLEMS));
    problems.set(1, new PlannedProblem("long", "say " + "9".repeat(5000), "9", "exact"));
    DatasetStore store = sample("rows", Plans.dataset(problems, 5, 5), 2);

    store.verify();
    DatasetManifest manifest = store.committedManifest();
    RolloutTally counted = RolloutTally.among(manifest.counts()).orElseThrow();
    assertThat(counted).isEqualTo(RolloutTally.of(store.readAllRows(Rollout.class)));
    assertThat(RolloutTally.known(store)).contains(counted);
    assertThat(counted.rollouts()).isEqualTo(33);
    // Five groups solved (0 to 5 but 1), six mixed; the scripted answers end by themselves.
    assertThat(counted.correct()).isEqualTo(5 * 3 + 6);
    assertThat(counted.solvedGroups()).isEqualTo(5);
    assertThat(counted.mixedGroups()).isEqualTo(6);
    assertThat(FirstRollouts.among(manifest.counts())).isEmpty();
  }

  /** The curve of a policy that learns is the same with reserves as without. */
  @Test
  void withReservesTheManifestCountsWhatThePlannedProblemsGave() throws Exception {
    List<PlannedProblem> all = Plans.problems(3 * PROBLEMS);
    for (int skill = 0; skill <= 3; skill++) {
      for (int reserves : new int[] {1, 2 * PROBLEMS}) {
        DatasetPlan without = Plans.dataset(all.subList(0, PROBLEMS), 4, 5);
        // One reserve leaves three shards without any.
        DatasetPlan with = without.withReserves(all.subList(PROBLEMS, PROBLEMS + reserves), 3);
        String name = "skill-" + skill + "-" + reserves;
        DatasetStore own = sample(name + "-without", without, skill);
        DatasetStore store = sample(name, with, skill);

        store.verify();
        SortedMap<String, Long> counts = store.committedManifest().counts();
        FirstRollouts first = FirstRollouts.among(counts).orElseThrow();
        SortedMap<String, Long> expected =
            new TreeMap<>(RolloutTally.of(own.readAllRows(Rollout.class)).counts());
        expected.keySet().removeIf(RolloutTally::isReason);
        assertThat(first.tally().counts()).isEqualTo(expected);
        assertThat(counts)
            .containsEntry("uniform-groups", first.tally().groups() - first.tally().mixedGroups());
        assertThat(first.responseTokens())
            .isEqualTo(own.committedManifest().counts().get("response-tokens"));
        assertThat(RolloutTally.among(counts))
            .contains(RolloutTally.of(store.readAllRows(Rollout.class)));
        if (reserves > 1 && skill != 1) {
          assertThat(RolloutTally.of(store)).isNotEqualTo(RolloutTally.of(own));
        }
      }
    }
  }

  /** An earlier version made some of the shards, and its receipts do not count verdicts. */
  @Test
  void countsThatNotAllShardsHaveAreLeftOut() {
    RolloutTally tally =
        new RolloutTally(
            new TreeMap<>(Map.of("rollouts", 6L, "correct", 2L, "groups", 3L, "mixed-groups", 1L)));
    SortedMap<String, Long> counted = new TreeMap<>(tally.counts());
    SortedMap<String, Long> withReserves = new TreeMap<>(counted);
    withReserves.putAll(new FirstRollouts(tally, 9).counts());
    withReserves.put("uniform-groups", 1L);
    SortedMap<String, Long> old = new TreeMap<>(Map.of("uniform-groups", 1L));

    assertThat(ReceiptCounts.sum(List.of(receipt(0, counted), receipt(1, counted))))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("rollouts", 12L, "correct", 4L, "groups", 6L, "mixed-groups", 2L));
    assertThat(ReceiptCounts.sum(List.of(receipt(0, counted), receipt(1, new TreeMap<>()))))
        .isEmpty();
    assertThat(ReceiptCounts.sum(List.of(receipt(0, withReserves), receipt(1, old))))
        .containsExactlyInAnyOrderEntriesOf(Map.of("uniform-groups", 2L));
    // A shard without a reserve has kept what it sampled first.
    assertThat(ReceiptCounts.sum(List.of(receipt(0, withReserves), receipt(1, counted))))
        .containsEntry("first-rollouts", 12L)
        .containsEntry("first-correct", 4L)
        .containsEntry("first-response-tokens", 9L + 7)
        .containsEntry("uniform-groups", 1L + 2);
    assertThat(ReceiptCounts.sum(List.of(receipt(0, old), receipt(1, new TreeMap<>())))).isEmpty();
  }

  private static Receipt receipt(int shard, SortedMap<String, Long> counts) {
    FileEntry file = new FileEntry("shard-0000" + shard, 1, "a".repeat(64), 6, "b".repeat(64));
    return new Receipt(ShardPlan.VERIFIED, shard, file, 2, 0, 7, counts);
  }

  @Test
  void aCountThatTheRowsDoNotHaveIsRefused() throws Exception {
    DatasetStore store = sample("sound", Plans.dataset(Plans.problems(PROBLEMS), 2, 5), 2);
    DatasetManifest manifest = store.committedManifest();
    SortedMap<String, Long> counts = new TreeMap<>(manifest.counts());
    counts.merge("correct", 1L, Long::sum);
    DatasetStore forged = copy("forged", store, counts);

    assertThatThrownBy(forged::verify)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("manifest.json: correct is 25 (allowed: 24, as its rows say)");
  }

  /** The manifest of an earlier version. */
  @Test
  void aRoundWithoutCountsIsCountedByItsRows() throws Exception {
    DatasetStore store = sample("new", Plans.dataset(Plans.problems(PROBLEMS), 2, 5), 2);
    SortedMap<String, Long> counts = new TreeMap<>(store.committedManifest().counts());
    counts.keySet().removeIf(RolloutTally::isName);
    DatasetStore old = copy("old", store, counts);

    old.verify();
    assertThat(RolloutTally.known(old)).isEmpty();
    assertThat(RolloutTally.of(old)).isEqualTo(RolloutTally.of(store));
  }

  private DatasetStore copy(String name, DatasetStore store, SortedMap<String, Long> counts)
      throws IOException {
    DatasetManifest manifest = store.committedManifest();
    DatasetStore copy = new DatasetStore(new LocalStorage(folder.resolve(name)), store.directory());
    for (FileEntry file : manifest.files()) {
      copy.writeRows(
          file.path(),
          Rollout.getClassSchema(),
          store.readRows(file, Rollout.class),
          DatasetStore.lineageMetadata(manifest.lineage()));
    }
    copy.commit(manifest.kind(), manifest.files(), counts, manifest.lineage());
    return copy;
  }
}
