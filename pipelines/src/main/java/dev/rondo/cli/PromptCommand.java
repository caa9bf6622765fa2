package dev.rondo.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.JsonFile;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.programs.PromptView;
import java.io.IOException;
import java.io.PrintWriter;
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
          + " chat template it is prompted as a chat. With --config they are the prompts of a run"
          + " that is not begun yet.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo prompt --policy policies/qwen --problem 'What is 1 + 1?'",
      "  rondo prompt --config run.yaml --problem 'What is 1 + 1?'",
      "  rondo prompt --policy policies/qwen --problems problems/gsm8k --id 00e1f9a8c7d6b5e4 --json"
    })
final class PromptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Model model;

  /** Whose prompts. */
  private static final class Model {
    @Option(
        names = "--policy",
        required = true,
        paramLabel = "DIR",
        description = "The policy, or the folder of a checkpoint.")
    private Path policy;

    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description =
            "A run.yaml: the prompts that its run gives to its checkpoint (model.from, model.prompt"
                + " and so on).")
    private Path config;
  }

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
    PromptView view =
        model.policy == null
            ? PromptView.of(model.config, RunConfig.load(model.config), day)
            : new PromptView(model.policy, null, day);
    if (source.dataset == null) {
      view.ofTexts(source.texts, this::show);
    } else {
      view.ofDataset(source.dataset.directory, source.dataset.id, this::show);
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void show(String problem, FileTokenizer.Prompt prompt) {
    PrintWriter out = spec.commandLine().getOut();
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
