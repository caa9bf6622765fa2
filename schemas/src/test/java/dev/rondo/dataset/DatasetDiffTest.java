package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of two datasets side by side. */
class DatasetDiffTest {
  @TempDir Path root;

  @Test
  void rowsAreMatchedByProblemAndSampleWhateverFileTheyAreIn() throws IOException {
    List<Rollout> rows = SampleRollouts.groups(4, 4, 1);
    DatasetStore first = commit("first", rows.subList(0, 8), rows.subList(8, 16));
    DatasetStore moved = commit("moved", rows.subList(0, 12), rows.subList(12, 16));

    DatasetDiff diff = DatasetDiff.between(first, moved);

    assertThat(diff.isEmpty()).isTrue();
    assertThat(diff.equalFiles()).isZero();
  }

  @Test
  void rowsThatDifferAreNamedWithTheirFields() throws IOException {
    List<Rollout> rows = SampleRollouts.groups(3, 4, 1);
    List<Rollout> others = new ArrayList<>(rows.subList(0, 8));
    Rollout changed = Rollout.newBuilder(others.get(5)).build();
    List<Float> logprobs = new ArrayList<>(changed.getBehaviorLogprobs());
    logprobs.set(0, Math.nextDown(logprobs.get(0)));
    changed.setBehaviorLogprobs(logprobs);
    changed.setExtractedAnswer(changed.getExtractedAnswer() == null ? "" : null);
    others.set(5, changed);
    DatasetStore first = commit("first", rows.subList(0, 4), rows.subList(4, 12));
    DatasetStore second = commit("second", rows.subList(0, 4), others.subList(4, 8));

    DatasetDiff diff = DatasetDiff.between(first, second);

    assertThat(diff.equalFiles()).isEqualTo(1);
    assertThat(diff.onlyInFirst())
        .containsExactlyElementsOf(
            rows.subList(8, 12).stream().map(DatasetDiffTest::key).sorted().toList());
    assertThat(diff.onlyInSecond()).isEmpty();
    assertThat(diff.changed())
        .isEqualTo(Map.of(key(changed), Set.of("behaviorLogprobs", "extractedAnswer")));
    assertThat(DatasetDiff.between(second, first).onlyInSecond()).isEqualTo(diff.onlyInFirst());
  }

  @Test
  void rowsOfOtherTypesAreOthers() throws IOException {
    DatasetStore first = commit("first", SampleRollouts.groups(1, 4, 1), List.of());
    DatasetStore second = new DatasetStore(new LocalStorage(root), "second");
    FileEntry file =
        second.writeRows(
            "p.parquet", Problem.getClassSchema(), SampleRollouts.problems(2), new TreeMap<>());
    second.commit("problems", List.of(file), new TreeMap<>(), SampleLineage.round(1, 4));

    DatasetDiff diff = DatasetDiff.between(first, second);

    assertThat(diff.onlyInFirst()).hasSize(4).allMatch(key -> key.startsWith("Rollout "));
    assertThat(diff.onlyInSecond()).hasSize(2).allMatch(key -> key.startsWith("Problem "));
    assertThat(diff.changed()).isEmpty();
  }

  private static String key(Rollout row) {
    return "Rollout " + row.getProblemId() + " " + row.getSampleIndex();
  }

  private DatasetStore commit(String name, List<Rollout> shard, List<Rollout> other)
      throws IOException {
    DatasetStore store = new DatasetStore(new LocalStorage(root), name);
    List<FileEntry> files = new ArrayList<>();
    for (List<Rollout> rows : List.of(shard, other)) {
      files.add(
          store.writeRows(
              "shard-0000" + files.size() + ".parquet",
              Rollout.getClassSchema(),
              rows,
              new TreeMap<>()));
    }
    store.commit("rollouts", files, new TreeMap<>(), SampleLineage.round(1, 4));
    return store;
  }
}
