package dev.rondo.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Options of the Beam runner, after {@code --}. */
final class BeamOptions {
  @Parameters(
      paramLabel = "-- BEAM OPTION",
      description =
          "Options of the Beam runner after two hyphens, such as --runner=FlinkRunner"
              + " --flinkMaster=host:8081 --parallelism=8; they override run.yaml's runner group."
              + " Options of Flink are refused with another runner.")
  private List<String> arguments = new ArrayList<>();

  List<String> arguments() {
    return arguments;
  }
}
