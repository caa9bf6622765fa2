package dev.rondo.cli;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/**
 * Sends what libraries log to the {@link LogFile} of the moment: it moves into the run directory
 * once the command has found that there is one. Opens the file for each event, of which there are
 * few.
 */
public final class LogAppender extends AppenderBase<ILoggingEvent> {
  private final PatternLayout layout = new PatternLayout();

  @Override
  public void start() {
    layout.setContext(getContext());
    layout.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level [%thread] %logger{20}: %msg%n");
    layout.start();
    super.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    LogFile.append(layout.doLayout(event));
  }
}
