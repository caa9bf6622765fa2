package dev.rondo.pipelines;

import dev.rondo.config.RunnerSettings;
import dev.rondo.schema.InvalidInputException;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Options of Beam as a command line and the runner section of run.yaml give them together: which
 * runner, where it is, and how many shards it works on at a time. Valid from birth.
 *
 * <p>Left out: what Flink would take beside {@code [local]} for a cluster in this process ({@code
 * [auto]}, {@code [collection]}): it is one with open ports.
 */
final class RunnerOptions {
  private static final String EMBEDDED_MASTER = RunnerSettings.EMBEDDED_MASTER;
  private static final int MOST_SLOTS = 10_000;

  private final String[] arguments;
  private final RunnerSettings settings;

  private RunnerOptions(List<String> arguments) {
    this.arguments = arguments.toArray(String[]::new);
    this.settings = settings(create());
  }

  /**
   * Options of both.
   *
   * @param settings the runner section of run.yaml
   * @param beamArguments options as on a command line; they go before the settings
   * @throws InvalidInputException if an option is unknown or has a value that is not allowed
   */
  static RunnerOptions of(RunnerSettings settings, List<String> beamArguments) {
    List<String> arguments = new ArrayList<>(beamArguments);
    if (!isGiven(beamArguments, "runner")) {
      boolean isFlink = settings.runner() == RunnerSettings.Runner.FLINK;
      arguments.add("--runner=" + (isFlink ? "FlinkRunner" : "DirectRunner"));
    }
    // Beam has several names for a runner: what is meant is what it understands.
    Class<?> runner = parse(arguments).getRunner();
    if (runner == FlinkRunner.class) {
      addDefault(arguments, "flinkMaster", settings.flinkMaster());
      addDefault(arguments, "parallelism", Integer.toString(settings.parallelism()));
      addDefault(arguments, "fasterCopy", "true");
      if (!arguments.contains("--flinkMaster=" + EMBEDDED_MASTER)) {
        // Each shard's work by itself: a machine that is lost takes only its own shards along, and
        // a job goes on with the slots that are left.
        addDefault(arguments, "executionModeForBatch", "BATCH_FORCED");
      }
    } else if (runner == DirectRunner.class) {
      requireNoneOfFlink(beamArguments);
      addDefault(
          arguments, "targetParallelism", Integer.toString(Math.max(1, settings.parallelism())));
    } else {
      throw new InvalidInputException(
          "Cannot use --runner: "
              + runner.getSimpleName()
              + " (allowed: DirectRunner or FlinkRunner)");
    }
    return new RunnerOptions(arguments);
  }

  /** Beam takes them with any runner, and only Flink's looks at them. */
  private static void requireNoneOfFlink(List<String> beamArguments) {
    for (Method method : FlinkPipelineOptions.class.getDeclaredMethods()) {
      String option = Introspector.decapitalize(method.getName().replaceFirst("^set", ""));
      if (isGiven(beamArguments, option)) {
        throw new InvalidInputException(
            "Cannot use --"
                + option
                + " with a runner that is not Flink's (allowed: with --runner=FlinkRunner)");
      }
    }
  }

  private static boolean isGiven(List<String> arguments, String option) {
    return arguments.stream().anyMatch(argument -> argument.startsWith("--" + option + "="));
  }

  private static void addDefault(List<String> arguments, String option, String value) {
    if (!isGiven(arguments, option)) {
      arguments.add("--" + option + "=" + value);
    }
  }

  private static PipelineOptions parse(List<String> arguments) {
    try {
      return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new))
          .withValidation()
          .create();
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot use Beam options "
              + String.join(" ", arguments)
              + ": "
              + e.getMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  private static RunnerSettings settings(PipelineOptions options) {
    if (options.getRunner() != FlinkRunner.class) {
      int shards = options.as(DirectOptions.class).getTargetParallelism();
      require("targetParallelism", shards);
      return new RunnerSettings(RunnerSettings.Runner.DIRECT, shards, EMBEDDED_MASTER);
    }
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    require("parallelism", flink.getParallelism());
    String master = flink.getFlinkMaster();
    return new RunnerSettings(
        RunnerSettings.Runner.FLINK,
        flink.getParallelism(),
        master.equals(EMBEDDED_MASTER) ? master : access(flink).hostAndPort());
  }

  private static void require(String option, int value) {
    if (value < 1 || value > MOST_SLOTS) {
      throw new InvalidInputException(
          "Cannot use --" + option + ": " + value + " (allowed: 1 to " + MOST_SLOTS + ")");
    }
  }

  /** How a cluster is spoken to that options name. */
  static FlinkAccess access(FlinkPipelineOptions options) {
    return FlinkAccess.of(options.getFlinkMaster(), options.getFlinkConfDir());
  }

  /** Whether options, of whoever made them, name a cluster outside of this process. */
  static boolean isRemote(PipelineOptions options) {
    return options.getRunner() == FlinkRunner.class
        && !options.as(FlinkPipelineOptions.class).getFlinkMaster().startsWith("[");
  }

  /** Options of Beam for one job, which may change them. */
  PipelineOptions create() {
    return parse(List.of(arguments));
  }

  /** The runner section of run.yaml that says the same. */
  RunnerSettings settings() {
    return settings;
  }

  /** Whether jobs run in this process, not on a cluster. */
  boolean areHere() {
    return settings.flinkMaster().equals(EMBEDDED_MASTER);
  }

  /** Whether jobs run on the Flink in this process. */
  boolean areEmbedded() {
    return areHere() && settings.runner() == RunnerSettings.Runner.FLINK;
  }
}
