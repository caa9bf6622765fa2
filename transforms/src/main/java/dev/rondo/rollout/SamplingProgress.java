package dev.rondo.rollout;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where samplers of this JVM say how far they are, between two native calls. It stands beside
 * Beam's counters, which appear only when a bundle ends. On a cluster the workers' logs carry the
 * same.
 */
public final class SamplingProgress {
  private static final Logger LOG = LoggerFactory.getLogger(SamplingProgress.class);
  private static final List<Listener> LISTENERS = new CopyOnWriteArrayList<>();

  private SamplingProgress() {}

  /** Is told of progress on the sampling thread; must return quickly and never throw. */
  @FunctionalInterface
  public interface Listener {

    /**
     * A shard has come further.
     *
     * @param plan the shard
     * @param finishedResponses responses of the shard that are finished, of {@link
     *     ShardPlan#plannedResponses}
     * @param sampledTokens response tokens sampled so far in the shard
     */
    void advanced(ShardPlan plan, int finishedResponses, long sampledTokens);

    /** A shard was sampled by a worker elsewhere; nobody knows exactly when. */
    default void sampledElsewhere(ShardPlan plan) {
      advanced(plan, plan.plannedResponses(), 0);
    }
  }

  /** A listener's registration; closing it ends it. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Registers a listener for all shards that this JVM samples. */
  public static Registration listen(Listener listener) {
    LISTENERS.add(listener);
    return () -> LISTENERS.remove(listener);
  }

  /** Tells that a shard was sampled by a worker elsewhere. */
  public static void reportElsewhere(ShardPlan plan) {
    LISTENERS.forEach(listener -> listener.sampledElsewhere(plan));
  }

  static void report(ShardPlan plan, int finishedResponses, long sampledTokens) {
    LOG.debug(
        "{} shard {}: {} of {} responses, {} tokens",
        plan.dataset(),
        plan.shardIndex(),
        finishedResponses,
        plan.plannedResponses(),
        sampledTokens);
    for (Listener listener : LISTENERS) {
      listener.advanced(plan, finishedResponses, sampledTokens);
    }
  }
}
