package dev.rondo.report;

import dev.rondo.report.facts.RoundFacts;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What the verifier said about the first and the last round's rollouts. */
final class VerdictsSection {
  private VerdictsSection() {}

  static Section of(RunFacts run) {
    List<Block> blocks = new ArrayList<>();
    if (run.rounds().isEmpty()) {
      blocks.add(Block.Notice.of("No rounds yet."));
    } else {
      List<RoundFacts> shown = new ArrayList<>(List.of(run.rounds().get(0)));
      if (run.rounds().size() > 1) {
        shown.add(run.rounds().get(run.rounds().size() - 1));
      }
      blocks.add(table(shown));
    }
    return new Section(
        "verdicts",
        "Verdicts",
        "Rollouts by verdict and the verifier's reason. Unknown is neither right nor wrong."
            + (run.rounds().stream().anyMatch(round -> round.first().isPresent())
                ? " Where reserves took places of groups the rollouts are those of the groups that"
                    + " are kept, which are chosen by their verdicts."
                : ""),
        blocks);
  }

  private static Block.Table table(List<RoundFacts> rounds) {
    TreeSet<String> reasons = new TreeSet<>();
    rounds.forEach(round -> reasons.addAll(round.verdicts().reasons().keySet()));
    List<List<Cell>> rows = new ArrayList<>();
    for (String reason : reasons) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(reason)));
      rounds.forEach(
          round -> row.add(count(round.verdicts().reasons().getOrDefault(reason, 0L), round)));
      rows.add(row);
    }
    List<Cell> truncated = new ArrayList<>(List.of(Cell.of("truncated")));
    rounds.forEach(round -> truncated.add(count(round.verdicts().truncated(), round)));
    rows.add(truncated);
    List<Cell> all = new ArrayList<>(List.of(Cell.of("rollouts")));
    rounds.forEach(round -> all.add(Cell.of(Long.toString(round.verdicts().rollouts()))));
    rows.add(all);
    List<Cell> rejected = new ArrayList<>(List.of(Cell.of("groups rejected")));
    rounds.forEach(round -> rejected.add(Cell.of(Long.toString(round.groups().rejected()))));
    rows.add(rejected);
    List<String> header = new ArrayList<>(List.of("verdict, reason"));
    rounds.forEach(round -> header.add("round " + round.round()));
    return Block.Table.of("Verdicts of the first and the last round", header, rows);
  }

  private static Cell count(long count, RoundFacts round) {
    return new Cell(
        Long.toString(count), round.verdicts().share(count).map(Numbers::percent).orElse("–"));
  }
}
