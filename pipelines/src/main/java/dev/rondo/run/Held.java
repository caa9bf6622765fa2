package dev.rondo.run;

import java.io.IOException;

/** Whether a run is still this process's, which may have been paused. */
@FunctionalInterface
public interface Held {
  /**
   * Asks now.
   *
   * @throws RunHeldException if another process has taken over
   * @throws IOException if that cannot be found out
   */
  void require() throws IOException;
}
