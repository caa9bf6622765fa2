package dev.rondo.task;

import dev.rondo.dataset.SplitMix64;
import dev.rondo.schema.InvalidInputException;

/**
 * A permutation of 0 .. size-1 that a seed decides, computed position by position without a table:
 * a balanced Feistel network over the next even number of bits, walked along its cycle until it is
 * back in range (at most four steps on average).
 */
final class SeededPermutation {
  private static final int ROUNDS = 8;

  private final long size;
  private final int halfBits;
  private final long halfMask;
  private final long seed;

  /**
   * @param size number of positions, at least 1
   */
  SeededPermutation(long size, long seed) {
    if (size < 1) {
      throw new InvalidInputException("Cannot permute size: " + size + " (allowed: 1 and above)");
    }
    int bits = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
    this.size = size;
    this.halfBits = (bits + 1) / 2;
    this.halfMask = (1L << halfBits) - 1;
    this.seed = seed;
  }

  /** The value at a position. */
  long at(long position) {
    if (position < 0 || position >= size) {
      throw new InvalidInputException(
          "Cannot take position: " + position + " (allowed: 0 to " + (size - 1) + ")");
    }
    long value = position;
    do {
      value = encrypt(value);
    } while (value >= size);
    return value;
  }

  private long encrypt(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (int round = 0; round < ROUNDS; round++) {
      long next =
          left
              ^ (SplitMix64.mix(SplitMix64.mix(seed + round * SplitMix64.GAMMA) ^ right)
                  & halfMask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }
}
