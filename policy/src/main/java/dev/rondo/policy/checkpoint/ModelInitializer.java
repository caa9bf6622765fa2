package dev.rondo.policy.checkpoint;

import dev.rondo.dataset.Digests;
import dev.rondo.dataset.SplitMix64;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Random first weights. Element i of a tensor is a function of (seed, tensor name, i) alone, with
 * arithmetic that every Java virtual machine does alike: the same seed gives the same bytes
 * anywhere.
 *
 * @param embeddingDeviation standard deviation of embedding and output head
 * @param innerDeviation standard deviation of query, key, value, gate and up
 * @param residualDeviation standard deviation of attention output and down
 */
public record ModelInitializer(
    double embeddingDeviation, double innerDeviation, double residualDeviation) {
  /** One deviation for every matrix, as in Hugging Face's {@code initializer_range}. */
  public static ModelInitializer uniformDeviation(double deviation) {
    return new ModelInitializer(deviation, deviation, deviation);
  }

  /**
   * For policies of some hundred thousand weights that are trained from scratch: 0.02 for the
   * embedding, 0.05 inside, and 0.02 / sqrt(2 layers) for what adds to the residual stream.
   */
  public static ModelInitializer forTinyPolicies(int layers) {
    return new ModelInitializer(0.02, 0.05, 0.02 / StrictMath.sqrt(2.0 * layers));
  }

  /**
   * Elements of one weight tensor from a first one on, float32, as many as the buffer takes or the
   * tensor has; flips the buffer.
   */
  public void values(WeightSpec weight, long seed, long first, ByteBuffer into) {
    long end = Math.min(weight.elements(), first + into.remaining() / Float.BYTES);
    double deviation =
        switch (weight.role()) {
          case EMBEDDING -> embeddingDeviation;
          case INNER -> innerDeviation;
          case RESIDUAL -> residualDeviation;
          case BIAS, NORM -> 0;
        };
    float constant = weight.role() == WeightSpec.Role.NORM ? 1f : 0f;
    long key = key(seed, weight.name());
    for (long i = first; i < end; i++) {
      into.putFloat(deviation == 0 ? constant : (float) (deviation * normal(key, i)));
    }
    into.flip();
  }

  /** Standard normal number of a counter, by the Box-Muller transform. */
  private static double normal(long key, long counter) {
    double radius = unit(SplitMix64.mix(key + (2 * counter + 1) * SplitMix64.GAMMA));
    double angle = unit(SplitMix64.mix(key + (2 * counter + 2) * SplitMix64.GAMMA));
    return StrictMath.sqrt(-2 * StrictMath.log(1 - radius)) * StrictMath.cos(2 * Math.PI * angle);
  }

  private static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  private static long key(long seed, String name) {
    MessageDigest digest = Digests.newSha256();
    digest.update(ByteBuffer.allocate(8).putLong(seed).array());
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest.digest()).getLong();
  }
}
