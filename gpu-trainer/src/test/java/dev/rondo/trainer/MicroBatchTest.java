// Packing: every response token once, in order, nothing else.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class MicroBatchTest {

  @Test
  void rowsAreRightPaddedAndCutToTheLongest() {
    Sequences sequences =
        new Sequences(
            new int[] {0, 2, 3, 6},
            new int[] {11, 12, 21, 31, 32, 33},
            new int[] {0, 1, 3, 4},
            new int[] {13, 22, 23, 34});
    MicroBatch batch = MicroBatch.of(sequences, 0, 2);
    assertThat(batch.rows()).isEqualTo(2);
    assertThat(batch.columns()).isEqualTo(3);
    assertThat(batch.ids()).containsExactly(11, 12, 13, 21, 22, 23);
    // Row 0 predicts 13 at column 1; row 1 predicts 22 and 23 at columns 0 and 1 of 2.
    assertThat(batch.selected()).containsExactly(1, 2, 3);
    assertThat(batch.tokenOffsets()).containsExactly(0, 1, 3);

    MicroBatch turned = MicroBatch.of(sequences, new int[] {2, 0});
    assertThat(turned.ids()).containsExactly(31, 32, 33, 34, 11, 12, 13, 0);
    assertThat(turned.selected()).containsExactly(2, 4);
  }

  @Property(tries = 200, seed = "2")
  void everyGroupIsInOneBlockAndEverySequenceInOneRange(
      @ForAll @IntRange(min = 0, max = 40) int groupCount,
      @ForAll @IntRange(min = 2, max = 16) int groupSize,
      @ForAll @IntRange(min = 1, max = 64) int microBatchSequences) {
    List<Integer> sequences = new ArrayList<>();
    int group = 0;
    for (MicroBatchPlan.Block block :
        MicroBatchPlan.of(groupCount, groupSize, microBatchSequences)) {
      assertThat(block.fromGroup()).isEqualTo(group);
      group = block.toGroup();
      assertThat(block.isOnePass()).isEqualTo(groupSize <= microBatchSequences);
      for (MicroBatchPlan.Range range : block.ranges()) {
        assertThat(range.to() - range.from()).isBetween(1, microBatchSequences);
        for (int sequence = range.from(); sequence < range.to(); sequence++) {
          sequences.add(sequence);
        }
      }
      assertThat(sequences).hasSize(group * groupSize);
    }
    assertThat(group).isEqualTo(groupCount);
    for (int i = 0; i < sequences.size(); i++) {
      assertThat(sequences.get(i)).isEqualTo(i);
    }
  }
}
