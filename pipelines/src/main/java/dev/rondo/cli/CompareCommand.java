package dev.rondo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.PolicyComparison;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo compare}: policies against the first one, problem by problem. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    header = "Compares evaluations of policies, problem by problem.",
    description = {
      "",
      "Each argument is an evaluation: what rondo eval wrote to --out, a directory with"
          + " pass-at-k.json, or one with a directory for each benchmark. The others are compared"
          + " with the first, on the same problems; p-values are corrected by Holm's method. Prints"
          + " Markdown.",
      ""
    },
    footer = {"", "Example:", "  rondo compare base=evals/base trained=evals/trained --k 1,8,64"})
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "[NAME=]DIR",
      description = "Evaluations; the name of the directory is the policy's name if none is given.")
  private List<String> evaluations;

  @Option(
      names = "--k",
      split = ",",
      paramLabel = "K",
      defaultValue = "1",
      description = "The k of pass@k, each at most the samples (default: ${DEFAULT-VALUE}).")
  private List<Integer> ks;

  @Option(names = "--json", description = "Print JSON instead of Markdown.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<PolicyComparison.Policy> policies = new ArrayList<>();
    for (String evaluation : evaluations) {
      policies.add(policy(evaluation));
    }
    PolicyComparison comparison = PolicyComparison.of(policies, ks);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? new String(comparison.toJson(), UTF_8) : comparison.toMarkdown());
    out.flush();
    return 0;
  }

  private static PolicyComparison.Policy policy(String argument) throws IOException {
    int mark = Files.exists(Path.of(argument)) ? -1 : argument.indexOf('=');
    Path directory = Path.of(argument.substring(mark + 1));
    String name =
        mark > 0
            ? argument.substring(0, mark)
            : String.valueOf(directory.toAbsolutePath().normalize().getFileName());
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot compare " + directory + ": no such directory (allowed: an evaluation)");
    }
    Map<String, EvaluationSummary> benchmarks = new TreeMap<>();
    for (Path holder : holders(directory)) {
      Path file = holder.resolve(EvaluationSummary.FILE_NAME);
      EvaluationSummary summary =
          EvaluationSummary.fromJson(
              new LocalStorage(holder).read(EvaluationSummary.FILE_NAME), file.toString());
      if (benchmarks.put(summary.benchmark(), summary) != null) {
        throw new InvalidInputException(
            "Cannot compare "
                + directory
                + ": it holds two evaluations on "
                + summary.benchmark()
                + " (allowed: one of each benchmark; name the directory of one policy)");
      }
    }
    return new PolicyComparison.Policy(name, benchmarks);
  }

  /** Directories that hold a summary: the given one, or those right below it. */
  private static List<Path> holders(Path directory) throws IOException {
    if (Files.exists(directory.resolve(EvaluationSummary.FILE_NAME))) {
      return List.of(directory);
    }
    List<Path> holders;
    try (Stream<Path> children = Files.list(directory)) {
      holders =
          children
              .filter(child -> Files.exists(child.resolve(EvaluationSummary.FILE_NAME)))
              .sorted()
              .toList();
    }
    if (holders.isEmpty()) {
      throw new InvalidInputException(
          "Cannot compare "
              + directory
              + ": no "
              + EvaluationSummary.FILE_NAME
              + " in it, nor right below (allowed: what rondo eval wrote to --out, or a directory"
              + " of a run's evals/)");
    }
    return holders;
  }
}
