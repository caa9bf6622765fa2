package dev.rondo.policy;

import dev.rondo.dataset.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.commons.rng.core.source64.Philox4x64;

/**
 * The uniform numbers of one response: number {@code p} decides token {@code p}. A pure function of
 * the {@link SampleKey} and the position, whatever is sampled beside it.
 *
 * <p>The generator is Philox 4x64-10. Its two key words are the first 16 bytes, big-endian, of
 * SHA-256 over run seed (8 bytes, big-endian), round (4), sample index (4) and the problem id in
 * UTF-8. Position p is word {@code p mod 4} of block {@code p / 4}, where block b is the
 * generator's output at counter b + 1; its upper 53 bits, divided by 2^53, are the number in [0,
 * 1).
 */
final class UniformNumbers {
  private static final int WORDS_PER_BLOCK = 4;

  private final long key0;
  private final long key1;

  UniformNumbers(SampleKey key) {
    byte[] problem = key.problemId().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + problem.length);
    bytes.putLong(key.runSeed()).putInt(key.round()).putInt(key.sampleIndex()).put(problem);
    ByteBuffer digest = ByteBuffer.wrap(Digests.newSha256().digest(bytes.array()));
    this.key0 = digest.getLong();
    this.key1 = digest.getLong();
  }

  /** Puts the numbers of positions {@code first} and following into {@code to}. */
  void fill(int first, double[] to, int offset, int count) {
    long block = first / WORDS_PER_BLOCK;
    Philox4x64 generator = new Philox4x64(new long[] {key0, key1, block, 0, 0, 0});
    for (int skipped = 0; skipped < first % WORDS_PER_BLOCK; skipped++) {
      generator.nextLong();
    }
    for (int i = 0; i < count; i++) {
      to[offset + i] = (generator.nextLong() >>> 11) * 0x1.0p-53;
    }
  }
}
