package dev.rondo.run;

import java.io.IOException;

/** Writes a run's report; the round loop knows no more of it. */
@FunctionalInterface
public interface ReportWriter {

  /** Writes {@link RunDirectory#REPORT} from what the directory holds, in place of an older one. */
  void write(RunDirectory run) throws IOException;
}
