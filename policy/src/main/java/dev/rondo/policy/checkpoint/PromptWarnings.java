package dev.rondo.policy.checkpoint;

import dev.rondo.policy.text.FileTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is to be said of the prompts of a policy that can be sampled from, but hardly as anybody
 * means it. Each is one sentence that names the directory.
 */
public final class PromptWarnings {
  private final FileTokenizer tokenizer;
  private final Set<Integer> stopTokens;
  private final Path directory;

  private PromptWarnings(FileTokenizer tokenizer, Set<Integer> stopTokens, Path directory) {
    this.tokenizer = tokenizer;
    this.stopTokens = stopTokens;
    this.directory = directory;
  }

  /**
   * Of a checkpoint.
   *
   * @param files with the tokens that end a response
   * @param tokenizer of these files, in the format that prompts have
   * @param directory names the files
   */
  public static List<String> of(CheckpointFiles files, FileTokenizer tokenizer, Path directory) {
    PromptWarnings all = new PromptWarnings(tokenizer, files.stopTokens(), directory);
    return Stream.of(all.unheardEnd(), all.endedPrompt(), all.hiddenEndOfReasoning())
        .flatMap(Optional::stream)
        .toList();
  }

  /** Of a policy directory with its own prompt format. */
  public static List<String> of(Path policyDirectory) {
    try (FileTokenizer tokenizer = FileTokenizer.open(policyDirectory)) {
      return of(CheckpointFiles.read(policyDirectory), tokenizer, policyDirectory);
    }
  }

  /**
   * A chat whose answers end with a token that ends no response: the model goes on behind it to the
   * longest length, and nothing it says there was asked for.
   */
  private Optional<String> unheardEnd() {
    OptionalInt end = tokenizer.turnEnd();
    if (end.isEmpty() || stopTokens.contains(end.getAsInt())) {
      return Optional.empty();
    }
    return Optional.of(
        "the chat template of "
            + directory
            + " ends an answer with "
            + tokenizer.addedToken(end.getAsInt())
            + ", which ends no response: they go on to the longest length, unless "
            + CheckpointFiles.END_FIELD
            + " of "
            + CheckpointFiles.GENERATION_FILE_NAME
            + " names "
            + end.getAsInt()
            + ", too, before the checkpoint is adopted");
  }

  /** Prompts that end as responses do: the model begins its response behind its own end. */
  private Optional<String> endedPrompt() {
    OptionalInt end = tokenizer.promptEnd();
    OptionalInt turn = tokenizer.turnEnd();
    boolean isOther = turn.isPresent() && !turn.equals(end); // such as the mark of an answer
    if (end.isEmpty() || !stopTokens.contains(end.getAsInt()) || isOther) {
      return Optional.empty();
    }
    String text = tokenizer.addedToken(end.getAsInt());
    return Optional.of(
        "every prompt of "
            + directory
            + " ends with "
            + (text.isEmpty() ? "token " + end.getAsInt() : text)
            + ", which ends responses: what is sampled stands behind an end, where a model was"
            + " hardly trained to answer (add_eos_token of "
            + FileTokenizer.CONFIG_FILE_NAME
            + ", the post_processor of "
            + FileTokenizer.FILE_NAME
            + " or the chat template puts it there)");
  }

  /** A template that opens the reasoning of a model whose responses never show its end. */
  private Optional<String> hiddenEndOfReasoning() {
    if (!tokenizer.opensReasoning() || !tokenizer.hidesEndOfReasoning()) {
      return Optional.empty();
    }
    return Optional.of(
        "prompts of "
            + directory
            + " end with <think>, and </think> is a special token, which is left out of the text of"
            + " a response: each counts as unfinished reasoning, unless </think> has special: false"
            + " in "
            + FileTokenizer.FILE_NAME
            + " and "
            + FileTokenizer.CONFIG_FILE_NAME
            + " before the checkpoint is adopted, or answers are looked for with extraction:"
            + " unfinished");
  }
}
