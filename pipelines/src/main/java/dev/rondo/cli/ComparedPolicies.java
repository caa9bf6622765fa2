package dev.rondo.cli;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.evaluate.EvaluationPrompts;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.PolicyComparison.Policy;
import dev.rondo.programs.RecordedPrompts;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The policies whose evaluations lie in a directory: right in it, in those of benchmarks below
 * ({@code <benchmark>/}), or in those of policies there ({@code <benchmark>/<policy>/}), mixed as
 * they may be.
 *
 * <p>Evaluations of one policy, by its digest, are put together wherever they lie. Its name is that
 * of a directory which is not called like the benchmark, else the directory's own. One policy that
 * was evaluated twice on a benchmark counts as several, by the names of the directories. Greedy
 * answers of a run, which lie among its evaluations, are passed over.
 */
final class ComparedPolicies {
  private static final String GREEDY = "greedy";
  private static final String FOLDER = Path.of(DatasetLayout.FOLDER).toString();
  private static final int DEEPEST = 2;

  private final NamedDirectory argument;
  private final List<Evaluation> evaluations = new ArrayList<>();

  private ComparedPolicies(NamedDirectory argument) {
    this.argument = argument;
  }

  /**
   * An evaluation that was found.
   *
   * @param policyName of the directory that says the policy's name; null if none does
   * @param prompts of its policy
   */
  private record Evaluation(
      Path directory, String policyName, EvaluationSummary summary, EvaluationPrompts prompts) {
    String policyDigest() {
      return summary.policyDigest();
    }
  }

  /**
   * Finds them.
   *
   * @return at least one, that without a name of its own first, the others by their names
   * @throws InvalidInputException if there is no evaluation, if one cannot be read, or if two
   *     policies have one name or one policy has two evaluations on a benchmark by one name
   */
  static List<Policy> in(NamedDirectory argument) throws IOException {
    Path directory = argument.directory();
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot compare "
              + directory
              + ": "
              + RegularFiles.noDirectory(directory)
              + " (allowed: an evaluation)");
    }
    ComparedPolicies found = new ComparedPolicies(argument);
    found.find(directory, 0, null);
    if (found.evaluations.isEmpty()) {
      throw new InvalidInputException(
          "Cannot compare "
              + directory
              + ": no "
              + EvaluationSummary.FILE_NAME
              + " in it, nor below (allowed: what rondo eval wrote to --out, or a run's evals/)");
    }
    return found.policies();
  }

  /**
   * @param depth of the directory below the argument
   * @param above the evaluation in the directory above; null if there is none
   */
  private void find(Path directory, int depth, EvaluationSummary above) throws IOException {
    EvaluationSummary own = EvaluationSummary.of(new LocalStorage(directory), "").orElse(null);
    if (own != null && !isGreedyOfRun(directory, depth, own, above)) {
      evaluations.add(
          new Evaluation(
              directory,
              policyName(directory, depth, own),
              own,
              RecordedPrompts.ofEvaluation(directory)));
    }
    if (depth < DEEPEST) {
      for (Path child : children(directory)) {
        find(child, depth + 1, own);
      }
    }
  }

  /** In {@code <benchmark>/greedy/<policy>/}; in version 1 in {@code <policy>/greedy/}. */
  private static boolean isGreedyOfRun(
      Path directory, int depth, EvaluationSummary own, EvaluationSummary above) {
    boolean isFirstVersion =
        above != null
            && name(directory).equals(GREEDY)
            && above.policyDigest().equals(own.policyDigest());
    boolean isBelowGreedy = depth > 1 && name(directory.getParent()).equals(GREEDY);
    return isFirstVersion || (isBelowGreedy && !own.benchmark().equals(GREEDY));
  }

  private static String policyName(Path directory, int depth, EvaluationSummary summary) {
    boolean isBenchmark = depth > 0 && name(directory).equals(summary.benchmark());
    int depthOfPolicy = isBenchmark ? depth - 1 : depth;
    return depthOfPolicy == 0 ? null : name(isBenchmark ? directory.getParent() : directory);
  }

  private static String name(Path directory) {
    return String.valueOf(directory.getFileName());
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> Files.isDirectory(child) && !name(child).equals(FOLDER))
          .sorted()
          .toList();
    }
  }

  private List<Policy> policies() {
    Map<String, List<Evaluation>> byDigest = new LinkedHashMap<>();
    for (Evaluation evaluation : evaluations) {
      byDigest
          .computeIfAbsent(evaluation.policyDigest(), digest -> new ArrayList<>())
          .add(evaluation);
    }
    Map<String, List<Evaluation>> byName = new LinkedHashMap<>();
    for (List<Evaluation> ofPolicy : byDigest.values()) {
      if (isOncePerBenchmark(ofPolicy)) {
        boolean isNamed = byDigest.size() == 1 && argument.isNameGiven();
        add(byName, isNamed ? argument.name() : nameOf(ofPolicy), ofPolicy);
      } else {
        Map<String, List<Evaluation>> parts = new LinkedHashMap<>();
        for (Evaluation evaluation : ofPolicy) {
          parts
              .computeIfAbsent(nameOf(List.of(evaluation)), name -> new ArrayList<>())
              .add(evaluation);
        }
        parts.forEach((name, part) -> add(byName, name, part));
      }
    }
    return byName.entrySet().stream()
        .map(
            policy ->
                new Policy(
                    policy.getKey(),
                    benchmarks(policy.getValue()),
                    policy.getValue().get(0).prompts()))
        .sorted(
            Comparator.comparing((Policy policy) -> !policy.name().equals(argument.name()))
                .thenComparing(Policy::name))
        .toList();
  }

  private static boolean isOncePerBenchmark(List<Evaluation> evaluations) {
    Set<String> benchmarks = new HashSet<>();
    return evaluations.stream().allMatch(each -> benchmarks.add(each.summary().benchmark()));
  }

  private String nameOf(List<Evaluation> evaluations) {
    return evaluations.stream()
        .map(Evaluation::policyName)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(argument.name());
  }

  private static void add(
      Map<String, List<Evaluation>> byName, String name, List<Evaluation> evaluations) {
    List<Evaluation> other = byName.put(name, evaluations);
    if (other != null) {
      throw new InvalidInputException(
          "Cannot compare "
              + evaluations.get(0).directory()
              + ": it is of another policy than "
              + other.get(0).directory()
              + ", and both would be named "
              + name
              + " (allowed: one policy by one name; give the directories, as name=directory)");
    }
  }

  private Map<String, EvaluationSummary> benchmarks(List<Evaluation> evaluations) {
    Map<String, EvaluationSummary> benchmarks = new TreeMap<>();
    for (Evaluation evaluation : evaluations) {
      String benchmark = evaluation.summary().benchmark();
      if (benchmarks.put(benchmark, evaluation.summary()) != null) {
        throw new InvalidInputException(
            "Cannot compare "
                + argument.directory()
                + ": it holds two evaluations on "
                + benchmark
                + " (allowed: one of each benchmark; name the directory of one policy)");
      }
    }
    return benchmarks;
  }
}
