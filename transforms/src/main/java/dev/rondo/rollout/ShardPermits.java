package dev.rondo.rollout;

import java.util.concurrent.Semaphore;

/**
 * Bounds the shards that one JVM samples at the same time, whatever the number of task slots. As
 * many as there are processors, or {@code -Drondo.shards-in-flight}.
 */
final class ShardPermits {
  private static final Semaphore PERMITS =
      new Semaphore(
          Math.max(
              1,
              Integer.getInteger(
                  "rondo.shards-in-flight", Runtime.getRuntime().availableProcessors())),
          true);

  private ShardPermits() {}

  /** A permit in use; closing it gives it back. */
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  static Permit acquire() throws InterruptedException {
    PERMITS.acquire();
    return PERMITS::release;
  }
}
