package dev.rondo.cli;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.WeightFiles;
import dev.rondo.policy.gguf.GgufCheckpoint;
import dev.rondo.policy.gguf.WeightType;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.policy.text.TurnMarks;
import dev.rondo.run.MemoryPlan;
import dev.rondo.run.Progress;
import dev.rondo.run.RunInputs;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The checkpoint that a quickstart of a model trains: a folder as it is, or what is made of a GGUF
 * file beside the run. What is made is named by the file's digest and the type of its weights, so
 * that another file never finds the checkpoint of this one.
 *
 * @param given what the command line names
 * @param checkpoint absolute directory of the checkpoint
 * @param weightType type of the weights that are made; null if nothing is
 */
record QuickstartModel(Path given, Path checkpoint, WeightType weightType) {
  private static final int DIGEST_DIGITS = 12;

  /**
   * The model of a run.
   *
   * @param given a GGUF file or the folder of a checkpoint
   * @param run the run's directory
   * @param configuration what the run is made with
   * @throws InvalidInputException if it is a file of another kind, or a GGUF that cannot be read
   */
  static QuickstartModel of(Path given, Path run, RunConfig configuration) throws IOException {
    if (!GgufCheckpoint.isGguf(given)) {
      if (Files.isRegularFile(given)) {
        throw new InvalidInputException(
            "Cannot use --model: "
                + given
                + ": a file that is no GGUF (allowed: a GGUF file, or the folder of a checkpoint or"
                + " of a policy)");
      }
      return new QuickstartModel(given, given.toAbsolutePath().normalize(), null);
    }
    WeightType type = WeightType.valueOf(configuration.model().publishedDtype().name());
    Path absolute = run.toAbsolutePath().normalize();
    String name =
        String.join(
            "-",
            String.valueOf(absolute.getFileName()),
            "checkpoint",
            GgufCheckpoint.digest(given).substring(0, DIGEST_DIGITS),
            type.name().toLowerCase(Locale.ROOT));
    return new QuickstartModel(given, absolute.resolveSibling(name), type);
  }

  /**
   * Refuses to go on with a run that was begun with another model.
   *
   * @param run the run's directory
   * @param frozen the run's own configuration
   */
  void requireThatOf(Path run, RunConfig frozen) {
    String begunWith = frozen.model().from();
    if (!begunWith.equals(checkpoint.toString())) {
      throw new InvalidInputException(
          "Cannot go on with run "
              + run
              + ": --model: "
              + given
              + (weightType == null ? "" : ", whose checkpoint is " + checkpoint)
              + " (allowed: what it was begun with, "
              + (begunWith.isEmpty() ? "no model" : begunWith)
              + "; or another --out)");
    }
  }

  /**
   * The preset with the prompts of this model: those that a policy was adopted with, else the
   * preset's own, if they are for such a model. A policy of the plain default says nothing where
   * its model has a chat template.
   *
   * @throws InvalidInputException if the model is none that is computed; or the preset's turns are
   *     not those of the model's chat template, or it has none
   */
  RunConfig withPrompts(RunConfig preset, Progress progress) throws IOException {
    if (weightType == null) { // a file's shape is read before its tokenizer
      CheckpointFiles.read(given);
      WeightFiles.requireSafetensors(given);
    }
    PromptFormat presets = preset.model().promptFormat();
    if (weightType == null && Files.exists(given.resolve(PromptFormat.FILE_NAME))) {
      PromptFormat own = PromptFormat.read(given);
      if (!own.equals(PromptFormat.PLAIN) || !FileTokenizer.hasChatTemplate(given)) {
        if (!own.equals(presets)) {
          progress.say(
              "Prompts are those of "
                  + given.resolve(PromptFormat.FILE_NAME)
                  + ": "
                  + own.text()
                  + "; the preset's are left out: "
                  + presets.text());
        }
        return preset.withPrompts(own);
      }
      if (!own.equals(presets)) {
        progress.say(
            "Prompts are the preset's, "
                + presets.text()
                + ": those of "
                + given.resolve(PromptFormat.FILE_NAME)
                + " are plain, as rondo adopt makes them unless it is told otherwise"
                + " (plain ones with a --prompt-suffix are kept)");
      }
    }
    if (isMade()) {
      requirePrompted(checkpoint, presets);
    } else {
      GgufCheckpoint.withTokenizer(given, folder -> requirePrompted(folder, presets));
    }
    return preset;
  }

  private void requirePrompted(Path folder, PromptFormat presets) {
    if (presets.style() == PromptFormat.Style.PLAIN) {
      return;
    }
    if (!FileTokenizer.hasChatTemplate(folder)) {
      throw notPrompted("it has no chat template", false);
    }
    List<String> foreign = TurnMarks.foreign(folder, presets);
    if (!foreign.isEmpty()) {
      throw notPrompted(
          "its chat template does not write "
              + String.join(", ", foreign)
              + ", which stand between the preset's worked examples",
          true);
    }
    try (FileTokenizer tokenizer = FileTokenizer.open(folder, presets)) {
      tokenizer.requireSystemMessage();
    } catch (InvalidInputException e) { // it asks for the date, or takes no system message
      String reason = e.getMessage().replaceFirst(" \\(allowed: .*", "");
      throw notPrompted(reason, true);
    }
  }

  private InvalidInputException notPrompted(String reason, boolean isChat) {
    return new InvalidInputException(
        "Cannot prompt "
            + given
            + " as the preset does: "
            + reason
            + " (allowed: a model of ChatML; or a policy with prompts of its own, from rondo adopt"
            + " --from "
            + given
            + (isChat
                ? " --prompt chat --system-prompt TEXT --to DIR, with --date YYYY-MM-DD if its"
                    + " template asks for one and --prompt-suffix TEXT instead if it takes no"
                    + " system message,"
                : " --prompt plain --prompt-suffix TEXT --to DIR,")
            + " then --model DIR)");
  }

  private boolean isMade() throws IOException {
    return weightType == null || new DatasetStore(new LocalStorage(checkpoint), "").isCommitted();
  }

  /** What a new run with this model takes of the machine's memory. */
  MemoryPlan memoryPlan(RunConfig configuration) throws IOException {
    return isMade()
        ? RunInputs.memoryPlan(configuration)
        : MemoryPlan.ofNew(configuration, GgufCheckpoint.shape(given));
  }

  /**
   * Makes the checkpoint, unless it is there or nothing is to be made.
   *
   * @param configuration of the run that it is made for
   * @throws InvalidInputException if such a run does not fit this machine's memory, before any
   *     weight is decoded; or naming file and key or tensor
   */
  void make(RunConfig configuration, Progress progress) throws IOException {
    if (isMade()) {
      return;
    }
    MemoryPlan memory = memoryPlan(configuration);
    memory.availableBytes().ifPresent(memory::check);
    progress.say("Making a checkpoint of " + given);
    GgufCheckpoint.adopt(given, weightType, configuration.model().promptFormat(), checkpoint);
  }
}
