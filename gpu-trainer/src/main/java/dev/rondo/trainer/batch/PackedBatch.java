// Some sequences in one row, for one pass through the policy.
package dev.rondo.trainer.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sequences of one forward pass, one after the other in one row, longest first. Sequences of about
 * equal length share a tile, in which attention treats them as rows, right-padded: padding is at
 * most a sixteenth of a tile, and none where lengths are equal. The last token of a sequence
 * predicts nothing and is left out.
 *
 * <p>Where prompts are shared, a prompt is a tile of one row, and the responses after it are rows
 * of tiles that name it as their prefix.
 *
 * @param ids token ids; length = tokens
 * @param positions of each token in its sequence; length = tokens
 * @param tiles five numbers each: first token, rows and columns, first token and length of the
 *     prefix; length 0 is no prefix
 * @param selected the tokens after which the response tokens come, by sequence in the order given;
 *     length = response tokens
 * @param targets the response tokens themselves; length = response tokens
 * @param tokenOffsets sequence {@code k} has the response tokens {@code tokenOffsets[k] ..
 *     tokenOffsets[k+1]-1}; length = sequences + 1
 * @param held 1 for each response token that could not be a stop token, 0 for others; empty if all
 *     could
 * @param stopTokens those that it could not be; empty if {@code held} is
 */
public record PackedBatch(
    long[] ids,
    long[] positions,
    long[] tiles,
    long[] selected,
    long[] targets,
    int[] tokenOffsets,
    long[] held,
    long[] stopTokens) {

  private static final long[] NONE = {};
  private static final int PADDING_SHARE = 16;

  /** Tokens of a sequence that go through the policy: all but the last. */
  public static int length(Sequences sequences, int sequence) {
    return sequences.promptLength(sequence) + sequences.responseLength(sequence) - 1;
  }

  /** A batch of the sequences at {@code indexes}, in that order, each with its own prompt. */
  public static PackedBatch of(Sequences sequences, int[] indexes) {
    Builder builder = new Builder(sequences, indexes);
    builder.addRows(0, indexes.length, 0, 0);
    return builder.build();
  }

  /** A batch of the sequences {@code from .. to-1}, each with its own prompt. */
  public static PackedBatch of(Sequences sequences, int from, int to) {
    return of(sequences, IntStream.range(from, to).toArray());
  }

  /**
   * A batch of the sequences {@code from .. to-1} in which those that follow one another with the
   * same prompt share it.
   */
  public static PackedBatch shared(Sequences sequences, int from, int to) {
    Builder builder = new Builder(sequences, IntStream.range(from, to).toArray());
    int first = from;
    while (first < to) {
      int end = first + 1;
      while (end < to && sequences.hasPromptOf(end, first)) {
        end++;
      }
      if (end == first + 1) {
        builder.addRows(first - from, end - from, 0, 0);
      } else {
        int prefix = builder.addPrompt(first - from);
        builder.addRows(first - from, end - from, prefix, sequences.promptLength(first));
      }
      first = end;
    }
    return builder.build();
  }

  /** The same with stop tokens taken out of the distributions of some response tokens. */
  PackedBatch withHeld(long[] held, long[] stopTokens) {
    return new PackedBatch(
        ids, positions, tiles, selected, targets, tokenOffsets, held, stopTokens);
  }

  /** Puts tile after tile into one row. */
  private static final class Builder {
    private final Sequences sequences;
    private final int[] indexes;
    private final int[] tokenOffsets;
    private final long[] selected;
    private final long[] targets;
    private final List<long[]> ids = new ArrayList<>();
    private final List<long[]> positions = new ArrayList<>();
    private final List<Integer> tiles = new ArrayList<>();
    private int tokens;

    Builder(Sequences sequences, int[] indexes) {
      this.sequences = sequences;
      this.indexes = indexes;
      this.tokenOffsets = new int[indexes.length + 1];
      for (int k = 0; k < indexes.length; k++) {
        tokenOffsets[k + 1] = tokenOffsets[k] + sequences.responseLength(indexes[k]);
      }
      this.selected = new long[tokenOffsets[indexes.length]];
      this.targets = new long[selected.length];
    }

    /** A prompt by itself; returns its first token. */
    int addPrompt(int k) {
      int columns = sequences.promptLength(indexes[k]);
      int first = tokens;
      long[] row = addTile(1, columns, 0, 0);
      for (int t = 0; t < columns; t++) {
        row[t] = promptToken(indexes[k], t);
      }
      return first;
    }

    /**
     * Sequences {@code from .. to-1} of the batch in tiles, longest first.
     *
     * @param prefixLength length of the prompt that they all share, 0 if each brings its own
     */
    void addRows(int from, int to, int prefix, int prefixLength) {
      int[] order =
          IntStream.range(from, to)
              .boxed()
              .sorted(Comparator.comparingInt(k -> -columns(k, prefixLength)))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int next = 0; next < order.length; ) {
        int columns = columns(order[next], prefixLength);
        int end = next + 1;
        while (end < order.length
            && PADDING_SHARE * (columns - columns(order[end], prefixLength)) <= columns) {
          end++;
        }
        int first = tokens;
        // A response of one token that shares its prompt has no row: the prompt predicts it.
        long[] tile =
            columns == 0 ? new long[0] : addTile(end - next, columns, prefix, prefixLength);
        for (int row = 0; next < end; row++, next++) {
          fill(order[next], tile, row * columns, first, prefix, prefixLength);
        }
      }
    }

    private int columns(int k, int prefixLength) {
      return length(sequences, indexes[k]) - prefixLength;
    }

    private long[] addTile(int rows, int columns, int prefix, int prefixLength) {
      for (int number : new int[] {tokens, rows, columns, prefix, prefixLength}) {
        tiles.add(number);
      }
      long[] tile = new long[rows * columns];
      long[] places = new long[rows * columns];
      for (int t = 0; t < places.length; t++) {
        places[t] = prefixLength + t % columns;
      }
      ids.add(tile);
      positions.add(places);
      tokens += tile.length;
      return tile;
    }

    private void fill(int k, long[] tile, int start, int first, int prefix, int prefixLength) {
      int sequence = indexes[k];
      int promptLength = sequences.promptLength(sequence);
      int ownPrompt = promptLength - prefixLength;
      for (int t = 0; t < ownPrompt; t++) {
        tile[start + t] = promptToken(sequence, t);
      }
      int responseLength = sequences.responseLength(sequence);
      for (int t = 0; t < responseLength; t++) {
        int token = sequences.responseTokens()[sequences.responseOffsets()[sequence] + t];
        if (t < responseLength - 1) {
          tile[start + ownPrompt + t] = token;
        }
        boolean isAfterPrefix = t == 0 && prefixLength > 0;
        selected[tokenOffsets[k] + t] =
            isAfterPrefix ? prefix + prefixLength - 1 : first + start + ownPrompt + t - 1;
        targets[tokenOffsets[k] + t] = token;
      }
    }

    private long promptToken(int sequence, int t) {
      return sequences.promptTokens()[sequences.promptOffsets()[sequence] + t];
    }

    PackedBatch build() {
      return new PackedBatch(
          joined(ids),
          joined(positions),
          tiles.stream().mapToLong(Integer::longValue).toArray(),
          selected,
          targets,
          tokenOffsets,
          NONE,
          NONE);
    }

    private long[] joined(List<long[]> parts) {
      long[] all = new long[tokens];
      int at = 0;
      for (long[] part : parts) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return all;
    }
  }

  /** Number of response tokens. */
  public int tokenCount() {
    return selected.length;
  }
}
