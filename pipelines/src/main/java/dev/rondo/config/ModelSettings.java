package dev.rondo.config;

import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.text.PromptFormat;

/**
 * The base policy: a checkpoint as it was downloaded, or else a new decoder of the {@code qwen2}
 * architecture, whose sizes stand here.
 */
public record ModelSettings(
    @Setting(
            meaning =
                "Folder of a Hugging Face checkpoint to start from; empty makes a new policy of the"
                    + " sizes below.",
            byDefault = "",
            content = false)
        String from,
    @Setting(
            meaning =
                "How a problem becomes a prompt for a checkpoint: plain is the text alone, chat the"
                    + " model's own chat template.",
            byDefault = "plain")
        PromptFormat.Style prompt,
    @Setting(meaning = "System message of the chat; empty for none.", byDefault = "")
        String systemPrompt,
    @Setting(
            meaning = "Text after every problem, such as how the answer is to be written.",
            byDefault = "")
        String promptSuffix,
    @Setting(
            meaning =
                "What the chat template is told when it asks for today, YYYY-MM-DD; empty refuses a"
                    + " template that asks, since the same prompt has to be the same tomorrow.",
            byDefault = "",
            later = true)
        String promptDate,
    @Setting(
            meaning =
                "Type of published weights; with bfloat16 the trainer keeps its float32 weights"
                    + " beside them.",
            byDefault = "float32")
        ComputeType publishedDtype,
    @Setting(meaning = "Decoder layers.", unit = "layers", byDefault = "2", min = 1, max = 256)
        int layers,
    @Setting(
            meaning = "Width of the residual stream.",
            unit = "channels",
            byDefault = "128",
            min = 2,
            max = 65536,
            defaultFollows = "or the next multiple of twice `model.heads`")
        int hiddenSize,
    @Setting(meaning = "Query heads.", unit = "heads", byDefault = "4", min = 1, max = 1024)
        int heads,
    @Setting(
            meaning = "Key and value heads; divides heads.",
            unit = "heads",
            byDefault = "2",
            min = 1,
            max = 1024,
            divides = "model.heads")
        int kvHeads,
    @Setting(
            meaning = "Width of the feed-forward layer.",
            unit = "channels",
            byDefault = "256",
            min = 1,
            max = 1000000)
        int feedForwardSize,
    @Setting(
            meaning = "Base of the rotary position embedding.",
            byDefault = "10000.0",
            min = 1,
            max = 1e9)
        double ropeBase,
    @Setting(
            meaning = "Epsilon of the root-mean-square norms.",
            byDefault = "1.0E-6",
            min = 0,
            aboveMin = true,
            max = 0.1)
        double normEpsilon,
    @Setting(
            meaning = "Longest sequence, prompt and response together.",
            unit = "tokens",
            byDefault = "128",
            min = 2,
            max = 1048576,
            defaultFollows = "or more where the longest prompt and response need it")
        int maxPositions) {
  /** How a problem becomes a prompt. */
  public PromptFormat promptFormat() {
    return new PromptFormat(
        prompt,
        systemPrompt,
        promptSuffix,
        promptDate.isEmpty() ? null : PromptFormat.date("model.prompt-date", promptDate));
  }

  /** Channels of one head; even. */
  public int headSize() {
    return hiddenSize / heads;
  }
}
