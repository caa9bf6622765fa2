package dev.rondo.programs.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code datasets.load_dataset(DIR, NAME)} opens: splits of rows that have the same columns.
 * All rounds of a chain are one split, since each row says its round; each evaluated policy is a
 * split of its benchmark, since samples of two policies are never one sample; each dataset of
 * problems is a split.
 *
 * @param name of the configuration
 * @param kind of its datasets
 * @param splits by their names, in order; each of at least one dataset
 */
record HubConfiguration(String name, String kind, SortedMap<String, Split> splits) {
  private static final Pattern NUMBERED = Pattern.compile("(.+)-[0-9]+");

  /** The kinds in the order of a card; the first that there is opens by default. */
  private static final List<String> KINDS = List.of("rollouts", "evaluation", "problems");

  /**
   * A split.
   *
   * @param patterns of its files, in the folder
   * @param datasets in order of their paths
   */
  record Split(List<String> patterns, List<ExportedDataset> datasets) {
    long rows() {
      return datasets.stream().mapToLong(ExportedDataset::rows).sum();
    }

    long bytes() {
      return datasets.stream().mapToLong(ExportedDataset::bytes).sum();
    }
  }

  /** Whether the kind has rows that a reader is to find. */
  static boolean isExported(String kind) {
    return KINDS.contains(kind);
  }

  /** The configurations of some datasets, the default one first. */
  static List<HubConfiguration> of(List<ExportedDataset> datasets) {
    List<HubConfiguration> configurations = new ArrayList<>();
    for (String kind : KINDS) {
      Map<String, Map<String, List<ExportedDataset>>> grouped = new TreeMap<>();
      for (ExportedDataset dataset : datasets) {
        if (dataset.manifest().kind().equals(kind)) {
          grouped
              .computeIfAbsent(configuration(dataset), name -> new TreeMap<>())
              .computeIfAbsent(origin(dataset), name -> new ArrayList<>())
              .add(dataset);
        }
      }
      grouped.forEach(
          (name, origins) ->
              configurations.add(new HubConfiguration(name, kind, splits(origins, datasets))));
    }
    return configurations;
  }

  private static String configuration(ExportedDataset dataset) {
    switch (dataset.manifest().kind()) {
      case "rollouts":
        String chain = chain(dataset.name());
        return chain.equals("round") || chain.equals("rollouts")
            ? "rollouts"
            : "rollouts-" + word(chain);
      case "evaluation":
        String evaluation = dataset.evaluation();
        String benchmark = evaluation.substring(0, Math.max(0, evaluation.lastIndexOf('/')));
        benchmark = benchmark.startsWith("evals/") ? benchmark.substring(6) : benchmark;
        return benchmark.isEmpty() ? "evaluation" : "evaluation-" + word(benchmark);
      default:
        return "problems";
    }
  }

  /** What a split is of: a chain of rounds, an evaluation, or the dataset alone. */
  private static String origin(ExportedDataset dataset) {
    return switch (dataset.manifest().kind()) {
      case "rollouts" -> join(dataset.parent(), chain(dataset.name()));
      case "evaluation" -> dataset.evaluation();
      default -> dataset.path();
    };
  }

  private static SortedMap<String, Split> splits(
      Map<String, List<ExportedDataset>> origins, Collection<ExportedDataset> all) {
    Map<String, Split> splits = new LinkedHashMap<>();
    origins.forEach(
        (origin, datasets) -> {
          boolean isChain = datasets.get(0).manifest().kind().equals("rollouts");
          String name = isChain && origins.size() == 1 ? "train" : split(origin);
          String free = name;
          for (int i = 2; splits.containsKey(free); i++) {
            free = name + "_" + i;
          }
          splits.put(free, new Split(patterns(origin, datasets, all), datasets));
        });
    return new TreeMap<>(splits);
  }

  /** One pattern for all datasets of a split, unless it would match another one too. */
  private static List<String> patterns(
      String origin, List<ExportedDataset> datasets, Collection<ExportedDataset> all) {
    if (datasets.size() > 1) {
      String common =
          datasets.get(0).manifest().kind().equals("rollouts") ? origin + "-" : origin + "/";
      boolean isTheirs =
          all.stream().filter(other -> matches(other.path(), common)).allMatch(datasets::contains);
      if (isTheirs && datasets.stream().allMatch(dataset -> matches(dataset.path(), common))) {
        return List.of(common + "*/*.parquet");
      }
    }
    return datasets.stream().map(dataset -> dataset.path() + "/*.parquet").toList();
  }

  private static boolean matches(String path, String common) {
    return path.startsWith(common) && path.indexOf('/', common.length()) < 0;
  }

  private static String chain(String name) {
    Matcher numbered = NUMBERED.matcher(name);
    return numbered.matches() ? numbered.group(1) : name;
  }

  private static String join(String parent, String name) {
    return parent.isEmpty() ? name : parent + "/" + name;
  }

  /** Letters, digits and hyphens, for the name of a configuration. */
  private static String word(String path) {
    return path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
  }

  /** Letters, digits and underscores: the library takes no hyphen in the name of a split. */
  private static String split(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9]+", "_");
    return name.equals("all") ? "all_" : name;
  }
}
