package dev.rondo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.evaluate.PolicyComparison;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
          + " with its reason, and is a failure only where nothing can; policies that were not"
          + " prompted in the same way are compared with a warning. Prints Markdown.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo compare base=evals/base trained=evals/trained --k 1,8,64",
      "  rondo compare runs/first/evals --baseline round-000000"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "[NAME=]DIR",
      description =
          "Evaluations; the name of the directory is the policy's name if none is given. Policies"
              + " that have directories of their own in it are called as those.")
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
      policies.addAll(ComparedPolicies.in(NamedDirectory.of(evaluation)));
    }
    PolicyComparison comparison = PolicyComparison.of(withBaselineFirst(policies), ks);
    comparison.requireDifferences();
    comparison
        .differenceOfPrompts()
        .ifPresent(line -> spec.commandLine().getErr().println("Warning: " + line));
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
}
