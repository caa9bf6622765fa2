package dev.rondo.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo step}: does one action of a run. */
@Command(
    name = "step",
    mixinStandardHelpOptions = true,
    header = "Does the next action of a run and exits; for schedulers.",
    description = {
      "",
      "Exit codes: 0 done, 1 failed and a person is needed, 2 wrong usage, 75 failed and trying"
          + " again may help, 128 and above stopped by a signal.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo step --run runs/first",
      "  rondo step --run runs/first --exit-code-if-more 10"
    })
final class StepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RunOption run;
  @Mixin private BeamOptions beam;
  @Mixin private MoreOption more;

  @Option(
      names = "--accept-code-version",
      description =
          "Goes on with a run that another version or build of this program began, or whose round,"
              + " warm start or control a machine of another numeric class did. What is not"
              + " finished is begun anew.")
  private boolean acceptCodeVersion;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (RunSession session =
        RunSession.open(
            run.directory(),
            beam.arguments(),
            acceptCodeVersion,
            TerminalProgress.forStandardError())) {
      spec.commandLine().getOut().println(RunCommand.describe(session.loop().step()));
      spec.commandLine().getOut().flush();
      return more.exitCode(session.run());
    }
  }
}
