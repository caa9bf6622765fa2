// Which sequences of a shard go through the policy together. By rule, never by arrival.
package dev.rondo.trainer.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts a shard into blocks of whole groups, in the shard's order, by a budget. A block of one range
 * fits a micro-batch, so one forward pass serves log-probabilities and gradient; a group larger
 * than the budget is a block of its own, of several ranges, and takes two passes.
 */
public final class MicroBatchPlan {

  /** Sequences {@code from .. to-1}. */
  public record Range(int from, int to) {}

  /**
   * Groups {@code fromGroup .. toGroup-1}.
   *
   * @param ranges their sequences, in order
   */
  public record Block(int fromGroup, int toGroup, List<Range> ranges) {

    public boolean isOnePass() {
      return ranges.size() == 1;
    }
  }

  private MicroBatchPlan() {}

  /**
   * Blocks of all groups.
   *
   * @param budget of a micro-batch; its tokens are at least those of every sequence
   */
  public static List<Block> of(Sequences sequences, int groupSize, Budget budget, Packing packing) {
    int groupCount = sequences.count() / groupSize;
    List<Block> blocks = new ArrayList<>();
    int group = 0;
    while (group < groupCount) {
      int toGroup = group + 1;
      Budget.Load load = packing.load(sequences, group * groupSize, toGroup * groupSize);
      while (toGroup < groupCount) {
        load = load.plus(packing.load(sequences, toGroup * groupSize, (toGroup + 1) * groupSize));
        if (!budget.holds(load)) {
          break;
        }
        toGroup++;
      }
      int first = group * groupSize;
      int[] block = IntStream.range(first, toGroup * groupSize).toArray();
      List<Range> ranges =
          ranges(sequences, block, budget, packing).stream()
              .map(range -> new Range(first + range.from(), first + range.to()))
              .toList();
      blocks.add(new Block(group, toGroup, ranges));
      group = toGroup;
    }
    return blocks;
  }

  /**
   * Consecutive runs of a list of sequences, each as long as the budget allows, at least one
   * sequence a run: ranges of positions in {@code indexes}.
   */
  public static List<Range> ranges(Sequences sequences, int[] indexes, Budget budget) {
    return ranges(sequences, indexes, budget, Packing.OWN_PROMPTS);
  }

  private static List<Range> ranges(
      Sequences sequences, int[] indexes, Budget budget, Packing packing) {
    List<Range> ranges = new ArrayList<>();
    int from = 0;
    Budget.Load load = Budget.Load.NONE;
    for (int k = 0; k < indexes.length; k++) {
      Budget.Load longer = load.plus(packing.load(sequences, indexes[k], k == from));
      if (k > from && !budget.holds(longer)) {
        ranges.add(new Range(from, k));
        from = k;
        longer = packing.load(sequences, indexes[k], true);
      }
      load = longer;
    }
    if (from < indexes.length) {
      ranges.add(new Range(from, indexes.length));
    }
    return ranges;
  }

  /** Tokens of all sequences, group by group. */
  public static long tokens(Sequences sequences, int groupSize, Packing packing) {
    long tokens = 0;
    for (int from = 0; from + groupSize <= sequences.count(); from += groupSize) {
      tokens += packing.tokens(sequences, from, from + groupSize);
    }
    return tokens;
  }

  /** Tokens of the largest group. */
  public static long largestGroup(Sequences sequences, int groupSize, Packing packing) {
    long largest = 0;
    for (int from = 0; from + groupSize <= sequences.count(); from += groupSize) {
      largest = Math.max(largest, packing.tokens(sequences, from, from + groupSize));
    }
    return largest;
  }
}
