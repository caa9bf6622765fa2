package dev.rondo.cli;

import dev.rondo.run.Plan;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option by which a scheduler learns that a run is not done yet. */
final class MoreOption {
  private static final int MOST = 125;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  private int code;

  @Option(
      names = "--exit-code-if-more",
      paramLabel = "CODE",
      defaultValue = "0",
      description =
          "Exit code when the command did its part and the run has more to do (default: 0, as when"
              + " the run is done); 0 or 3 to 125, but not 75.")
  private void setCode(int code) {
    if (code != 0 && (code < 3 || code > MOST || code == ExitCode.TRY_AGAIN)) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot use --exit-code-if-more: " + code + " (allowed: 0 or 3 to 125, but not 75)");
    }
    this.code = code;
  }

  /** That of a command that did its part of a run. */
  int exitCode(RunDirectory run) throws IOException {
    return code == 0 || Plan.plan(run).isEmpty() ? ExitCode.DONE : code;
  }
}
