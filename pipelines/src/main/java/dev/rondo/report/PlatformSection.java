package dev.rondo.report;

import dev.rondo.dataset.NumericClass;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunFacts.DatasetFacts;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What the run ran on: versions of the program and numeric classes, as the manifests say. */
final class PlatformSection {
  private PlatformSection() {}

  static Section of(RunFacts run) {
    TreeMap<String, Integer> versions = new TreeMap<>();
    TreeMap<String, Integer> classes = new TreeMap<>();
    for (DatasetFacts dataset : run.datasets()) {
      if (dataset.lineage().codeVersion() != null) {
        versions.merge(dataset.lineage().codeVersion(), 1, Integer::sum);
      }
      if (dataset.lineage().numericClass() != null) {
        classes.merge(inWords(dataset.lineage().numericClass()), 1, Integer::sum);
      }
    }
    List<List<Cell>> rows = new ArrayList<>();
    versions.forEach((v, n) -> rows.add(Cell.row("program version", v, Integer.toString(n))));
    classes.forEach((c, n) -> rows.add(Cell.row("numeric class", c, Integer.toString(n))));
    return new Section(
        "platform",
        "What it ran on",
        "From the manifests. Datasets of one numeric class are the same bytes wherever they are"
            + " made.",
        List.of(
            rows.isEmpty()
                ? Block.Notice.of("No dataset is committed yet.")
                : Block.Table.of(
                    "Versions and numeric classes", List.of("what", "value", "datasets"), rows)));
  }

  /** Device, arithmetic and threads. */
  private static String inWords(NumericClass numbers) {
    return String.format(
        Locale.ROOT,
        "%s, %s, %s, %d %s, torch %s",
        numbers.device(),
        numbers.instructionSet(),
        numbers.dtype(),
        numbers.threads(),
        numbers.threads() == 1 ? "thread" : "threads",
        numbers.torchVersion());
  }
}
