package dev.rondo.report;

import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunFacts.DatasetFacts;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Block.Edge;
import dev.rondo.report.page.Block.Node;
import dev.rondo.report.page.Section;
import dev.rondo.run.RunDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which dataset came from which: as a graph of the first and last rounds, and as a table of all.
 */
final class LineageSection {
  private static final int FIRST_ROUNDS = 2;
  private static final int LAST_ROUNDS = 2;
  private static final int MOST_ROWS = 800;
  private static final List<String> LANES =
      List.of("problems", "rollouts", "policies", "evaluations");

  private final RunFacts run;
  private final Map<String, String> idByVersion = new TreeMap<>();
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<String> columns = new ArrayList<>(List.of("start"));
  private final Map<String, Integer> columnOfPolicy = new TreeMap<>();

  private LineageSection(RunFacts run) {
    this.run = run;
  }

  static Section of(RunFacts run) {
    List<Block> blocks = new ArrayList<>();
    if (run.datasets().isEmpty()) {
      blocks.add(Block.Notice.of("No dataset is committed yet."));
    } else {
      blocks.add(new LineageSection(run).graph());
      if (run.datasets().stream().anyMatch(dataset -> !dataset.removed().isEmpty())) {
        blocks.add(
            Block.Notice.of(
                "Files of some datasets were removed by the settings retention, as the table says."
                    + " Their manifests, with every digest, and the counts of their verdicts are"
                    + " there."));
      }
      blocks.add(table(run));
    }
    return new Section(
        "lineage",
        "Lineage",
        "Every committed dataset with its version, the SHA-256 of its manifest, and what went in."
            + " Blocks of one evaluation are one box.",
        blocks);
  }

  private Block.Graph graph() {
    columns();
    for (DatasetFacts dataset : run.datasets()) {
      node(dataset);
    }
    Set<Edge> edges = new LinkedHashSet<>();
    for (DatasetFacts dataset : run.datasets()) {
      String to = idByVersion.get(dataset.version());
      dataset
          .lineage()
          .parents()
          .forEach(
              (role, version) -> {
                String from = idByVersion.get(version);
                if (from != null && to != null && !from.equals(to)) {
                  edges.add(new Edge(from, to, role));
                }
              });
    }
    return new Block.Graph(
        "Lineage of the run's datasets; the table below says the same",
        LANES,
        columns,
        List.copyOf(nodes.values()),
        List.copyOf(edges));
  }

  /** Column 0 is the start; then a column a round, with one for those that are left out. */
  private void columns() {
    columnOfPolicy.put(RunDirectory.roundName(0), 0);
    int rounds = run.rounds().size();
    int left = rounds - FIRST_ROUNDS - LAST_ROUNDS;
    for (int round = 1; round <= rounds; round++) {
      if (left > 1 && round > FIRST_ROUNDS && round <= rounds - LAST_ROUNDS) {
        if (round == FIRST_ROUNDS + 1) {
          columns.add("… " + left + " more rounds …");
        }
        continue;
      }
      columnOfPolicy.put(RunDirectory.roundName(round), columns.size());
      columns.add("round " + round);
    }
    // Of a control that has rounds the last one stands for all.
    String prefix = "policies/" + RunDirectory.CONTROL;
    run.datasets().stream()
        .map(DatasetFacts::path)
        .filter(path -> path.startsWith(prefix))
        .max(Comparator.naturalOrder())
        .ifPresent(
            path -> {
              columnOfPolicy.put(path.substring("policies/".length()), columns.size());
              columns.add("control");
            });
  }

  private void node(DatasetFacts dataset) {
    String[] parts = dataset.path().split("/");
    int lane = LANES.indexOf(parts[0].equals("evals") ? "evaluations" : parts[0]);
    if (lane < 0 || parts.length < 2) {
      return;
    }
    boolean isEvaluation = lane == LANES.size() - 1;
    String policy = isEvaluation && parts.length > 2 ? parts[2] : parts[1];
    Integer column = lane == 0 ? (Integer) 0 : columnOfPolicy.get(policy);
    if (column == null || column >= columns.size()) {
      return;
    }
    String id = isEvaluation ? parts[0] + "/" + parts[1] + "/" + policy : dataset.path();
    idByVersion.put(dataset.version(), id);
    String rows = dataset.rows() == 0 ? Numbers.bytes(dataset.bytes()) : dataset.rows() + " rows";
    Node known = nodes.get(id);
    String detail =
        isEvaluation
            ? (known == null ? "1 block" : blocks(known.detail()))
            : rows + " · " + Numbers.shortened(dataset.version()).substring(0, 7);
    nodes.put(
        id,
        new Node(id, lane, column, parts[1].replaceFirst("^round-0*(\\d)", "round $1"), detail));
  }

  private static String blocks(String detail) {
    return Integer.parseInt(detail.substring(0, detail.indexOf(' '))) + 1 + " blocks";
  }

  private static Block.Table table(RunFacts run) {
    Map<String, String> paths = new TreeMap<>();
    run.datasets().forEach(dataset -> paths.put(dataset.version(), dataset.path()));
    List<List<Cell>> rows = new ArrayList<>();
    int count = run.datasets().size();
    for (int i = 0; i < count; i++) {
      if (count <= MOST_ROWS || i < MOST_ROWS / 2 || i >= count - MOST_ROWS / 2) {
        rows.add(row(run.datasets().get(i), paths));
      }
    }
    String caption =
        count <= MOST_ROWS
            ? count + (count == 1 ? " dataset" : " datasets")
            : "The first and last " + MOST_ROWS / 2 + " of " + count + " datasets, by path";
    return new Block.Table(
        caption, List.of("dataset", "kind", "version", "rows", "size", "from"), rows, true);
  }

  private static String removed(DatasetFacts dataset) {
    return dataset.removed().stream()
        .map(removal -> ", " + removal.what() + " removed (" + removal.rule() + ")")
        .collect(Collectors.joining());
  }

  private static List<Cell> row(DatasetFacts dataset, Map<String, String> paths) {
    Set<String> parents = new TreeSet<>();
    dataset
        .lineage()
        .parents()
        .forEach(
            (role, version) ->
                parents.add(role + " " + paths.getOrDefault(version, Numbers.shortened(version))));
    return Cell.row(
        dataset.path(),
        dataset.kind(),
        Numbers.shortened(dataset.version()),
        dataset.rows() == 0 ? "–" : Long.toString(dataset.rows()),
        Numbers.bytes(dataset.bytes()) + removed(dataset),
        parents.isEmpty() ? "–" : String.join(", ", parents));
  }
}
