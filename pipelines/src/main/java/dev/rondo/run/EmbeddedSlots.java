package dev.rondo.run;

import dev.rondo.config.RunnerSettings;

/**
 * Slots of the Flink in this process, and what they take of its memory before any shard is at work.
 *
 * <p>Memory for what is passed between tasks is direct memory, of which Java has as much as of its
 * heap. An all-to-all step takes a buffer of 32 KiB for each pair of its subtasks on either side,
 * so it grows with the square of the slots. More slots than the processors keep busy are of no use;
 * a configuration that was made for a cluster may ask for them.
 */
public final class EmbeddedSlots {
  private static final long BUFFER_BYTES = 32 << 10;
  private static final long BUFFERS_PER_SLOT = 16;
  private static final long BUFFERS_PER_PAIR = 2;

  /** So many are let be on the smallest machine. */
  private static final int FEW = 64;

  private static final int FOR_EACH_PROCESSOR = 2;

  /** Processes were measured with so many. */
  private static final int MEASURED = 2;

  private EmbeddedSlots() {}

  /**
   * Those on this machine.
   *
   * @param parallelism shards that are wanted at work at the same time
   * @return as many, or fewer if the machine or the heap has less
   */
  public static int of(int parallelism) {
    return of(parallelism, Runtime.getRuntime().maxMemory());
  }

  private static int of(int parallelism, long heapBytes) {
    return of(parallelism, Runtime.getRuntime().availableProcessors(), heapBytes);
  }

  /** The same on another machine. */
  static int of(int parallelism, int processors, long heapBytes) {
    int slots = Math.min(parallelism, Math.max(FEW, FOR_EACH_PROCESSOR * processors));
    while (slots > 1 && networkBytes(slots) > heapBytes / 4 * 3) {
      slots--;
    }
    return slots;
  }

  /** Memory for what is passed between tasks. */
  public static long networkBytes(int slots) {
    long buffers = 512 + BUFFERS_PER_SLOT * slots + BUFFERS_PER_PAIR * slots * slots;
    return buffers * BUFFER_BYTES;
  }

  /** Shards that a process works on at the same time by a runner section. */
  static int ofRunner(RunnerSettings runner, long heapBytes) {
    return isEmbedded(runner) ? of(runner.parallelism(), heapBytes) : runner.parallelism();
  }

  /** What they take beyond what every process was measured with. */
  static long bytesBeside(RunnerSettings runner, long heapBytes) {
    int slots = isEmbedded(runner) ? of(runner.parallelism(), heapBytes) : 0;
    return Math.max(0, networkBytes(slots) - networkBytes(MEASURED));
  }

  /** Whether shards are worked on in this process. */
  static boolean isHere(RunnerSettings runner) {
    return runner.runner() == RunnerSettings.Runner.DIRECT || isEmbedded(runner);
  }

  private static boolean isEmbedded(RunnerSettings runner) {
    return runner.runner() == RunnerSettings.Runner.FLINK
        && runner.flinkMaster().equals(RunnerSettings.EMBEDDED_MASTER);
  }
}
