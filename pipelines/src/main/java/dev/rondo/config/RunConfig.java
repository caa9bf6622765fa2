package dev.rondo.config;

import dev.rondo.dataset.Digests;
import dev.rondo.policy.program.Processor;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The whole configuration of a run, read from {@code run.yaml}: one record per section, one
 * component per setting, each with meaning, unit, range and default in its {@link Setting}. Valid
 * from birth: every range and every combination is checked by {@link SettingSchema#faults}.
 * Immutable.
 *
 * <p>Keys in the file are the component names in kebab case inside their section, such as {@code
 * rollout.group-size}. A setting that the file leaves out has its default; a key that is not listed
 * here is refused.
 */
public record RunConfig(
    RunSettings run,
    TaskSettings task,
    ModelSettings model,
    WarmStartSettings warmStart,
    RolloutSettings rollout,
    ObjectiveSettings objective,
    TrainSettings train,
    OptimizerSettings optimizer,
    MemorySettings memory,
    AdaptersSettings adapters,
    PolicyGradientSettings policyGradient,
    CriticSettings critic,
    AlarmsSettings alarms,
    EvaluationSettings evaluation,
    ControlSettings control,
    RetentionSettings retention,
    ComputeSettings compute,
    RunnerSettings runner) {

  /** File name of the frozen configuration in a run directory. */
  public static final String FILE_NAME = "run.yaml";

  /** Checks every range and every combination. */
  public RunConfig {
    List<SettingException> faults =
        SettingSchema.faults(
            SettingValues.of(
                List.of(
                    run,
                    task,
                    model,
                    warmStart,
                    rollout,
                    objective,
                    train,
                    optimizer,
                    memory,
                    adapters,
                    policyGradient,
                    critic,
                    alarms,
                    evaluation,
                    control,
                    retention,
                    compute,
                    runner)));
    if (!faults.isEmpty()) {
      throw new InvalidConfigurationException(
          faults.stream().map(fault -> "Cannot use " + fault.getMessage()).toList());
    }
  }

  /** The sections, in the order of the canonical form. */
  List<Record> sections() {
    return SettingSchema.values(this).stream().map(Record.class::cast).toList();
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException with file, line, key and value, if it is missing or not allowed
   */
  public static RunConfig load(Path file) {
    return ConfigReader.read(file);
  }

  /**
   * Reads text.
   *
   * @param text YAML
   * @param source name of its origin for error messages
   */
  public static RunConfig parse(String text, String source) {
    return ConfigReader.parse(text, source);
  }

  /**
   * A packaged configuration, the same as {@code configs/NAME.yaml}.
   *
   * @param name {@code tiny} or {@code small}
   */
  public static RunConfig preset(String name) {
    return Presets.named(name);
  }

  /**
   * This configuration with another seed.
   *
   * @throws InvalidInputException if the seed is out of range
   */
  public RunConfig withSeed(long seed) {
    return with(SettingSchema.with(run, "seed", seed));
  }

  /** This configuration with another checkpoint to start from. */
  public RunConfig withModel(Path checkpoint) {
    return with(SettingSchema.with(model, "from", checkpoint.toString()));
  }

  /** This configuration with other prompts. */
  public RunConfig withPrompts(PromptFormat format) {
    Record texts = SettingSchema.with(model, "prompt", format.style());
    texts = SettingSchema.with(texts, "systemPrompt", format.system());
    texts = SettingSchema.with(texts, "promptSuffix", format.suffix());
    String date = format.date() == null ? "" : format.date().toString();
    return with(SettingSchema.with(texts, "promptDate", date));
  }

  /**
   * This configuration with the folders of its checkpoint and of its imported problems as absolute
   * paths: whoever starts the run, and from where, means the same ones. Those of benchmarks stay as
   * they are, since the content digest has them.
   */
  public RunConfig withAbsoluteFolders() {
    Record tasks = SettingSchema.with(task, "from", absolute(task.from()));
    return with(
        SettingSchema.with(model, "from", absolute(model.from())),
        SettingSchema.with(tasks, "heldOutFrom", absolute(task.heldOutFrom())));
  }

  private static String absolute(String folder) {
    if (folder.isEmpty()) {
      return folder;
    }
    Path absolute = Path.of(folder).toAbsolutePath();
    // What .. leads to behind a link is the file system's to say.
    return (folder.contains("..") ? absolute : absolute.normalize()).toString();
  }

  /**
   * This configuration for a processor: with the best instruction set, up to its own, that the
   * processor has; and where that multiplies no bfloat16 any more, the types that layers compute
   * in, and that of published weights, are float32, and a micro-batch has half the tokens, so that
   * it takes no more memory. On a processor that has its own it is the same.
   */
  public RunConfig on(Processor processor) {
    ComputeSettings fitting = compute.on(processor);
    if (fitting.dtype() == compute.dtype()) {
      return with(fitting);
    }
    Record types = SettingSchema.with(memory, "computeType", fitting.dtype());
    return with(
        fitting,
        SettingSchema.with(types, "microBatchTokens", (memory.microBatchTokens() + 1) / 2),
        SettingSchema.with(model, "publishedDtype", fitting.dtype()));
  }

  /**
   * This configuration with what another computes with: instruction set, threads, types (that of
   * published weights, too), and what bounds the memory of training.
   */
  public RunConfig computingAs(RunConfig other) {
    return with(
        other.compute,
        other.memory,
        SettingSchema.with(model, "publishedDtype", other.model.publishedDtype()));
  }

  /** This configuration with jobs that run elsewhere. */
  public RunConfig runningOn(RunnerSettings other) {
    return with(other);
  }

  /** This configuration with activations that are computed again instead of kept. */
  public RunConfig recomputing() {
    return with(SettingSchema.with(memory, "recompute", true));
  }

  private RunConfig with(Record... sections) {
    return SettingSchema.create(
        RunConfig.class,
        sections().stream()
            .map(
                mine ->
                    Stream.of(sections)
                        .filter(section -> section.getClass() == mine.getClass())
                        .findFirst()
                        .orElse(mine))
            .toList());
  }

  /** What is allowed and yet hardly meant, one line each; empty if nothing is. */
  public List<String> advice() {
    return Advice.of(this);
  }

  /**
   * The canonical form: every setting in schema order, defaults written out. Parses to an equal.
   */
  public String toYaml() {
    return ConfigWriter.toYaml(this);
  }

  /**
   * SHA-256, lower-case hex, over every setting that decides the content of datasets ({@link
   * Setting#content}); {@code docs/configuration.md} marks the others. Folders of benchmarks count
   * as they are written.
   */
  public String contentDigest() {
    return Digests.sha256(ConfigWriter.contentText(this).getBytes(StandardCharsets.UTF_8));
  }

  /** The settings that the digest is of, by their dotted keys, in the order of a file. */
  public Map<String, Object> content() {
    return ConfigWriter.content(this);
  }
}
