// Committed rollouts get new verdicts, and nothing else changes.
package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetDiff;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.Policy;
import dev.rondo.policy.ScriptedPolicy;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReverifyRolloutsTest {
  private static final String PARENT = "rollouts/round-000001";

  /** Says the last word of the prompt, every other time in a box. */
  private record Script() implements PolicySource, Serializable {
    @Override
    public Policy open(String digest) {
      return new ScriptedPolicy(
          (prompt, key) -> {
            String word = prompt.substring("say ".length());
            return key.sampleIndex() % 2 == 0 ? word : "\\boxed{" + word + "}";
          });
    }
  }

  @TempDir private Path folder;
  private Storage storage;
  private DatasetStore problems;
  private DatasetStore parent;

  /** Two groups that the arithmetic verifier accepts, one whose answer it cannot read. */
  @BeforeEach
  void sampleARound() throws IOException {
    storage = new LocalStorage(folder);
    problems = new DatasetStore(storage, "problems");
    parent = new DatasetStore(storage, PARENT);
    List<Problem> rows = new ArrayList<>();
    for (String answer : List.of("1", "two", "3")) {
      rows.add(
          Problem.newBuilder()
              .setProblemId("p" + answer)
              .setPrompt("say " + answer)
              .setAnswer(answer)
              .setVerifier("arithmetic")
              .setSource("test")
              .setSolution(null)
              .build());
    }
    Lineage plain = lineage(new TreeMap<>());
    FileEntry file =
        problems.writeRows(
            "shard-00000.parquet",
            Problem.getClassSchema(),
            rows,
            DatasetStore.lineageMetadata(plain));
    problems.commit("problems", List.of(file), new TreeMap<>(Map.of("rows", 3L)), plain);
    DatasetPlan plan =
        DatasetPlan.of(
            PARENT,
            "rollouts",
            lineage(new TreeMap<>(Map.of("problems", problems.manifestDigest()))),
            rows.stream().map(PlannedProblem::of).toList(),
            2,
            0,
            4,
            4);
    StorageLocation location = StorageLocation.directory(folder);
    run(plan, MakeShards.with(new Script(), location));
    assertThat(parent.committedManifest().counts())
        .containsEntry("accepted-groups", 2L)
        .containsEntry("rejected-groups", 1L);
  }

  @Test
  void verdictsAreNewAndEverythingElseIsTheSame() throws IOException {
    DatasetStore after = reverify("exact", "again");
    after.verify();
    DatasetManifest manifest = after.committedManifest();
    assertThat(manifest.counts())
        .containsEntry("accepted-groups", 3L)
        .containsEntry("rejected-groups", 0L)
        .containsEntry("rows", 9L);
    assertThat(manifest.lineage().verifier()).isEqualTo("exact@1");
    assertThat(manifest.lineage().parents())
        .containsEntry("rollouts", parent.manifestDigest())
        .containsEntry("problems", problems.manifestDigest());
    assertThat(after.readAllRows(Rollout.class))
        .allMatch(rollout -> rollout.getVerdict() == Outcome.CORRECT);

    LabelDifferences differences = LabelDifferences.between(parent, after, problems);
    assertThat(differences.same()).isEqualTo(2);
    assertThat(differences.changed()).isEqualTo(4);
    assertThat(differences.changed(Outcome.INCORRECT, Outcome.CORRECT)).isEqualTo(4);
    assertThat(differences.joined()).isEqualTo(3);
    assertThat(differences.left()).isZero();
    assertThat(differences.changes().keySet())
        .hasToString("[INCORRECT (no-answer) -> CORRECT (equal)]");

    DatasetDiff diff = DatasetDiff.between(parent, after);
    assertThat(diff.changed()).hasSize(4);
    assertThat(diff.changed().values())
        .containsOnly(Set.of("extractedAnswer", "verdict", "verdictReason", "outcomeReward"));
  }

  @Test
  void theSameVerifierGivesTheSameRows() throws IOException {
    DatasetStore after = reverify(null, "again");
    assertThat(DatasetDiff.between(parent, after).isEmpty()).isTrue();
    String digest = after.manifestDigest();
    assertThat(reverify(null, "once-more").manifestDigest()).isEqualTo(digest);
  }

  @Test
  void aShardThatWasJudgedBeforeIsNotJudgedAgain() throws IOException {
    DatasetPlan plan = ReverifyPlan.of(parent, problems, "exact", null, "again", "test");
    new ShardReverifier(parent, storage).reverify(plan.shards().get(1));
    var half = new DatasetStore(storage, "again").receipt("verified", 1);
    assertThat(half).isPresent();
    DatasetStore after = reverify("exact", "again");
    assertThat(after.receipt("verified", 1)).isEqualTo(half);
    assertThat(after.manifestDigest()).isEqualTo(reverify("exact", "whole").manifestDigest());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> ReverifyPlan.of(problems, problems, "exact", null, "x", "test"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("kind: problems");
    assertThatThrownBy(() -> ReverifyPlan.of(parent, parent, "exact", null, "x", "test"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problems of version");
    assertThatThrownBy(() -> ReverifyPlan.of(parent, problems, "nobody", null, "x", "test"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nobody");
  }

  private DatasetStore reverify(String verifier, String directory) throws IOException {
    DatasetPlan plan = ReverifyPlan.of(parent, problems, verifier, null, directory, "test");
    Pipeline pipeline = pipeline();
    StorageLocation location = StorageLocation.directory(folder);
    List<PlanReference> plans = List.of(new PlanFile(storage).write(plan));
    pipeline
        .apply("PlanShards", PlanShards.of(plans))
        .apply(
            "ReverifyRollouts",
            ReverifyRollouts.of(StorageLocation.directory(folder.resolve(PARENT)), location))
        .apply("CommitManifest", CommitManifest.of(plans, location));
    pipeline.run().waitUntilFinish();
    return new DatasetStore(storage, directory);
  }

  private void run(
      DatasetPlan plan, PTransform<PCollection<PlannedShard>, PCollection<VerifiedShard>> shards)
      throws IOException {
    Pipeline pipeline = pipeline();
    List<PlanReference> plans = List.of(new PlanFile(storage).write(plan));
    pipeline
        .apply("PlanShards", PlanShards.of(plans))
        .apply("MakeShards", shards)
        .apply("CommitManifest", CommitManifest.of(plans, StorageLocation.directory(folder)));
    pipeline.run().waitUntilFinish();
  }

  private static Pipeline pipeline() {
    return Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
  }

  private static Lineage lineage(TreeMap<String, String> parents) {
    return Plans.lineage(3, 64).withParents(parents).judgedBy("arithmetic@1");
  }
}
