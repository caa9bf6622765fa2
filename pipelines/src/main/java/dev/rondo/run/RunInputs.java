package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.config.RunnerSettings;
import dev.rondo.config.TaskSettings;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.imports.QuestionDigests;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.PromptWarnings;
import dev.rondo.policy.checkpoint.WeightFiles;
import dev.rondo.policy.gguf.GgufCheckpoint;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.policy.text.TurnMarks;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.task.TaskSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a configuration names outside the run's directory: a checkpoint, imported problems,
 * benchmarks.
 */
public final class RunInputs {
  private RunInputs() {}

  /**
   * What was found in sound inputs.
   *
   * @param warnings what is no fault and yet hardly meant, one line each
   * @param prompts the longest of the problems
   */
  public record Checked(List<String> warnings, LongestPrompts prompts) {

    /** Keeps the warnings as they are now. */
    public Checked {
      warnings = List.copyOf(warnings);
    }
  }

  /** What a new run takes of the machine's memory, before its prompts are measured. */
  public static MemoryPlan memoryPlan(RunConfig config) {
    return MemoryPlan.ofNew(config, shape(config));
  }

  /** What a new run takes of it with its prompts. */
  public static MemoryPlan memoryPlan(RunConfig config, LongestPrompts prompts) {
    return MemoryPlan.ofNew(config, shape(config), prompts);
  }

  /**
   * Whether a run has computed something that its settings are kept for: its base policy, also if
   * that was lost since, or a checkpoint on the way there.
   */
  public static boolean isBegun(RunDirectory run) throws IOException {
    return run.publishedRounds() >= 0
        || !run.storage().list(Trainings.WARM_START_CHECKPOINTS).isEmpty()
        || !run.storage().list("rollouts").isEmpty();
  }

  /**
   * What a run takes of it, by the shape of its base policy where that is there: the checkpoint
   * that it began with may be gone. A run that was not begun is planned as {@code rondo init} does
   * it.
   *
   * @param runner where its jobs run, which options may have chosen
   */
  public static MemoryPlan memoryPlan(RunDirectory run, RunnerSettings runner) throws IOException {
    String base = RunDirectory.policyDirectory(0);
    RunConfig config = run.config().runningOn(runner);
    if (run.isCommitted(base)) {
      return MemoryPlan.of(config, CheckpointFiles.read(run.root().resolve(base)).config());
    }
    return isBegun(run)
        ? memoryPlan(config)
        : memoryPlan(config, fit(config, problems(run)).longestPrompts());
  }

  private static ModelConfig shape(RunConfig config) {
    String checkpoint = config.model().from();
    return checkpoint.isEmpty()
        ? Trainings.shape(config)
        : CheckpointFiles.read(Path.of(checkpoint)).config();
  }

  /** The problems that a run has made, or will make: the datasets that it imports may be gone. */
  private static TaskSplit problems(RunDirectory run) throws IOException {
    return Plan.hasProblems(run)
        ? new TaskSplit(
            run.dataset(RunDirectory.HELD_OUT_PROBLEMS).readAllRows(Problem.class),
            run.dataset(RunDirectory.DEMONSTRATIONS).readAllRows(Problem.class),
            run.dataset(RunDirectory.TRAINING_PROBLEMS).readAllRows(Problem.class))
        : problems(run.config());
  }

  private static TaskSplit problems(RunConfig config) throws IOException {
    return config.task().isImported() ? ImportedProblems.read(config).split() : generated(config);
  }

  /**
   * Opens everything that a new run will read, so that what is wrong is said before the run begins,
   * and so is what can be sampled but not trained on.
   *
   * @throws InvalidInputException naming file and field, tensor or problem
   */
  public static Checked check(RunConfig config) throws IOException {
    requireSettings(config);
    ImportedProblems imported = config.task().isImported() ? ImportedProblems.read(config) : null;
    TaskSplit problems = imported == null ? generated(config) : imported.split();
    TrainingQuestions training =
        imported == null
            ? TrainingQuestions.of(problems.training(), QuestionDigests.ofPrompts())
            : imported.questions();
    for (Benchmark benchmark : Benchmark.of(config)) {
      benchmark.check(training);
    }
    ProblemFit fit = fit(config, problems);
    List<String> warnings = new ArrayList<>(fit.warnings());
    if (!config.model().from().isEmpty()) {
      warnings.addAll(checkCheckpoint(config, problems));
    }
    return new Checked(warnings, fit.longestPrompts());
  }

  /** What is said of a checkpoint, and of imported problems, which only a checkpoint takes. */
  private static List<String> checkCheckpoint(RunConfig config, TaskSplit problems)
      throws IOException {
    Path checkpoint = Path.of(config.model().from());
    List<String> warnings = new ArrayList<>();
    if (config.model().prompt() == PromptFormat.Style.PLAIN
        && FileTokenizer.hasChatTemplate(checkpoint)) {
      warnings.add(
          "model.prompt plain leaves out the chat template of "
              + checkpoint
              + ": a model that was made to chat answers to model.prompt chat");
    }
    warnings.addAll(prompts(checkpoint, config.model().promptFormat()));
    warnings.addAll(leftOut("task.problems", config.task().from(), problems.training().size()));
    warnings.addAll(
        leftOut("task.held-out-problems", config.task().heldOutFrom(), problems.heldOut().size()));
    if (config.task().isImported() && config.evaluation().problems() < problems.heldOut().size()) {
      warnings.add(
          "evaluation.problems "
              + config.evaluation().problems()
              + " measures the first so many of the "
              + problems.heldOut().size()
              + " of task.held-out-problems");
    }
    try (WeightFiles weights = WeightFiles.open(checkpoint, shape(config))) {
      weights.requireFinite();
    }
    return warnings;
  }

