package dev.rondo.pipelines;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a Flink cluster has its TaskManagers; for scripts that start one. Arguments: the
 * cluster's configuration directory, how many TaskManagers, for how many seconds. Ends with 0, or
 * with 1 if they did not come.
 */
public final class AwaitFlink {
  private static final long POLL_MILLIS = 500;

  private AwaitFlink() {}

  /** The program. */
  public static void main(String[] arguments) throws InterruptedException {
    FlinkRest rest = new FlinkRest(FlinkAccess.of(arguments[0]));
    int taskManagers = Integer.parseInt(arguments[1]);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[2]));
    String reason = "";
    while (System.nanoTime() < deadline) {
      try {
        int registered = rest.read("/overview").path("taskmanagers").asInt();
        if (registered >= taskManagers) {
          return;
        }
        reason = registered + " of " + taskManagers + " TaskManagers";
      } catch (IOException | RuntimeException e) {
        reason = e.toString();
      }
      Thread.sleep(POLL_MILLIS);
    }
    System.err.println("Flink is not ready: " + reason);
    System.exit(1);
  }
}
