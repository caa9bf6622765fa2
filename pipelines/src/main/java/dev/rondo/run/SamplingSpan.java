package dev.rondo.run;

import dev.rondo.rollout.SamplingProgress;
import dev.rondo.rollout.ShardPlan;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When a job's shards were sampled in this process, so that the time of a rollout job splits into
 * its start, sampling, and what comes after. Safe to call from any thread.
 */
final class SamplingSpan implements SamplingProgress.Listener {
  private static final long NEVER = Long.MIN_VALUE;

  private final String dataset;
  private final long startNanos = System.nanoTime();
  private long firstNanos = NEVER;
  private long lastNanos = NEVER;

  /** Begins now, for the shards of one dataset. */
  SamplingSpan(String dataset) {
    this.dataset = dataset;
  }

  @Override
  public void advanced(ShardPlan plan, int finishedResponses, long sampledTokens) {
    if (plan.dataset().equals(dataset)) {
      advancedAt(System.nanoTime());
    }
  }

  @Override
  public void sampledElsewhere(ShardPlan plan) {
    // No time is known.
  }

  private synchronized void advancedAt(long nanos) {
    firstNanos = firstNanos == NEVER ? nanos : firstNanos;
    lastNanos = nanos;
  }

  /** The split up to now, in seconds. */
  synchronized SortedMap<String, Double> seconds() {
    return split(startNanos, firstNanos, lastNanos, System.nanoTime());
  }

  /**
   * The split of a job's time. A shard's first progress comes right before it is sampled, its last
   * when it is; what is judged and written between the first and the last of all counts as
   * sampling.
   *
   * @param first nanoseconds of the first progress, {@link #NEVER} if workers elsewhere sampled
   */
  static SortedMap<String, Double> split(long start, long first, long last, long end) {
    SortedMap<String, Double> seconds = new TreeMap<>();
    seconds.put("rollout/seconds", (end - start) / 1e9);
    if (first != NEVER) {
      seconds.put("time/job_start_seconds", (first - start) / 1e9);
      seconds.put("time/sampling_seconds", (last - first) / 1e9);
      seconds.put("time/job_end_seconds", (end - last) / 1e9);
    }
    return seconds;
  }
}
