package dev.rondo.process;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * What is still to be done when the process ends, by itself or by a signal: the last registered
 * first, each once.
 *
 * <p>A process that is stopped (SIGINT, SIGTERM, SIGHUP) ends <em>by that signal</em>, not by
 * {@code exit}: {@code exit} takes libtorch's compiled kernels out of memory while threads still
 * compute with them, and what a user sees of his Ctrl-C is then a fatal error of the virtual
 * machine. A signal that is ignored (nohup) stays ignored.
 */
public final class Endings {
  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");
  private static final int SIGNALLED = 128;

  /** Guards itself; {@link #ALL_AT_ONCE} is held while the endings run. */
  private static final Deque<Ending> PENDING = new ArrayDeque<>();

  private static final Object ALL_AT_ONCE = new Object();
  private static final AtomicBoolean IS_STOPPED = new AtomicBoolean();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(Endings::run, "end"));
    } catch (IllegalStateException e) {
      LoggerFactory.getLogger(Endings.class).debug("The process ends already", e);
    }
  }

  private Endings() {}

  /** Something that is done at the end unless it is removed before. */
  public static final class Ending {
    private final Runnable action;

    private Ending(Runnable action) {
      this.action = action;
    }

    /** Whether it is removed; false if the process ends and it is done, or was. */
    public boolean remove() {
      synchronized (PENDING) {
        return PENDING.remove(this);
      }
    }
  }

  /** Has it done at the end. */
  public static Ending add(Runnable action) {
    Ending ending = new Ending(action);
    synchronized (PENDING) {
      PENDING.addLast(ending);
    }
    return ending;
  }

  /**
   * From now on a signal that stops the process does this, then what is pending, then ends the
   * process; a second one ends it at once.
   */
  public static void onSignal(Runnable saying) {
    for (String name : SIGNALS) {
      try {
        Signal.handle(new Signal(name), signal -> stop(signal, saying));
      } catch (IllegalArgumentException e) {
        // Told not to (-Xrs): what is pending is then left to the next start.
        LoggerFactory.getLogger(Endings.class).debug("SIG{} stays as it is", name, e);
      }
    }
  }

  private static void stop(Signal signal, Runnable saying) {
    if (IS_STOPPED.compareAndSet(false, true)) {
      synchronized (ALL_AT_ONCE) {
        try {
          saying.run();
          run();
        } finally {
          endBy(signal);
        }
      }
    } else {
      endBy(signal);
    }
  }

  static void run() {
    synchronized (ALL_AT_ONCE) {
      for (Ending next = next(); next != null; next = next()) {
        try {
          next.action.run();
        } catch (RuntimeException e) {
          LoggerFactory.getLogger(Endings.class).warn("Something was left undone at the end", e);
        }
      }
    }
  }

  private static Ending next() {
    synchronized (PENDING) {
      return PENDING.pollLast();
    }
  }

  /**
   * The virtual machine can lay its handler down, but not send itself what it no longer handles.
   */
  private static void endBy(Signal signal) {
    try {
      Signal.handle(signal, sun.misc.SignalHandler.SIG_DFL);
      String kill = "kill -" + signal.getName() + " " + ProcessHandle.current().pid();
      new ProcessBuilder("/bin/sh", "-c", kill).start().waitFor(1, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException | RuntimeException e) {
      LoggerFactory.getLogger(Endings.class).debug("No {} can be sent", signal, e);
    }
    Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
  }
}
