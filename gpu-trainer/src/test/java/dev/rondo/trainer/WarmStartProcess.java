// A warm start in a process of its own, to be killed.
package dev.rondo.trainer;

import java.io.IOException;
import java.nio.file.Path;

/** Runs the warm start of a {@link TinyRun}: directory, seed, updates. */
final class WarmStartProcess {

  private WarmStartProcess() {}

  public static void main(String[] arguments) throws IOException {
    TinyRun run = new TinyRun(Path.of(arguments[0]), Long.parseLong(arguments[1]));
    WarmStart.run(run.warmStart(Integer.parseInt(arguments[2]), TrainProgress.SILENT));
  }
}
