package dev.rondo.cli;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.config.Word;
import dev.rondo.policy.program.Processor;
import dev.rondo.report.SummaryText;
import dev.rondo.report.facts.RunReader;
import dev.rondo.run.MemoryPlan;
import dev.rondo.run.Plan;
import dev.rondo.run.Progress;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunInputs;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo quickstart}: the whole loop on this machine, and one page about it. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    header = "Runs the whole loop on this machine and tells what came of it.",
    description = {
      "",
      "Problems, a base policy, rounds on an embedded Flink, evaluations before and after, a"
          + " control (more supervised training instead of rounds; with --model the same rounds on"
          + " shuffled verdicts), a report. Killed and started again, it goes on; when it is done,"
          + " it says so.",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 128 and above stopped by a signal.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo quickstart --size tiny    every part once; learns nothing",
      "  rondo quickstart                a policy that learns",
      "  rondo quickstart --model SmolLM2-135M-Instruct.Q4_1.gguf   a real one that learns more"
    })
final class QuickstartCommand implements Callable<Integer> {

  /** Which preset. */
  enum Size {
    tiny,
    small
  }

  /** The plan of memory of a new run. */
  interface Planned {
    MemoryPlan of(RunConfig configuration) throws IOException;
  }

  @Spec private CommandSpec spec;
  private final Supplier<Processor> processor;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The run directory (default: runs/quickstart, or runs/tiny for size tiny; with --model"
              + " runs/model and runs/model-tiny).")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of every random number (default: the run's own, or 0).")
  private Long seed;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description = "tiny or small (default: the run's own, or small).")
  private Size size;

  @Option(
      names = "--model",
      paramLabel = "FILE|DIR",
      description =
          "A GGUF file, a Hugging Face checkpoint's folder or a policy: it learns word problems,"
              + " and the control gets the same rounds on shuffled verdicts. A policy keeps the"
              + " prompts that rondo adopt gave it; other models get worked examples in ChatML,"
              + " and one whose chat template is another is refused.")
  private Path model;

  QuickstartCommand() {
    this(Processor::here);
  }

  /** With the processor that a new run is computed on. */
  QuickstartCommand(Supplier<Processor> processor) {
    this.processor = processor;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    out = out == null ? defaultDirectory(size, model != null) : out;
    RunConfig configuration =
        model == null
            ? withinMemory(configuration("tiny", "small"), RunInputs::memoryPlan)
            : configurationOfModel();
    if (!isThere()) {
      RunInputs.Checked inputs = RunInputs.check(configuration);
      PrintWriter err = spec.commandLine().getErr();
      inputs.warnings().forEach(warning -> err.println("Warning: " + warning));
      MemoryPlan memory = RunInputs.memoryPlan(configuration, inputs.prompts());
      memory.availableBytes().ifPresent(memory::check);
    }
    FrozenConfig.freeze(configuration, out);
    RunDirectory run = RunDirectory.open(out);
    Progress progress = TerminalProgress.forStandardError();
    if (Plan.plan(run).isEmpty()) {
      LogFile.inRunDirectory(run.root());
      progress.say("This run is done already; nothing to do.");
    } else {
      try (RunSession session = RunSession.open(out, List.of(), false, progress)) {
        session.loop().run();
      }
    }
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println();
    SummaryText.of(RunReader.read(run), out).forEach(terminal::println);
    terminal.flush();
    return 0;
  }

  /**
   * Each size has a directory of its own, so that the one does not stand in the way of the other.
   */
  static Path defaultDirectory(Size size, boolean hasModel) {
    boolean isTiny = size == Size.tiny;
    String name = hasModel ? "model" : isTiny ? "tiny" : "quickstart";
    return Path.of("runs", hasModel && isTiny ? name + "-tiny" : name);
  }

  /** The preset for a model that is there already, or the run that began with it. */
  private RunConfig configurationOfModel() throws IOException {
    RunConfig preset = configuration("smollm2-tiny", "smollm2");
    boolean hasBase =
        isThere() && RunDirectory.open(out).isCommitted(RunDirectory.policyDirectory(0));
    if (hasBase && !Files.exists(model)) {
      throw new InvalidInputException(
          "Cannot use --model: "
              + model
              + ": no such file or folder (allowed: what run "
              + out
              + " was begun with; or no --model, for the run has its base policy: rondo quickstart"
              + " --out "
              + out
              + ")");
    }
    QuickstartModel source = QuickstartModel.of(model, out, preset);
    Progress progress = TerminalProgress.forStandardError();
    if (isThere()) {
      source.requireThatOf(out, FrozenConfig.of(out));
      preset = preset.withPrompts(FrozenConfig.of(out).model().promptFormat());
    } else {
      preset = source.withPrompts(preset, progress);
    }
    RunConfig configuration =
        withinMemory(preset.withModel(source.checkpoint()), source::memoryPlan);
    if (!hasBase) {
      source.make(configuration, progress);
    }
    return configuration;
  }

  /**
   * The preset asked for, for this processor and the seed asked for. A run that is there already
   * goes on unless another preset is asked for, and keeps its seed and what it computes with.
   */
  private RunConfig configuration(String tiny, String small) {
    boolean isThere = isThere();
    RunConfig configuration =
        isThere && size == null
            ? FrozenConfig.of(out)
            : RunConfig.preset(size == Size.tiny ? tiny : small);
    configuration =
        isThere ? configuration.computingAs(FrozenConfig.of(out)) : fitting(configuration);
    if (seed != null) {
      return configuration.withSeed(seed);
    }
    return isThere ? configuration.withSeed(FrozenConfig.of(out).run().seed()) : configuration;
  }

  /** The launcher has pinned what this chooses, by the same table. */
  private RunConfig fitting(RunConfig preset) {
    RunConfig fitting = preset.on(processor.get());
    if (!fitting.equals(preset)) {
      TerminalProgress.forStandardError()
          .say(
              "This processor lacks "
                  + processor.get().lacks(Word.of(preset.compute().instructionSet()))
                  + ": computing with "
                  + Word.of(fitting.compute().instructionSet())
                  + " in "
                  + fitting.compute().dtype().typeName());
    }
    return fitting;
  }

  /** A run that is there stays as it is. */
  private RunConfig withinMemory(RunConfig configuration, Planned planned) throws IOException {
    return isThere()
        ? configuration
        : withinMemory(configuration, planned, TerminalProgress.forStandardError());
  }

  /** The same, with activations computed again where it fits the memory only so. */
  static RunConfig withinMemory(RunConfig configuration, Planned planned, Progress progress)
      throws IOException {
    if (configuration.memory().recompute() || planned.of(configuration).fits()) {
      return configuration;
    }
    RunConfig recomputing = configuration.recomputing();
    if (!planned.of(recomputing).fits()) {
      return configuration;
    }
    progress.say(
        "Training needs more memory than is here: memory.recompute: true, which needs less and"
            + " takes a third more work");
    return recomputing;
  }

  private boolean isThere() {
    return Files.exists(out.resolve(RunConfig.FILE_NAME));
  }
}
