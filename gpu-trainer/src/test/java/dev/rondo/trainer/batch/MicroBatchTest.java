// Packing: every response token once, in order, nothing else.
package dev.rondo.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Property;
import dev.rondo.trainer.TestPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

  @Test
  void everyGroupIsInOneBlockAndNoPassIsOverBudget() {
    Property.holds(
        200,
        draw -> {
          int groupCount = draw.whole(0, 20);
          int groupSize = draw.whole(2, 16);
          int microBatchTokens = draw.whole(12, 300);
          Packing packing = draw.oneOf(List.of(Packing.values()));
          Sequences sequences =
              TestPolicies.withPromptsOfGroups(TestPolicies.shard(groupCount, groupSize, 5))
                  .sequences();
          List<Integer> inOrder = new ArrayList<>();
          int group = 0;
          for (MicroBatchPlan.Block block :
              MicroBatchPlan.of(sequences, groupSize, Budget.of(microBatchTokens), packing)) {
            assertThat(block.fromGroup()).isEqualTo(group);
            group = block.toGroup();
            if (block.toGroup() - block.fromGroup() > 1) {
              assertThat(block.isOnePass()).isTrue();
            }
            for (MicroBatchPlan.Range range : block.ranges()) {
              for (int sequence = range.from(); sequence < range.to(); sequence++) {
                inOrder.add(sequence);
              }
              assertThat(packing.tokens(sequences, range.from(), range.to()))
                  .isBetween(1L, (long) microBatchTokens);
              if (range.to() > range.from() + 1) {
                assertThat(positions(packing.batch(sequences, range.from(), range.to())))
                    .isLessThanOrEqualTo(padded(4L * microBatchTokens));
              }
            }
          }
          assertThat(group).isEqualTo(groupCount);
          assertThat(inOrder)
              .isEqualTo(IntStream.range(0, groupCount * groupSize).boxed().toList());
        });
  }

  @Test
  void packingHoldsEveryTokenOnceWithLittlePadding() {
    Property.holds(
        200,
        draw -> {
          int groupCount = draw.whole(1, 12);
          long seed = draw.any();
          Packing packing = draw.oneOf(List.of(Packing.values()));
          Sequences sequences =
              TestPolicies.withPromptsOfGroups(TestPolicies.shard(groupCount, 4, seed)).sequences();
          PackedBatch batch = packing.batch(sequences, 0, sequences.count());
          for (int i = 0; i < sequences.count(); i++) {
            int prompt = sequences.promptLength(i);
            for (int t = 0; t < sequences.responseLength(i); t++) {
              int place = batch.tokenOffsets()[i] + t;
              int at = (int) batch.selected()[place];
              assertThat(batch.positions()[at]).isEqualTo(prompt + t - 1);
              assertThat(seenFrom(batch, at)).isEqualTo(contextOf(sequences, i, t));
              assertThat(batch.targets()[place])
                  .isEqualTo(sequences.responseTokens()[sequences.responseOffsets()[i] + t]);
            }
          }
          int tokens = (int) packing.tokens(sequences, 0, sequences.count());
          assertThat(batch.ids().length).isBetween(tokens, (int) padded(tokens));
          assertThat(positions(batch))
              .isLessThanOrEqualTo(
                  padded(packing.load(sequences, 0, sequences.count()).positions()));
          if (packing == Packing.OWN_PROMPTS) {
            assertThat(batch.selected()).doesNotHaveDuplicates();
          }
        });
  }

  /**
   * Without the bound these sixty-four responses would hold 65,960 keys in a batch of 1,960 tokens.
   */
  @Test
  void aLongPromptThatManyResponsesShareIsCutByWhatAttentionLooksAt() {
    Sequences sequences = sharing(1000, 64, 16);
    List<MicroBatchPlan.Block> blocks =
        MicroBatchPlan.of(sequences, 64, Budget.of(2048), Packing.SHARED_PROMPTS);
    assertThat(blocks).hasSize(1);
    // A prompt and 7 responses are 1,000 + 7 * 1,015 positions of 8,192.
    assertThat(blocks.get(0).ranges())
        .hasSize(10)
        .startsWith(new MicroBatchPlan.Range(0, 7), new MicroBatchPlan.Range(7, 14));
    assertThat(MicroBatchPlan.of(sequences, 64, Budget.of(16_490), Packing.SHARED_PROMPTS))
        .allMatch(MicroBatchPlan.Block::isOnePass);
  }

  private static Sequences sharing(int promptTokens, int responses, int responseTokens) {
    return new Sequences(
        IntStream.rangeClosed(0, responses).map(i -> i * promptTokens).toArray(),
        new int[responses * promptTokens],
        IntStream.rangeClosed(0, responses).map(i -> i * responseTokens).toArray(),
        new int[responses * responseTokens]);
  }

  private static long positions(PackedBatch batch) {
    long positions = 0;
    for (int n = 0; n < batch.tiles().length; n += 5) {
      positions += batch.tiles()[n + 1] * (batch.tiles()[n + 2] + batch.tiles()[n + 4]);
    }
    return positions;
  }

  private static long padded(long tokens) {
    return tokens + tokens / 15;
  }

  /** What attention sees from a token of a batch, by the meaning of its tile. */
  private static List<Long> seenFrom(PackedBatch batch, int at) {
    for (int n = 0; n < batch.tiles().length; n += 5) {
      int first = (int) batch.tiles()[n];
      int columns = (int) batch.tiles()[n + 2];
      if (at >= first && at < first + batch.tiles()[n + 1] * columns) {
        List<Long> seen = new ArrayList<>();
        for (int t = 0; t < batch.tiles()[n + 4]; t++) {
          seen.add(batch.ids()[(int) batch.tiles()[n + 3] + t]);
        }
        for (int t = at - (at - first) % columns; t <= at; t++) {
          seen.add(batch.ids()[t]);
        }
        return seen;
      }
    }
    throw new AssertionError("no tile holds token " + at);
  }

  private static List<Long> contextOf(Sequences sequences, int i, int responseTokens) {
    List<Long> context = new ArrayList<>();
    for (int t = 0; t < sequences.promptLength(i); t++) {
      context.add((long) sequences.promptTokens()[sequences.promptOffsets()[i] + t]);
    }
    for (int t = 0; t < responseTokens; t++) {
      context.add((long) sequences.responseTokens()[sequences.responseOffsets()[i] + t]);
    }
    return context;
  }
}
