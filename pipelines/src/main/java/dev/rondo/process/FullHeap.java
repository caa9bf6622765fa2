package dev.rondo.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Ends the process when the Java heap is full, whichever thread found it so and whoever caught the
 * error: what waits for such a thread would wait for ever.
 *
 * <p>The launcher lets the virtual machine send {@link #SIGNAL} at the first error of that kind
 * ({@code -XX:OnOutOfMemoryError}). From then on the process has some time to end by itself, as
 * after any failure; then it is ended. Another's {@code exit} meanwhile, such as that of a library
 * which cannot go on, ends it the same way.
 */
public final class FullHeap {
  /** Name of the signal that tells of it. */
  public static final String SIGNAL = "USR1";

  private static final int FAILED = 1;
  private static final Duration LONGEST_ENDING = Duration.ofSeconds(60);

  private static volatile boolean isFull;
  private static volatile boolean isSaid;
  private static volatile boolean isOver;

  private FullHeap() {}

  /**
   * From now on the signal ends the process, with exit code 1.
   *
   * @param saying what is wrong, unless it was said
   * @param patience how long the process may take to end by itself
   */
  public static void onSignal(Runnable saying, Duration patience) {
    Endings.add(
        () -> {
          if (isFull && !isOver) {
            end(saying);
          }
        });
    CountDownLatch signalled = new CountDownLatch(1);
    Thread last = new Thread(() -> endAfter(signalled, saying, patience), "full-heap");
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
  private static void endAfter(CountDownLatch signalled, Runnable saying, Duration patience) {
    try {
      signalled.await();
      Thread.sleep(patience.plus(LONGEST_ENDING).toMillis());
      if (!isOver) {
        end(saying);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
