package dev.rondo.cli;

import dev.rondo.policy.checkpoint.PromptWarnings;
import dev.rondo.policy.gguf.WeightType;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.programs.CheckpointAdoption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rondo adopt}: a downloaded checkpoint becomes a policy. */
@Command(
    name = "adopt",
    mixinStandardHelpOptions = true,
    header = "Makes a policy of a downloaded checkpoint.",
    description = {
      "",
      "Checks every file, copies them byte for byte, and commits them with their digests and the"
          + " format of their prompts: a policy for rondo eval. A run adopts its checkpoint by"
          + " itself (model.from).",
      "",
      "Of a GGUF file it makes such a checkpoint first: shape, tokenizer, chat template and end"
          + " tokens from its metadata, weights decoded from their quantized types.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo adopt --from /models/Qwen2.5-0.5B-Instruct --prompt chat --to policies/qwen",
      "  rondo adopt --from SmolLM2-135M-Instruct.Q4_1.gguf --prompt chat --to policies/smollm2"
    })
final class AdoptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR|FILE",
      description = "Folder of a Hugging Face checkpoint, or a GGUF file.")
  private Path checkpoint;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The new policy's directory.")
  private Path target;

  @Option(
      names = "--prompt",
      paramLabel = "STYLE",
      description =
          "How a problem becomes a prompt: plain is the text alone, chat the model's own chat"
              + " template (default: as the checkpoint's own prompt.json says, or else plain). What"
              + " is not given of system message, suffix and date is that of prompt.json, too.")
  private PromptFormat.Style style;

  @Option(
      names = "--system-prompt",
      paramLabel = "TEXT",
      description = "System message of the chat; " + GivenText.MARKS + ".")
  private String systemPrompt;

  @Option(
      names = "--prompt-suffix",
      paramLabel = "TEXT",
      description =
          "Text after every problem, such as how the answer is to be written; "
              + GivenText.MARKS
              + ".")
  private String promptSuffix;

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      description =
          "What the chat template is told when it asks for today; without it a template that asks"
              + " is refused, since the same prompt has to be the same tomorrow.")
  private String date;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "Type of the weights that are made of a GGUF file: float32 keeps every value as it is,"
              + " bfloat16 rounds it and takes half the disk (default: float32).")
  private WeightType weightType;

  @Override
  public Integer call() throws IOException {
    PromptFormat format = format();
    if (format.style() == PromptFormat.Style.PLAIN
        && (!format.system().isEmpty() || format.date() != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot use "
              + (format.date() == null ? "--system-prompt" : "--date")
              + " with --prompt: "
              + PromptFormat.Style.PLAIN.name().toLowerCase(Locale.ROOT)
              + " (allowed: chat)");
    }
    new CheckpointAdoption(checkpoint, weightType, format).into(target);
    PromptWarnings.of(target).forEach(this::warn);
    if (style == null
        && format.style() == PromptFormat.Style.PLAIN
        && FileTokenizer.hasChatTemplate(target)) {
      warn(
          "prompts are plain, which leaves out the chat template of "
              + checkpoint
              + ": a model that was made to chat answers to --prompt chat (--prompt plain says that"
              + " this is meant)");
    }
    spec.commandLine().getOut().println("Wrote " + target);
    return 0;
  }

  private void warn(String line) {
    spec.commandLine().getErr().println("Warning: " + line);
  }

  /** What is given, over what the checkpoint says itself; plain prompts have the suffix alone. */
  private PromptFormat format() {
    PromptFormat own = PromptFormat.read(checkpoint);
    if (style == PromptFormat.Style.PLAIN) {
      own = new PromptFormat(style, "", own.suffix());
    }
    return new PromptFormat(
        style == null ? own.style() : style,
        systemPrompt == null ? own.system() : GivenText.of(systemPrompt),
        promptSuffix == null ? own.suffix() : GivenText.of(promptSuffix),
        date == null ? own.date() : PromptFormat.date("--date", date));
  }
}
