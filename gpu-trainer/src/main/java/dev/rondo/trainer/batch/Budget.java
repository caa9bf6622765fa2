// What one forward and backward pass may hold: two numbers that bound its memory.
package dev.rondo.trainer.batch;

/**
 * What a micro-batch may hold. Most memory goes by its tokens; keys and values go by the positions
 * that attention looks at, in which a prompt counts once more for every response that shares it.
 *
 * @param tokens most tokens
 * @param positions most positions that attention looks at
 */
public record Budget(long tokens, long positions) {
  /** Positions for each token of a whole micro-batch. */
  public static final int POSITIONS_PER_TOKEN = 4;

  /** The budget of a whole micro-batch. */
  public static Budget of(int microBatchTokens) {
    return new Budget(microBatchTokens, (long) POSITIONS_PER_TOKEN * microBatchTokens);
  }

  boolean holds(Load load) {
    return load.tokens() <= tokens && load.positions() <= positions;
  }

  /** What sequences bring into a micro-batch, in the numbers of a budget. */
  record Load(long tokens, long positions) {
    static final Load NONE = new Load(0, 0);

    Load plus(Load other) {
      return new Load(tokens + other.tokens, positions + other.positions);
    }
  }
}
