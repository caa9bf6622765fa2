// Some sequences in one row, for one pass through the policy.
package dev.rondo.trainer.batch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Sequences of one forward pass, one after the other in one row, longest first. Sequences of about
 * equal length share a tile, in which attention treats them as rows, right-padded: padding is at
 * most a sixteenth of a tile, and none where lengths are equal. The last token of a sequence
 * predicts nothing and is left out.
 *
 * @param ids token ids; length = tokens
 * @param positions of each token in its sequence; length = tokens
 * @param tiles first token, rows and columns of each tile
 * @param selected the tokens after which the response tokens come, by sequence in the order given;
 *     length = response tokens
 * @param targets the response tokens themselves; length = response tokens
 * @param tokenOffsets sequence {@code k} has the response tokens {@code tokenOffsets[k] ..
 *     tokenOffsets[k+1]-1}; length = sequences + 1
 */
public record PackedBatch(
    long[] ids,
    long[] positions,
    long[] tiles,
    long[] selected,
    long[] targets,
    int[] tokenOffsets) {

  private static final int PADDING_SHARE = 16;

  /** Tokens of a sequence that go through the policy: all but the last. */
  public static int length(Sequences sequences, int sequence) {
    return sequences.promptLength(sequence) + sequences.responseLength(sequence) - 1;
  }

  /** A batch of the sequences at {@code indexes}, in that order. */
  public static PackedBatch of(Sequences sequences, int[] indexes) {
    int[] order =
        IntStream.range(0, indexes.length)
            .boxed()
            .sorted(Comparator.comparingInt(k -> -length(sequences, indexes[k])))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] tiles = new long[3 * order.length];
    int tileCount = 0;
    int tokens = 0;
    for (int from = 0; from < order.length; ) {
      int columns = length(sequences, indexes[order[from]]);
      int to = from + 1;
      while (to < order.length
          && PADDING_SHARE * (columns - length(sequences, indexes[order[to]])) <= columns) {
        to++;
      }
      tiles[3 * tileCount] = tokens;
      tiles[3 * tileCount + 1] = to - from;
      tiles[3 * tileCount + 2] = columns;
      tileCount++;
      tokens += (to - from) * columns;
      from = to;
    }
    tiles = Arrays.copyOf(tiles, 3 * tileCount);

    int[] tokenOffsets = new int[indexes.length + 1];
    for (int k = 0; k < indexes.length; k++) {
      tokenOffsets[k + 1] = tokenOffsets[k] + sequences.responseLength(indexes[k]);
    }
    long[] ids = new long[tokens];
    long[] positions = new long[tokens];
    long[] selected = new long[tokenOffsets[indexes.length]];
    long[] targets = new long[selected.length];
    int next = 0;
    for (int tile = 0; tile < tileCount; tile++) {
      int columns = (int) tiles[3 * tile + 2];
      for (int row = 0; row < tiles[3 * tile + 1]; row++) {
        int first = (int) tiles[3 * tile] + row * columns;
        int k = order[next++];
        fill(sequences, indexes[k], first, ids, tokenOffsets[k], selected, targets);
        for (int t = 0; t < columns; t++) {
          positions[first + t] = t;
        }
      }
    }
    return new PackedBatch(ids, positions, tiles, selected, targets, tokenOffsets);
  }

  /** A batch of the sequences {@code from .. to-1}. */
  public static PackedBatch of(Sequences sequences, int from, int to) {
    return of(sequences, IntStream.range(from, to).toArray());
  }

  private static void fill(
      Sequences sequences,
      int sequence,
      int first,
      long[] ids,
      int firstTarget,
      long[] selected,
      long[] targets) {
    int promptLength = sequences.promptLength(sequence);
    int responseLength = sequences.responseLength(sequence);
    for (int t = 0; t < promptLength; t++) {
      ids[first + t] = sequences.promptTokens()[sequences.promptOffsets()[sequence] + t];
    }
    for (int t = 0; t < responseLength; t++) {
      int token = sequences.responseTokens()[sequences.responseOffsets()[sequence] + t];
      if (t < responseLength - 1) {
        ids[first + promptLength + t] = token;
      }
      selected[firstTarget + t] = first + promptLength + t - 1;
      targets[firstTarget + t] = token;
    }
  }

  /** Number of response tokens. */
  public int tokenCount() {
    return selected.length;
  }
}
