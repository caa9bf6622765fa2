package dev.rondo.cli;

import dev.rondo.run.Progress;
import dev.rondo.schema.VisibleText;
import java.io.PrintStream;

/**
 * Progress as plain lines, for logs and pipes: nothing about short work, one line about work of
 * some seconds, one more at a tenth of long work, but never more than one in ten seconds.
 */
final class PlainProgress implements Progress {
  private static final long SHORT_NANOS = 3_000_000_000L;
  private static final long QUIET_NANOS = 10_000_000_000L;

  private final PrintStream out;

  PlainProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public Work start(String title, long total, String unit) {
    String what = VisibleText.of(title);
    return new Work() {
      private final long startNanos = System.nanoTime();
      private long saidNanos;
      private long saidTenths = -1;
      private long expected = total;

      @Override
      public synchronized void expect(long more) {
        expected = more;
      }

      @Override
      public synchronized void advanceTo(long done) {
        long now = System.nanoTime();
        long tenths = expected <= 0 ? 0 : done * 10 / expected;
        boolean isFirst = saidTenths < 0;
        boolean isDue = isFirst ? now - startNanos > SHORT_NANOS : now - saidNanos > QUIET_NANOS;
        if (isDue && tenths > saidTenths && done < expected) {
          saidTenths = tenths;
          saidNanos = now;
          say(what + ": " + done + " of " + expected + " " + unit);
        }
      }

      @Override
      public synchronized void close() {
        long seconds = (System.nanoTime() - startNanos) / 1_000_000_000L;
        if (seconds >= SHORT_NANOS / 1_000_000_000L) {
          say(what + ": ended after " + seconds + " s");
        }
      }
    };
  }

  @Override
  public void say(String line) {
    synchronized (out) {
      out.println(VisibleText.lines(line));
      out.flush();
    }
  }
}
