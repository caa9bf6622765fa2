package dev.rondo.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.policy.checkpoint.FileTokenizer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
      "Renders a problem as the policy prompts it, and prints the text, its token ids and their"
          + " pieces. A folder of a Hugging Face checkpoint will do, weights are not read: with a"
          + " chat template it is prompted as a chat.",
      ""
    },
    footer = {"", "Example:", "  rondo prompt --policy policies/qwen --problem 'What is 1 + 1?'"})
final class PromptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "DIR",
      description = "The policy, or the folder of a checkpoint.")
  private Path policy;

  @Option(
      names = "--problem",
      required = true,
      paramLabel = "TEXT",
      description = "A problem; may be given more than once.")
  private List<String> problems;

  @Option(names = "--json", description = "One line of JSON for each problem.")
  private boolean isJson;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (FileTokenizer tokenizer = FileTokenizer.openForPrompts(policy)) {
      for (String problem : problems) {
        FileTokenizer.Prompt prompt = tokenizer.prompt(problem);
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("prompt", prompt.text());
        prompt.tokenIds().forEach(json.putArray("tokenIds")::add);
        prompt.tokens().forEach(json.putArray("tokens")::add);
        if (isJson) {
          out.println(json);
        } else {
          out.println(visible(prompt.text()));
          out.println("Token ids: " + json.get("tokenIds"));
          out.println("Tokens: " + visible(json.get("tokens").toString()));
        }
      }
    }
    out.flush();
    return 0;
  }

  /** Control and direction characters as escapes, but for line ends. */
  private static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean isHidden = type == Character.CONTROL || type == Character.FORMAT;
              visible.append(
                  isHidden && c != '\n'
                      ? String.format(java.util.Locale.ROOT, "\\u%04x", c)
                      : Character.toString(c));
            });
    return visible.toString();
  }
}
