package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {
  private static final DatasetPlan PLAN = Plans.dataset(Plans.problems(11), 4, 5);
  private static final DatasetPlan WITH_RESERVES =
      PLAN.withReserves(Plans.problems(20).subList(11, 20), 1);

  @TempDir private Path folder;
  private Storage storage;

  @BeforeEach
  void openStorage() {
    storage = new LocalStorage(folder);
  }

  @Test
  void whatIsReadIsWhatWasPlanned() throws IOException {
    PlanReference reference = new PlanFile(storage).write(PLAN);

    List<ShardPlan> read = new ArrayList<>();
    for (int i = 0; i < reference.shardCount(); i++) {
      read.add(new PlanFile(storage).shard(reference, i));
    }
    assertThat(new DatasetPlan(PLAN.directory(), PLAN.kind(), read)).isEqualTo(PLAN);
    assertThat(new PlanFile(storage).outline(reference)).isEqualTo(PLAN.outline());
  }

  @Test
  void reservesComeBackAndMakeAnotherPlan() throws IOException {
    PlanReference reference = new PlanFile(storage).write(WITH_RESERVES);

    assertThat(reference.digest()).isNotEqualTo(PlanFile.digest(PLAN));
    for (int i = 0; i < reference.shardCount(); i++) {
      assertThat(new PlanFile(storage).shard(reference, i))
          .isEqualTo(WITH_RESERVES.shards().get(i));
    }
  }

  @Test
  void equalPlansHaveEqualBytesAndOthersLieBeside() throws IOException {
    PlanReference reference = new PlanFile(storage).write(PLAN);
    assertThat(new PlanFile(storage).write(Plans.dataset(Plans.problems(11), 4, 5)))
        .isEqualTo(reference);
    assertThat(reference.digest()).isEqualTo(PlanFile.digest(PLAN));
    new PlanFile(storage).write(Plans.dataset(Plans.problems(11), 4, 6));

    assertThat(storage.list(PLAN.directory())).hasSize(2).allMatch(PlanFile::isPlan);
  }

  @Test
  void textsOfAnyLanguageComeBack() throws IOException {
    List<PlannedProblem> problems =
        List.of(new PlannedProblem("p", "\u0000\n\"\\\u2028 \u4e2d \ud83d\ude00", "\t", "exact"));
    PlanReference reference = new PlanFile(storage).write(Plans.dataset(problems, 1, 5));

    assertThat(new PlanFile(storage).shard(reference, 0).problems()).isEqualTo(problems);
  }

  @Test
  void aJobCarriesTheSameNumberOfBytesWhateverIsPlanned() throws IOException {
    int few = carried(Plans.dataset(Plans.problems(100), 4, 5));
    int many = carried(Plans.dataset(Plans.problems(10_000), 4, 5));

    assertThat(many).isBetween(few - 32, few + 32).isLessThan(4096);
  }

  private int carried(DatasetPlan plan) throws IOException {
    PlanReference reference = new PlanFile(storage).write(plan);
    return SerializableUtils.serializeToByteArray(PlanShards.of(List.of(reference))).length
        + SerializableUtils.serializeToByteArray(new PlannedShard(reference, 3)).length;
  }

  @Test
  void aWorkerThatDoesNotSeeTheRunDirectorySaysSo() throws IOException {
    PlanReference reference = new PlanFile(storage).write(PLAN);
    Path elsewhere = folder.resolve("elsewhere");

    assertThatThrownBy(() -> new PlanFile(new LocalStorage(elsewhere)).shard(reference, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot find plan " + elsewhere)
        .hasMessageContaining("every worker");
    assertThat(elsewhere).doesNotExist();
  }

  @Test
  void aDamagedPlanIsRefusedAndWrittenAgain() throws IOException {
    PlanReference reference = new PlanFile(storage).write(PLAN);
    Path file = folder.resolve(storage.list(PLAN.directory()).get(0));
    byte[] bytes = Files.readAllBytes(file);
    for (int position : new int[] {5, bytes.length - 5}) {
      byte[] damaged = bytes.clone();
      damaged[position] ^= 1;
      Files.write(file, damaged);
      assertThatThrownBy(() -> new PlanFile(storage).shard(reference, 3))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("damaged");
    }
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> new PlanFile(storage).shard(reference, 3))
        .hasMessageContaining("damaged");

    assertThat(new PlanFile(storage).write(PLAN)).as("by the next start").isEqualTo(reference);
    assertThat(file).hasBinaryContent(bytes);
  }
}
