package dev.rondo.cli;

import dev.rondo.run.Progress;
import dev.rondo.schema.VisibleText;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Draws one bar at a time on a terminal; a bar that is done makes room for the next. */
final class TerminalProgress implements Progress {
  private final PrintStream out;

  /**
   * @param out a terminal
   */
  TerminalProgress(PrintStream out) {
    this.out = out;
  }

  /** Bars where the launcher saw a terminal, lines otherwise. */
  static Progress forStandardError() {
    return Boolean.getBoolean("rondo.terminal")
        ? new TerminalProgress(System.err)
        : new PlainProgress(System.err);
  }

  @Override
  public Work start(String what, long total, String unit) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(VisibleText.of(what))
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(250)
            .setConsumer(new ConsoleProgressBarConsumer(out))
            .clearDisplayOnFinish()
            .setEtaFunction(TerminalProgress::remaining)
            .build();
    return new Work() {
      private boolean closed;

      @Override
      public synchronized void expect(long more) {
        if (!closed) {
          bar.maxHint(more);
        }
      }

      @Override
      public synchronized void advanceTo(long done) {
        if (!closed) {
          bar.stepTo(done);
        }
      }

      @Override
      public synchronized void close() {
        if (!closed) {
          closed = true;
          bar.close();
        }
      }
    };
  }

  private static java.util.Optional<Duration> remaining(
      me.tongfei.progressbar.ProgressState state) {
    if (state.getMax() <= 0 || state.getCurrent() <= state.getStart()) {
      return java.util.Optional.empty();
    }
    double perUnit =
        (double) state.getElapsedAfterStart().toMillis() / (state.getCurrent() - state.getStart());
    return java.util.Optional.of(
        Duration.ofMillis(Math.round(perUnit * (state.getMax() - state.getCurrent()))));
  }

  @Override
  public void say(String line) {
    out.println(VisibleText.lines(line));
  }
}
