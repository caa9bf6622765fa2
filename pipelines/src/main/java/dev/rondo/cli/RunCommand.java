package dev.rondo.cli;

import dev.rondo.run.Action;
import dev.rondo.run.Progress;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo run}: goes on with a run. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    header = "Goes on with a run until it is done.",
    description = {
      "",
      "Does what the run directory lacks, in order: problems, warm start, rounds, evaluations,"
          + " report. Kill it at any time; the same command goes on.",
      "",
      "Exit codes: 0 done, 1 failed and a person is needed, 2 wrong usage, 75 failed and trying"
          + " again may help, 128 and above stopped by a signal.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo run --run runs/first",
      "  rondo run --run runs/first --until round",
      "  rondo run --run runs/first -- --runner=FlinkRunner --flinkMaster=host:8081"
    })
final class RunCommand implements Callable<Integer> {

  /** Where to stop. */
  enum Until {
    done,
    round,
    step
  }

  @Spec private CommandSpec spec;
  @Mixin private RunOption run;
  @Mixin private BeamOptions beam;
  @Mixin private MoreOption more;

  @Option(
      names = "--until",
      paramLabel = "WHERE",
      defaultValue = "done",
      description =
          "Where to stop: done (the default), round (one more round, or the control, is trained) or"
              + " step (one action is done).")
  private Until until;

  @Option(
      names = "--accept-code-version",
      description =
          "Goes on with a run that another version or build of this program began, or whose round,"
              + " warm start or control a machine of another numeric class did. What is not"
              + " finished is begun anew.")
  private boolean acceptCodeVersion;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Progress progress = TerminalProgress.forStandardError();
    try (RunSession session =
        RunSession.open(run.directory(), beam.arguments(), acceptCodeVersion, progress)) {
      switch (until) {
        case done -> {
          session.loop().run();
          say("Done: " + run.directory());
        }
        case round -> say(session.loop().round() ? "One more policy is published." : "Done.");
        case step -> say(describe(session.loop().step()));
      }
      return more.exitCode(session.run());
    }
  }

  static String describe(Optional<Action> action) {
    return action.map(done -> "Did: " + done.describe()).orElse("Nothing to do: the run is done.");
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
