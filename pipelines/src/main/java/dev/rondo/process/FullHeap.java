package dev.rondo.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Ends the process when the Java heap is full, whichever thread found it so and whoever caught the
 * error: what waits for such a thread would wait for ever.
 *
 * <p>The launcher lets the virtual machine send {@link #SIGNAL} at the first error of that kind
 * ({@code -XX:OnOutOfMemoryError}). From then on the process has some time to end by itself, as
 * after any failure; then it is ended. Another's {@code exit} meanwhile, such as that of a library
 * which cannot go on, ends it the same way. So does a heap that has no room for the thread which
 * would handle the signal: a thread of this class tries each second whether it has any.
 */
public final class FullHeap {
  /** Name of the signal that tells of it. */
  public static final String SIGNAL = "USR1";

  private static final int FAILED = 1;
  private static final Duration LONGEST_ENDING = Duration.ofSeconds(60);
  private static final int BYTES_OF_A_TRY = 4096;

  private static volatile boolean isFull;
  private static volatile boolean isSaid;
  private static volatile boolean isOver;
  private static volatile byte[] tried;

  private FullHeap() {}

  /**
   * From now on the signal ends the process, with exit code 1.
   *
   * @param saying what is wrong, unless it was said
   * @param patience how long the process may take to end by itself
   */
  public static void onSignal(Runnable saying, Duration patience) {
    onSignal(saying, patience, LONGEST_ENDING);
  }

  static void onSignal(Runnable saying, Duration patience, Duration longestEnding) {
    Endings.add(
        () -> {
          if (isFull && !isOver) {
            end(saying);
          }
        });
    CountDownLatch signalled = new CountDownLatch(1);
    long longestMillis = patience.plus(longestEnding).toMillis();
    Thread last = new Thread(() -> endAfter(signalled, saying, longestMillis), "full-heap");
    last.setDaemon(true);
    last.start(); // now: later there may be no memory for it
    try {
      Signal.handle(
          new Signal(SIGNAL),
          signal -> {
            signalled.countDown();
            await(saying, patience);
          });
    } catch (IllegalArgumentException e) {
      // Told not to: then it ends by itself or not at all.
      LoggerFactory.getLogger(FullHeap.class).debug("SIG{} stays as it is", SIGNAL, e);
    }
  }

  /** Whether it was full, be it for a moment. */
  public static boolean isFull() {
    return isFull;
  }

  /** What is wrong is said, and need not be said again. */
  public static void said() {
    isSaid = true;
  }

  /** The program came to its end; what is left is to exit with its code. */
  public static void over() {
    isOver = true;
  }

  private static void await(Runnable saying, Duration patience) {
    isFull = true;
    try {
      Thread.sleep(patience.toMillis());
      if (!isOver) {
        Endings.run();
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      // The end is all that is left, whatever does not work any more.
    } finally {
      if (!isOver) {
        end(saying);
      }
    }
  }

  /** Endings may wait for what a full heap never gives. */
  private static void endAfter(CountDownLatch signalled, Runnable saying, long longestMillis) {
    try {
      awaitFull(signalled);
      Thread.sleep(longestMillis);
      if (!isOver) {
        end(saying);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where there is no memory for the thread that handles the signal, nobody hears of it. */
  private static void awaitFull(CountDownLatch signalled) throws InterruptedException {
    try {
      while (!signalled.await(1, TimeUnit.SECONDS)) {
        tried = new byte[BYTES_OF_A_TRY];
        tried = null;
      }
    } catch (OutOfMemoryError e) {
      isFull = true;
    }
  }

  private static void end(Runnable saying) {
    try {
      if (!isSaid) {
        isSaid = true;
        saying.run();
      }
    } finally {
      Runtime.getRuntime().halt(FAILED);
    }
  }
}
