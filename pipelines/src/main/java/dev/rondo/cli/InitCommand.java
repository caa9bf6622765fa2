package dev.rondo.cli;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.policy.program.Processor;
import dev.rondo.run.MemoryPlan;
import dev.rondo.run.RunInputs;
import dev.rondo.run.SamplingPlan;
import dev.rondo.run.ThreadPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo init}: checks a configuration and freezes it into a run directory. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    header = "Checks a configuration and freezes it into a run directory.",
    description = {
      "",
      "Refuses unknown keys, values out of range and combinations that do not fit, before anything"
          + " is written. Done twice with the same configuration it changes nothing.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo init --config configs/small.yaml --run runs/first",
      "  rondo run --run runs/first"
    })
final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  private final Supplier<Processor> processor;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration; every setting is in docs/configuration.md.")
  private Path config;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "The run directory to make.")
  private Path run;

  @Option(names = "--seed", paramLabel = "N", description = "Overrides run.seed.")
  private Long seed;

  InitCommand() {
    this(Processor::here);
  }

  /** With the processor that a run is to be computed on. */
  InitCommand(Supplier<Processor> processor) {
    this.processor = processor;
  }

  @Override
  public Integer call() throws IOException {
    RunConfig configuration = RunConfig.load(config).withAbsoluteFolders();
    if (seed != null) {
      configuration = configuration.withSeed(seed);
    }
    configuration.compute().requireOf(processor.get());
    List<String> warnings = new ArrayList<>(configuration.advice());
    RunInputs.Checked inputs = RunInputs.check(configuration);
    warnings.addAll(
        ThreadPlan.warnings(
            configuration, configuration.runner(), Runtime.getRuntime().availableProcessors()));
    warnings.addAll(inputs.warnings());
    MemoryPlan memory = RunInputs.memoryPlan(configuration, inputs.prompts());
    memory.availableBytes().ifPresent(memory::check);
    PrintWriter err = spec.commandLine().getErr();
    warnings.forEach(warning -> err.println("Warning: " + warning));
    List<String> planned = new ArrayList<>(memory.lines());
    planned.addAll(SamplingPlan.lines(configuration));
    boolean created = FrozenConfig.freeze(configuration, run);
    spec.commandLine()
        .getOut()
        .println(
            (created ? "Initialised " : "Already initialised: ")
                + run
                + "\nPlanned: "
                + String.join("\n  ", planned)
                + "\nNext: rondo run --run "
                + run);
    return 0;
  }
}
