// Some sequences side by side, right-padded, as one forward pass takes them.
package dev.rondo.trainer.batch;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sequences of one forward pass: rows are right-padded and cut to the longest one, in the order
 * given; the response tokens are picked out by flat index, so no logits of prompt or padding are
 * computed.
 *
 * @param ids token ids (rows, columns), flat
 * @param rows number of sequences
 * @param columns tokens of the longest sequence
 * @param selected where response tokens are predicted: row * (columns - 1) + column, ascending;
 *     length = response tokens
 * @param tokenOffsets row {@code k} has the response tokens {@code tokenOffsets[k] ..
 *     tokenOffsets[k+1]-1}; length = rows + 1
 */
public record MicroBatch(long[] ids, int rows, int columns, long[] selected, int[] tokenOffsets) {

  /** Padding is never attended to nor selected, so any id inside the vocabulary does. */
  private static final long PADDING = 0;

  /** A batch of the sequences at {@code indexes}, in that order. */
  public static MicroBatch of(Sequences sequences, int[] indexes) {
    int columns = 0;
    int tokens = 0;
    for (int sequence : indexes) {
      int length = sequences.promptLength(sequence) + sequences.responseLength(sequence);
      columns = Math.max(columns, length);
      tokens += sequences.responseLength(sequence);
    }
    long[] ids = new long[indexes.length * columns];
    Arrays.fill(ids, PADDING);
    long[] selected = new long[tokens];
    int[] tokenOffsets = new int[indexes.length + 1];
    for (int row = 0; row < indexes.length; row++) {
      int sequence = indexes[row];
      int promptLength = sequences.promptLength(sequence);
      int responseLength = sequences.responseLength(sequence);
      int start = row * columns;
      for (int t = 0; t < promptLength; t++) {
        ids[start + t] = sequences.promptTokens()[sequences.promptOffsets()[sequence] + t];
      }
      for (int t = 0; t < responseLength; t++) {
        ids[start + promptLength + t] =
            sequences.responseTokens()[sequences.responseOffsets()[sequence] + t];
        // Response token t stands at column promptLength + t and is predicted one column before.
        selected[tokenOffsets[row] + t] = (long) row * (columns - 1) + promptLength + t - 1;
      }
      tokenOffsets[row + 1] = tokenOffsets[row] + responseLength;
    }
    return new MicroBatch(ids, indexes.length, columns, selected, tokenOffsets);
  }

  /** A batch of the sequences {@code from .. to-1}. */
  public static MicroBatch of(Sequences sequences, int from, int to) {
    return of(sequences, IntStream.range(from, to).toArray());
  }

  public int tokenCount() {
    return selected.length;
  }
}
