// Which sequences of a shard go through the policy together. By rule, never by arrival.
package dev.rondo.trainer;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a shard into blocks of whole groups, in the shard's order. A block of one range fits a
 * micro-batch, so one forward pass serves log-probabilities and gradient; a group larger than a
 * micro-batch is a block of its own, of several ranges, and takes two passes.
 */
final class MicroBatchPlan {

  /** Sequences {@code from .. to-1}. */
  record Range(int from, int to) {}

  /**
   * Groups {@code fromGroup .. toGroup-1}.
   *
   * @param ranges their sequences, in order
   */
  record Block(int fromGroup, int toGroup, List<Range> ranges) {

    boolean isOnePass() {
      return ranges.size() == 1;
    }
  }

  private MicroBatchPlan() {}

  static List<Block> of(int groupCount, int groupSize, int microBatchSequences) {
    List<Block> blocks = new ArrayList<>();
    int groupsPerBlock = Math.max(1, microBatchSequences / groupSize);
    for (int group = 0; group < groupCount; group += groupsPerBlock) {
      int toGroup = Math.min(groupCount, group + groupsPerBlock);
      int end = toGroup * groupSize;
      List<Range> ranges = new ArrayList<>();
      int step = Math.max(microBatchSequences, 1);
      for (int from = group * groupSize; from < end; from += step) {
        ranges.add(new Range(from, Math.min(end, from + step)));
      }
      blocks.add(new Block(group, toGroup, ranges));
    }
    return blocks;
  }
}