  /** What is said of prompts that are not those of the checkpoint, or of another model. */
  private static List<String> prompts(Path checkpoint, PromptFormat format) {
    try {
      return promptsOfReadable(checkpoint, format);
    } catch (InvalidInputException e) {
      return List.of(
          "prompts were not compared with those of " + checkpoint + ": " + e.getMessage());
    }
  }

  private static List<String> promptsOfReadable(Path checkpoint, PromptFormat format) {
    List<String> warnings = new ArrayList<>();
    PromptFormat own = PromptFormat.read(checkpoint);
    if (own.isLeftOutBy(format)) {
      warnings.add(
          "the run's prompts are "
              + format.text()
              + " (model.prompt, model.system-prompt, model.prompt-suffix, model.prompt-date),"
              + " those of "
              + checkpoint.resolve(PromptFormat.FILE_NAME)
              + " are left out: "
              + own.text());
    }
    if (format.style() == PromptFormat.Style.CHAT) {
      List<String> foreign = TurnMarks.foreign(checkpoint, format);
      if (!foreign.isEmpty()) {
        warnings.add(
            "model.system-prompt and model.prompt-suffix have "
                + String.join(", ", foreign)
                + ", which the chat template of "
                + checkpoint
                + " does not write: turns of a chat need the marks of the model's own");
      }
    }
    return warnings;
  }

  /**
   * Builds what the run will build of its settings, so that none of its later steps is the first to
   * find a limit, and refuses what only runs of earlier versions were begun with.
   *
   * @throws InvalidInputException naming setting and value
   */
  static void requireSettings(RunConfig config) {
    config.rollout().sampling();
    RunPlans.sampling(config);
    RunPlans.greedy(config);
    Trainings.requireSettings(config);
    Objectives.requireUniformGroups(config);
  }

  /** The problems that the run will make. */
  static TaskSplit generated(RunConfig config) {
    TaskSettings task = config.task();
    return TaskSplit.of(
        task.generator(),
        config.run().seed(),
        task.heldOutProblems(),
        task.demonstrations(),
        task.problems());
  }

  /** What is said of imported problems that a limit leaves out. */
  private static List<String> leftOut(String key, String folder, int taken) throws IOException {
    if (folder.isEmpty()) {
      return List.of();
    }
    DatasetStore problems = new DatasetStore(new LocalStorage(Path.of(folder)), "");
    long all = problems.committedManifest().counts().getOrDefault("rows", (long) taken);
    return all <= taken
        ? List.of()
        : List.of(
            key
                + " "
                + taken
                + " takes the first so many of the "
                + all
                + " problems of "
                + folder);
  }

  private static ProblemFit fit(RunConfig config, TaskSplit problems) throws IOException {
    if (config.model().from().isEmpty()) {
      try (FileTokenizer tokenizer = Trainings.tokenizer(config)) {
        return fit(config, problems, Trainings.newPolicy(config), tokenizer);
      }
    }
    Path checkpoint = Path.of(config.model().from());
    if (GgufCheckpoint.isGguf(checkpoint)) {
      throw new InvalidInputException(
          "Cannot use model.from: "
              + checkpoint
              + ", a GGUF file (allowed: the folder of a checkpoint; rondo adopt --from "
              + checkpoint
              + " --to DIR makes one)");
    }
    CheckpointFiles files = CheckpointFiles.read(checkpoint);
    try (FileTokenizer tokenizer = FileTokenizer.open(checkpoint, config.model().promptFormat())) {
      tokenizer.requireSystemMessage();
      ProblemFit fit = fit(config, problems, files, tokenizer);
      PromptWarnings.of(files, tokenizer, checkpoint).forEach(fit::warn);
      return fit;
    }
  }

  private static ProblemFit fit(
      RunConfig config, TaskSplit problems, CheckpointFiles files, FileTokenizer tokenizer)
      throws IOException {
    tokenizer.requireStops(config.rollout().stop(), "rollout.stop");
    TaskSettings task = config.task();
    String generated = "task.name: " + task.name();
    ProblemFit fit = new ProblemFit(config, tokenizer, files.config().maxPositions());
    fit.requireTrained(
        problems.training(), task.isImported() ? "task.from: " + task.from() : generated);
    fit.requireSolutions(
        problems.demonstrations(),
        task.isImported() ? "task.from: " + task.from() : generated,
        files.stopTokens());
    fit.requireSampled(
        problems.heldOut().subList(0, config.evaluation().problems()),
        task.isImported() ? "task.held-out-from: " + task.heldOutFrom() : generated);
    for (Benchmark benchmark : Benchmark.of(config)) {
      fit.requireSampled(benchmark.problems(), "evaluation.benchmarks: " + benchmark.folder());
    }
    return fit;
  }
}
