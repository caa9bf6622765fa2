package dev.rondo.rollout;

import java.util.Optional;

/**
 * The shard that a thread has sampled last, for the step that judges it: where a runner chains both
 * steps, the same thread judges it next, and need not unpack what it has just packed. What is not
 * here is read from the spool. A thread holds one shard at most.
 */
final class JustSampled {
  private static final ThreadLocal<Held> LAST = new ThreadLocal<>();

  private record Held(PlannedShard planned, SampledShard sampled) {}

  private JustSampled() {}

  /** Holds a shard in place of the one before. */
  static void hold(PlannedShard planned, SampledShard sampled) {
    LAST.set(new Held(planned, sampled));
  }

  /** Gives the held shard away if it is this one; nothing is held afterwards. */
  static Optional<SampledShard> take(PlannedShard planned) {
    Held held = LAST.get();
    LAST.remove();
    return Optional.ofNullable(held)
        .filter(last -> last.planned().equals(planned))
        .map(Held::sampled);
  }
}
