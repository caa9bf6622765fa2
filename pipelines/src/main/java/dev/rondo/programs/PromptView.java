package dev.rondo.programs;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Shows what a policy's model sees of problems. Weights are not read. Whoever looks is told each
 * problem's text with its prompt.
 *
 * @param policy a policy, or the folder of a checkpoint
 * @param format of the prompts; null for what the folder says
 * @param date what a chat template is told when it asks for today; null for what the format says
 */
public record PromptView(Path policy, PromptFormat format, LocalDate date) {

  /**
   * The prompts that a run gives to the checkpoint that it begins with.
   *
   * @param file of the configuration, for the message
   * @throws InvalidInputException if it begins with none
   */
  public static PromptView of(Path file, RunConfig config, LocalDate date) {
    if (config.model().from().isEmpty()) {
      throw new InvalidInputException(
          "Cannot show the prompts of "
              + file
              + ": its model.from is empty (allowed: the folder of a checkpoint)");
    }
    return new PromptView(Path.of(config.model().from()), config.model().promptFormat(), date);
  }

  private FileTokenizer open() {
    if (format == null) {
      return FileTokenizer.openForPrompts(policy, date);
    }
    return FileTokenizer.open(policy, date == null ? format : format.withDate(date));
  }

  /** Refuses a file, such as a GGUF. */
  public PromptView {
    if (Files.exists(policy) && !Files.isDirectory(policy)) {
      throw new InvalidInputException(
          "Cannot show prompts of "
              + policy
              + ": "
              + RegularFiles.kind(policy)
              + " (allowed: a policy, or the folder of a checkpoint; rondo adopt makes one of a"
              + " GGUF file)");
    }
  }

  /** The prompts of problems that are given as texts. */
  public void ofTexts(List<String> problems, BiConsumer<String, FileTokenizer.Prompt> look) {
    try (FileTokenizer tokenizer = open()) {
      problems.forEach(problem -> look.accept(problem, tokenizer.prompt(problem)));
    }
  }

  /**
   * The prompts of committed problems, in their order.
   *
   * @param problems the dataset
   * @param id of the one problem that is shown; null for all
   * @throws InvalidInputException if there is no such dataset or problem
   */
  public void ofDataset(Path problems, String id, BiConsumer<String, FileTokenizer.Prompt> look)
      throws IOException {
    AtomicLong shown = new AtomicLong();
    try (FileTokenizer tokenizer = open()) {
      Path directory = problems.toAbsolutePath().normalize();
      if (!Files.isDirectory(directory)) {
        throw new InvalidInputException(
            "Cannot show problems of "
                + problems
                + ": "
                + RegularFiles.noDirectory(directory)
                + " (allowed: a problems dataset; rondo import makes one of a file)");
      }
      new DatasetStore(new LocalStorage(directory.getParent()), directory.getFileName().toString())
          .forEachRow(
              Problem.class,
              problem -> {
                if (id == null || id.equals(problem.getProblemId())) {
                  look.accept(problem.getPrompt(), tokenizer.prompt(problem.getPrompt()));
                  shown.incrementAndGet();
                }
              });
    }
    if (shown.get() == 0 && id != null) {
      throw new InvalidInputException(
          "Cannot show problem "
              + id
              + ": "
              + problems
              + " has none of that id (allowed: a problemId of its rows)");
    }
  }
}
