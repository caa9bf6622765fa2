package dev.rondo.cli;

import dev.rondo.config.RunConfig;
import dev.rondo.programs.DatasetTraining;
import dev.rondo.run.Progress;
import java.nio.file.Path;

/** A training that its process does not survive: it halts after so many updates. */
final class TrainProcess {
  private TrainProcess() {}

  /** Rollouts, policy, target, updates; a configuration, for rollouts of any policy. */
  public static void main(String[] arguments) throws Exception {
    Path rollouts = Path.of(arguments[0]);
    long last = Long.parseLong(arguments[3]);
    new DatasetTraining(
            rollouts,
            Path.of(arguments[1]),
            null,
            Path.of(arguments[2]),
            arguments.length > 4
                ? RunConfig.load(Path.of(arguments[4]))
                : DatasetTraining.ofRunAround(rollouts),
            arguments.length > 4)
        .run(
            new Progress() {
              @Override
              public Work start(String what, long total, String unit) {
                return new Work() {
                  @Override
                  public void advanceTo(long done) {
                    if (done == last) {
                      Runtime.getRuntime().halt(9);
                    }
                  }

                  @Override
                  public void close() {}
                };
              }

              @Override
              public void say(String line) {}
            });
  }
}
