package dev.rondo.cli;

import dev.rondo.run.Progress;
import java.io.PrintStream;

/**
 * Progress as plain lines, for logs and pipes: one line when a piece of work begins, at most one
 * more at each tenth of long work.
 */
final class PlainProgress implements Progress {
  private static final long QUIET_NANOS = 10_000_000_000L;

  private final PrintStream out;

  PlainProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public Work start(String what, long total, String unit) {
    say(what + " (" + total + " " + unit + ")");
    return new Work() {
      private long saidTenths;
      private long saidNanos = System.nanoTime();

      @Override
      public synchronized void advanceTo(long done) {
        long tenths = total <= 0 ? 0 : done * 10 / total;
        long now = System.nanoTime();
        if (tenths > saidTenths && done < total && now - saidNanos > QUIET_NANOS) {
          saidTenths = tenths;
          saidNanos = now;
          say("  " + what + ": " + done + " of " + total + " " + unit);
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void say(String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
