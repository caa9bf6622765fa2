// The order of the supervised corpus.
package dev.rondo.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
