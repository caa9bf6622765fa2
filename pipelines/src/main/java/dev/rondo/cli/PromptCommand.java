package dev.rondo.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo prompt}: what a policy's model sees of a problem. */
@Command(
    name = "prompt",
    mixinStandardHelpOptions = true,
    header = "Shows the prompt that a policy's model sees.",
    description = {
      "",
      "Renders problems as the policy prompts them, and prints the text, its token ids and their"
          + " pieces. A folder of a Hugging Face checkpoint will do, weights are not read: with a"
          + " chat template it is prompted as a chat.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo prompt --policy policies/qwen --problem 'What is 1 + 1?'",
      "  rondo prompt --policy policies/qwen --problems problems/gsm8k --id 00e1f9a8c7d6b5e4 --json"
    })
final class PromptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "DIR",
      description = "The policy, or the folder of a checkpoint.")
  private Path policy;

  @ArgGroup(multiplicity = "1")
  private Source source;

  /** Where the problems come from. */
  private static final class Source {
    @Option(
        names = "--problem",
        required = true,
        paramLabel = "TEXT",
        description = "A problem; may be given more than once.")
    private List<String> texts;

    @ArgGroup(exclusive = false)
    private Dataset dataset;
  }

  /** Committed problems. */
  private static final class Dataset {
    @Option(
        names = "--problems",
        required = true,
        paramLabel = "DIR",
        description = "Committed problems; all of them are shown.")
    private Path directory;

    @Option(names = "--id", paramLabel = "ID", description = "The one of them that is shown.")
    private String id;
  }

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      description =
          "What a chat template is told when it asks for today (default: the date of the policy's"
              + " prompts).")
  private String date;

  @Option(
      names = "--json",
      description =
          "A line for each problem: {\"prompt\": ..., \"tokenIds\": [...], \"tokens\": [...]}.")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    LocalDate day = date == null ? null : PromptFormat.date("--date", date);
    try (FileTokenizer tokenizer = FileTokenizer.openForPrompts(policy, day)) {
      if (source.dataset == null) {
        source.texts.forEach(text -> show(tokenizer, text));
      } else {
        showDataset(tokenizer, source.dataset);
      }
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void showDataset(FileTokenizer tokenizer, Dataset dataset) throws IOException {
    Path directory = dataset.directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot show problems of "
              + dataset.directory
              + ": it is no directory (allowed: a committed dataset)");
    }
    long[] shown = new long[1];
    new DatasetStore(new LocalStorage(directory.getParent()), directory.getFileName().toString())
        .forEachRow(
            Problem.class,
            problem -> {
              if (dataset.id == null || dataset.id.equals(problem.getProblemId())) {
                show(tokenizer, problem.getPrompt());
                shown[0]++;
              }
            });
    if (shown[0] == 0 && dataset.id != null) {
      throw new InvalidInputException(
          "Cannot show problem "
              + dataset.id
              + ": "
              + dataset.directory
              + " has none of that id (allowed: a problemId of its rows)");
    }
  }

  private void show(FileTokenizer tokenizer, String problem) {
    PrintWriter out = spec.commandLine().getOut();
    FileTokenizer.Prompt prompt = tokenizer.prompt(problem);
    if (!prompt.text().contains(problem.strip())) {
      spec.commandLine().getErr().println("Warning: the prompt does not have the problem in it");
    }
    ObjectNode json = JsonFile.emptyObject();
    json.put("prompt", prompt.text());
    prompt.tokenIds().forEach(json.putArray("tokenIds")::add);
    prompt.tokens().forEach(json.putArray("tokens")::add);
    if (isJson) {
      out.println(json);
    } else {
      out.println(prompt.text());
      out.println("Token ids: " + json.get("tokenIds"));
      out.println("Tokens: " + json.get("tokens"));
    }
  }
}
