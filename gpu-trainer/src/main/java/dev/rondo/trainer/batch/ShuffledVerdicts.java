package dev.rondo.trainer.batch;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.DoubleStream;

/**
 * The outcomes of a round, dealt out anew among its rollouts: the control that shows what rounds
 * bring without a verifier. What is dealt is what training made of each verdict, reward and cut
 * together, so that the rounds and their control train with the same rewards, on other rollouts.
 * Which one gets which is a function of seed, round and number of rollouts alone.
 *
 * <p>To be used in this order: {@link #add} each shard, {@link #deal}, then {@link #next} for each
 * shard in the same order.
 */
public final class ShuffledVerdicts {
  private final DoubleStream.Builder judgedRewards = DoubleStream.builder();
  private final DoubleStream.Builder trainedRewards = DoubleStream.builder();
  private final BitSet cut = new BitSet();
  private int count;
  private double[] judged;
  private double[] trained;
  private int[] sources;
  private int next;

  /**
   * A shard whose rollouts have outcomes of others.
   *
   * @param judged with the rewards that a verifier gave those
   * @param trained with the rewards that training made of them; {@code truncated} says who of those
   *     was cut
   */
  public record Dealt(RolloutShard judged, RolloutShard trained) {}

  /**
   * Adds the outcomes of the next shard.
   *
   * @param judged the shard as its verifier judged it
   * @param trained the same with the rewards that training makes of that
   */
  public void add(RolloutShard judged, RolloutShard trained) {
    Arrays.stream(judged.outcomeRewards()).forEach(judgedRewards);
    Arrays.stream(trained.outcomeRewards()).forEach(trainedRewards);
    for (boolean isCut : judged.truncated()) {
      cut.set(count++, isCut);
    }
  }

  /**
   * Deals out the outcomes of all shards.
   *
   * @param seed of the run
   * @param round 1 and above
   */
  public void deal(long seed, int round) {
    judged = judgedRewards.build().toArray();
    trained = trainedRewards.build().toArray();
    sources = sources(count, seed, round);
  }

  /** The next shard, with outcomes of others. */
  public Dealt next(RolloutShard shard) {
    int first = next;
    next += shard.sequenceCount();
    int[] from = Arrays.copyOfRange(sources, first, next);
    boolean[] isCut = new boolean[from.length];
    for (int i = 0; i < from.length; i++) {
      isCut[i] = cut.get(from[i]);
    }
    return new Dealt(
        shard.withRewards(Arrays.stream(from).mapToDouble(source -> judged[source]).toArray()),
        shard
            .withRewards(Arrays.stream(from).mapToDouble(source -> trained[source]).toArray())
            .withTruncated(isCut));
  }

  /**
   * Whose outcome each rollout gets; each once.
   *
   * @param count rollouts of the round, in the order of its shards
   */
  static int[] sources(int count, long seed, int round) {
    int[] sources = new int[count];
    Arrays.setAll(sources, i -> i);
    Random random = new Random(seed * 0x9E3779B97F4A7C15L ^ 0xD1B54A32D192ED03L * round);
    for (int last = count - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      int kept = sources[last];
      sources[last] = sources[other];
      sources[other] = kept;
    }
    return sources;
  }
}
