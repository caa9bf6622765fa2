// The order of the supervised corpus.
package dev.rondo.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkedSolutionsTest {

  @Test
  void everyEpochIsAPermutationOfItsOwn() {
    int[] all = IntStream.range(0, 97).toArray();
    int[] one = WorkedSolutions.permutation(1, 0, 97);
    int[] other = WorkedSolutions.permutation(1, 1, 97);
    assertThat(one).isNotEqualTo(all).isNotEqualTo(other);
    assertThat(WorkedSolutions.permutation(2, 0, 97)).isNotEqualTo(one);
    assertThat(Arrays.stream(one).sorted().toArray()).isEqualTo(all);
    assertThat(Arrays.stream(other).sorted().toArray()).isEqualTo(all);
  }

  @Test
  void batchesWalkThroughTheEpochs() {
    int[] offsets = IntStream.rangeClosed(0, 10).toArray();
    WorkedSolutions solutions =
        new WorkedSolutions(new Sequences(offsets, new int[10], offsets, new int[10]));
    List<Integer> walked = new ArrayList<>();
    for (int update = 0; update < 5; update++) {
      Arrays.stream(solutions.batch(3, update, 4)).forEach(walked::add);
    }
    List<Integer> expected = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      Arrays.stream(WorkedSolutions.permutation(3, epoch, 10)).forEach(expected::add);
    }
    assertThat(walked).isEqualTo(expected);
    assertThat(solutions.batch(3, 0, 25)).hasSize(25);
  }

  @Test
  void eachSolutionEndsWithTheStopTokenThatTheTokenizerNames(@TempDir Path directory)
      throws IOException {
    LocalStorage storage = new LocalStorage(directory);
    DatasetStore store = new DatasetStore(storage, "problems");
    Problem problem =
        Problem.newBuilder()
            .setProblemId("sum")
            .setPrompt("1+1=")
            .setAnswer("2")
            .setVerifier("exact")
            .setSource("test")
            .setSolution("2")
            .build();
    FileEntry file =
        store.writeRows(
            "problems.parquet", Problem.getClassSchema(), List.of(problem), new TreeMap<>());
    store.commit("problems", List.of(file), new TreeMap<>(), Lineage.of(new TreeMap<>()));
    Sequences read =
        WorkedSolutions.read(storage, "problems", new LastStop(), Set.of(3, 7, 5), 16).sequences();
    assertThat(read.promptTokens()).containsExactly('1', '+', '1', '=');
    assertThat(read.responseTokens()).containsExactly('2', 7);
  }

  /** Characters are tokens; of several stop tokens it takes the highest. */
  private static final class LastStop implements Tokenizer {
    @Override
    public int[] encode(String text) {
      return text.chars().toArray();
    }

    @Override
    public int answerEnd(Set<Integer> stopTokens) {
      return Collections.max(stopTokens);
    }

    @Override
    public String decode(int[] tokens) {
      throw new UnsupportedOperationException("nobody reads");
    }

    @Override
    public int vocabularySize() {
      return 128;
    }

    @Override
    public String digest() {
      return "0".repeat(64);
    }
  }

  @Test
  void theOrderOfAnEpochIsWorkedOutOnce() {
    int[] offsets = IntStream.rangeClosed(0, 10).toArray();
    WorkedSolutions solutions =
        new WorkedSolutions(new Sequences(offsets, new int[10], offsets, new int[10]));
    int[] order = solutions.order(3, 1);
    solutions.batch(3, 3, 4);
    assertThat(solutions.order(3, 1)).isSameAs(order);
    assertThat(solutions.order(4, 1)).isEqualTo(WorkedSolutions.permutation(4, 1, 10));
    assertThat(solutions.order(3, 1)).isEqualTo(order);
  }
}
