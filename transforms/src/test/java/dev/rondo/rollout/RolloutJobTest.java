package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.ByteTokenizer;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.ScriptedPolicy;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutJobTest {
  /**
   * Answers with the number in the prompt for even samples, and with something else for odd ones.
   */
  private static final PolicySource POLICY = new ScriptedSource();

  private static final AtomicInteger OPENED = new AtomicInteger();

  private record ScriptedSource() implements PolicySource, Serializable {
    @Override
    public ScriptedPolicy open(String digest) {
      OPENED.incrementAndGet();
      return new ScriptedPolicy(
          (prompt, key) ->
              key.sampleIndex() % 2 == 0
                  ? prompt.substring("say ".length())
                  : "x".repeat(1 + key.problemId().hashCode() % 7));
    }
  }

  @TempDir private Path folder;
  private Storage storage;

  @BeforeEach
  void openStorage() {
    storage = new LocalStorage(folder);
    OPENED.set(0);
  }

  @Test
  void aRoundIsSampledJudgedAndCommittedWithoutLeavingASpool() throws Exception {
    DatasetPlan plan = Plans.dataset(Plans.problems(10), 4, 5);
    run(plan);

    DatasetStore store = new DatasetStore(storage, plan.directory());
    store.verify();
    DatasetManifest manifest = store.committedManifest();
    assertThat(manifest.counts())
        .containsEntry("planned-groups", 10L)
        .containsEntry("accepted-groups", 10L)
        .containsEntry("rejected-groups", 0L)
        .containsEntry("rows", 30L);
    List<Rollout> rows = store.readAllRows(Rollout.class);
    assertThat(rows).extracting(Rollout::getProblemId).startsWith("p0", "p0", "p0", "p1");
    assertThat(rows)
        .filteredOn(row -> row.getSampleIndex() % 2 == 0)
        .allMatch(row -> row.getVerdict() == Outcome.CORRECT);
    assertThat(storage.list(plan.directory()))
        .noneMatch(
            path -> path.contains("spool") || path.contains("sampled") || PlanFile.isPlan(path));
  }

  /** Reads the digit in a prompt: below 3 all samples are right, below 6 none is. */
  private static String byDigit(String prompt, SampleKey key) {
    String number = prompt.substring("say ".length());
    int digit = number.charAt(number.length() - 1) - '0';
    boolean isRight = digit < 3 || digit >= 6 && key.sampleIndex() == 1;
    return isRight ? number : "no";
  }

  private record DigitSource() implements PolicySource, Serializable {
    @Override
    public ScriptedPolicy open(String digest) {
      return new ScriptedPolicy(RolloutJobTest::byDigit);
    }
  }

  @Test
  void groupsThatTeachNothingGiveTheirPlacesToReserves() throws Exception {
    List<PlannedProblem> problems = Plans.problems(20);
    // Of p0 .. p9 three are all right and three all wrong; reserves p10 .. p15 are no better.
    DatasetPlan plan =
        Plans.dataset(problems.subList(0, 10), 1, 5).withReserves(problems.subList(10, 20), 1);
    run(plan, new DigitSource());

    DatasetStore store = new DatasetStore(storage, plan.directory());
    store.verify();
    assertThat(store.committedManifest().counts())
        .containsEntry("planned-groups", 10L)
        .containsEntry("accepted-groups", 10L)
        .containsEntry("uniform-groups", 6L)
        .containsEntry("reserve-groups", 10L)
        .containsEntry("replaced-groups", 4L)
        .containsEntry("rows", 30L);
    // Six reserves bring nothing, four are left and take the first four places.
    assertThat(store.readAllRows(Rollout.class))
        .extracting(Rollout::getProblemId)
        .containsSubsequence("p16", "p17", "p18", "p19", "p4", "p5", "p6", "p7", "p8", "p9")
        .doesNotContain("p0", "p1", "p2", "p3");
  }

  @Test
  void reservesAreDealtOutSoThatEachStandsInOneShard() {
    List<PlannedProblem> problems = Plans.problems(20);
    DatasetPlan plan =
        Plans.dataset(problems.subList(0, 6), 3, 5).withReserves(problems.subList(6, 20), 2);

    assertThat(plan.shards())
        .extracting(shard -> shard.reserves().stream().map(PlannedProblem::problemId).toList())
        .containsExactly(
            List.of("p6", "p9", "p12", "p15"),
            List.of("p7", "p10", "p13", "p16"),
            List.of("p8", "p11", "p14", "p17"));
  }

  @Test
  void aReserveThatCannotBeUsedIsPassedOver() throws Exception {
    List<PlannedProblem> reserves = new ArrayList<>(Plans.problems(20).subList(16, 19));
    reserves.set(0, new PlannedProblem("long", "say " + "9".repeat(5000), "9", "exact"));
    DatasetPlan plan = Plans.dataset(Plans.problems(2), 1, 5).withReserves(reserves, 2);
    run(plan, new DigitSource());

    DatasetStore store = new DatasetStore(storage, plan.directory());
    store.verify();
    assertThat(store.committedManifest().counts())
        .containsEntry("accepted-groups", 2L)
        .containsEntry("rejected-groups", 0L)
        .containsEntry("replaced-groups", 2L);
    assertThat(store.readAllRows(Rollout.class))
        .extracting(Rollout::getProblemId)
        .containsExactly("p17", "p17", "p17", "p18", "p18", "p18");
  }

  @Test
  void theSameJobTwiceMakesNothingAgain() throws Exception {
    DatasetPlan plan = Plans.dataset(Plans.problems(4), 2, 5);
    run(plan);
    int opened = OPENED.get();
    run(plan);

    assertThat(OPENED.get()).isEqualTo(opened);
  }

  @Test
  void batchesOfAnySizeGiveTheSameRowsWhereThePolicyDoesNotCare() throws Exception {
    run(Plans.dataset(Plans.problems(6), 2, 1));
    String one = Digests.sha256(folder.resolve("rollouts/round-000001/__rondo/manifest.json"));
    Path other = folder.resolve("other");
    storage = new LocalStorage(other);
    run(Plans.dataset(Plans.problems(6), 2, 100));

    assertThat(Digests.sha256(other.resolve("rollouts/round-000001/__rondo/manifest.json")))
        .isEqualTo(one);
  }

  @Test
  void aGroupWithAPromptThatDoesNotFitLeavesWholeWithItsReason() throws Exception {
    List<PlannedProblem> problems = new ArrayList<>(Plans.problems(4));
    problems.set(1, new PlannedProblem("long", "say " + "9".repeat(5000), "9", "exact"));
    problems.set(2, new PlannedProblem("empty", "", "9", "exact"));
    DatasetPlan plan = Plans.dataset(problems, 1, 5);
    run(plan);

    DatasetStore store = new DatasetStore(storage, plan.directory());
    store.verify();
    assertThat(store.committedManifest().counts())
        .containsEntry("accepted-groups", 2L)
        .containsEntry("rejected-groups", 2L);
    List<RejectedGroup> rejected = store.readAllRows(RejectedGroup.class);
    assertThat(rejected).extracting(RejectedGroup::getProblemId).containsExactly("long", "empty");
    assertThat(rejected)
        .extracting(RejectedGroup::getReason)
        .containsExactly("prompt-refused", "prompt-empty");
    assertThat(rejected).extracting(RejectedGroup::getStage).containsOnly("sampled");
    assertThat(store.readAllRows(Rollout.class))
        .extracting(Rollout::getProblemId)
        .containsOnly("p0", "p3");
  }

  @Test
  void aGroupWhosePromptTheTokenizerRefusesLeavesWholeWithItsReason() throws Exception {
    List<PlannedProblem> problems = new ArrayList<>(Plans.problems(4));
    problems.set(2, new PlannedProblem("odd", ByteTokenizer.REFUSED + " text", "9", "exact"));
    problems.set(3, new PlannedProblem("long", "say " + "9".repeat(5000), "9", "exact"));
    DatasetPlan plan = Plans.dataset(problems, 1, 5);
    run(plan);

    DatasetStore store = new DatasetStore(storage, plan.directory());
    store.verify();
    List<RejectedGroup> rejected = store.readAllRows(RejectedGroup.class);
    assertThat(rejected)
        .extracting(RejectedGroup::getProblemId, RejectedGroup::getReason)
        .containsExactly(tuple("odd", "prompt-unreadable"), tuple("long", "prompt-refused"));
    assertThat(rejected.get(0).getDetail())
        .isEqualTo("Cannot encode text of tokenizer.json: no such letter");
    assertThat(store.readAllRows(Rollout.class))
        .extracting(Rollout::getProblemId)
        .containsOnly("p0", "p1");
  }

  @Test
  void aGroupWithAnUnreadableReferenceLeavesWholeWithItsRows() throws Exception {
    List<PlannedProblem> problems = new ArrayList<>(Plans.problems(3));
    problems.set(0, new PlannedProblem("blank", "say 0", " ", "exact"));
    DatasetPlan plan = Plans.dataset(problems, 3, 5);
    run(plan);

    DatasetStore store = new DatasetStore(storage, plan.directory());
    store.verify();
    List<RejectedGroup> rejected = store.readAllRows(RejectedGroup.class);
    assertThat(rejected).hasSize(1);
    assertThat(rejected.get(0).getReason()).isEqualTo("unreadable-reference");
    assertThat(rejected.get(0).getStage()).isEqualTo("verified");
    assertThat(rejected.get(0).getResponses()).hasSize(3);
  }

  @Test
  void anInterruptBetweenTwoCallsStopsTheShardWithNothingWritten() {
    ShardPlan shard = Plans.dataset(Plans.problems(2), 1, 5).shards().get(0);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> ShardSampler.sampleGroups(shard, POLICY.open("")))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aCommitWithAShardMissingIsRefused() throws Exception {
    DatasetPlan plan = Plans.dataset(Plans.problems(4), 2, 5);
    SampledShard sampled = new ShardSampler(POLICY).sample(plan.shards().get(0));
    Receipt receipt = new ShardVerifier(storage).verify(sampled).receipt();

    assertThatThrownBy(() -> new DatasetCommitter(storage).commit(plan.outline(), List.of(receipt)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot commit rollouts/round-000001: shard 1 has no receipt (allowed: accepted +"
                + " rejected = 2)");
    assertThat(new DatasetStore(storage, plan.directory()).isCommitted()).isFalse();
  }

  @Test
  void progressIsToldFromTheStartBetweenCallsAndToTheLastResponse() throws Exception {
    DatasetPlan plan = Plans.dataset(Plans.problems(4), 1, 5);
    List<Integer> finished = new ArrayList<>();
    try (SamplingProgress.Registration registration =
        SamplingProgress.listen((shard, responses, tokens) -> finished.add(responses))) {
      ShardSampler.sampleGroups(plan.shards().get(0), POLICY.open(""));
    }

    assertThat(finished).isSorted().startsWith(0).endsWith(12);
    assertThat(finished.size()).isGreaterThan(3);
  }

  @Test
  void shardsHoldWholeGroupsInOrderAndDifferByAtMostOneProblem() {
    DatasetPlan plan = Plans.dataset(Plans.problems(11), 4, 5);

    assertThat(plan.shards())
        .extracting(shard -> shard.problems().size())
        .containsExactly(2, 3, 3, 3);
    assertThat(plan.shards().stream().flatMap(shard -> shard.problems().stream()))
        .containsExactlyElementsOf(Plans.problems(11));
  }

  private void run(DatasetPlan plan) throws IOException {
    run(plan, POLICY);
  }

  private void run(DatasetPlan plan, PolicySource policy) throws IOException {
    Path root = ((LocalStorage) storage).root();
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
    List<PlanReference> datasets = List.of(new PlanFile(storage).write(plan));
    pipeline
        .apply("PlanShards", PlanShards.of(datasets))
        .apply("MakeShards", MakeShards.with(policy, StorageLocation.directory(root)))
        .apply("CommitManifest", CommitManifest.of(datasets, StorageLocation.directory(root)));
    pipeline.run().waitUntilFinish();
  }
}
