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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
          + " pass-at-k.json, or one with a directory for each benchmark, and in it perhaps one for"
          + " each policy (a run's evals/). The others are compared with the first, on the same"
          + " problems; p-values are corrected by Holm's method. What cannot be compared is named"
          + " with its reason, and is a failure only where nothing can. Prints Markdown.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo compare base=evals/base trained=evals/trained --k 1,8,64",
      "  rondo compare runs/first/evals --baseline round-000000"
    })
final class CompareCommand implements Callable<Integer> {
  /** Where an evaluation of a run has its greedy answers. */
  private static final String GREEDY = "greedy";

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
      description =
          "The k of pass@k; where there are fewer samples it is left out (default:"
              + " ${DEFAULT-VALUE}).")
  private List<Integer> ks;

  @Option(names = "--json", description = "Print JSON instead of Markdown.")
  private boolean json;

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      description = "The policy that the others are compared with (default: the first one).")
  private String baseline;

  @Override
  public Integer call() throws IOException {
    List<PolicyComparison.Policy> policies = new ArrayList<>();
    for (String evaluation : evaluations) {
      policies.addAll(policies(NamedDirectory.of(evaluation)));
    }
    PolicyComparison comparison = PolicyComparison.of(withBaselineFirst(policies), ks);
    comparison.requireDifferences();
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? new String(comparison.toJson(), UTF_8) : ComparisonText.of(comparison));
    out.flush();
    return 0;
  }

  private List<PolicyComparison.Policy> withBaselineFirst(List<PolicyComparison.Policy> policies) {
    if (baseline == null) {
      return policies;
    }
    List<String> names = policies.stream().map(PolicyComparison.Policy::name).toList();
    if (!names.contains(baseline)) {
      throw new InvalidInputException(
          "Cannot compare with --baseline: "
              + baseline
              + " (allowed: "
              + String.join(", ", names)
              + ")");
    }
    List<PolicyComparison.Policy> ordered = new ArrayList<>(policies);
    ordered.add(0, ordered.remove(names.indexOf(baseline)));
    return ordered;
  }

  /** The policies of an evaluation: one, or in the directories of benchmarks one directory each. */
  private static List<PolicyComparison.Policy> policies(NamedDirectory named) throws IOException {
    Path directory = named.directory();
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot compare " + directory + ": no such directory (allowed: an evaluation)");
    }
    Optional<EvaluationSummary> own = EvaluationSummary.of(new LocalStorage(directory), "");
    if (own.isPresent()) {
      return List.of(policy(named.name(), directory, List.of(own.get())));
    }
    Map<String, EvaluationSummary> right = summariesBelow(directory);
    long benchmarks = right.values().stream().map(EvaluationSummary::benchmark).distinct().count();
    Map<String, List<EvaluationSummary>> byPolicy = new TreeMap<>();
    List<PolicyComparison.Policy> policies = new ArrayList<>();
    if (benchmarks < right.size()) { // of several policies on one benchmark
      right.forEach((policy, summary) -> byPolicy.put(policy, List.of(summary)));
    } else {
      if (!right.isEmpty()) {
        policies.add(policy(named.name(), directory, right.values()));
      }
      for (Path benchmark : children(directory)) {
        summariesBelow(benchmark)
            .forEach(
                (policy, summary) ->
                    byPolicy.computeIfAbsent(policy, name -> new ArrayList<>()).add(summary));
      }
      byPolicy.remove(GREEDY);
    }
    for (Map.Entry<String, List<EvaluationSummary>> policy : byPolicy.entrySet()) {
      policies.add(policy(policy.getKey(), directory, policy.getValue()));
    }
    if (policies.isEmpty()) {
      throw new InvalidInputException(
          "Cannot compare "
              + directory
              + ": no "
              + EvaluationSummary.FILE_NAME
              + " in it, nor below (allowed: what rondo eval wrote to --out, or a run's evals/)");
    }
    return policies;
  }

  private static PolicyComparison.Policy policy(
      String name, Path directory, Collection<EvaluationSummary> summaries) {
    Map<String, EvaluationSummary> benchmarks = new TreeMap<>();
    for (EvaluationSummary summary : summaries) {
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

  /** The summaries right below a directory, by the names of theirs. */
  private static Map<String, EvaluationSummary> summariesBelow(Path directory) throws IOException {
    Map<String, EvaluationSummary> summaries = new TreeMap<>();
    for (Path child : children(directory)) {
      EvaluationSummary.of(new LocalStorage(child), "")
          .ifPresent(summary -> summaries.put(child.getFileName().toString(), summary));
    }
    return summaries;
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }
}
