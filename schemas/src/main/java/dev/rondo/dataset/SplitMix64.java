package dev.rondo.dataset;

/**
 * Numbers that depend on a seed and a counter alone: {@code mix(seed + counter * GAMMA)}, the
 * generator of Steele, Lea and Flood (2014).
 */
public final class SplitMix64 {
  /** Step between two seeds: 2^64 divided by the golden ratio, odd. */
  public static final long GAMMA = 0x9e3779b97f4a7c15L;

  private SplitMix64() {}

  /** The finaliser: every input bit reaches every output bit. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
