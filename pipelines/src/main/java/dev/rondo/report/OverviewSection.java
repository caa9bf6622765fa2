package dev.rondo.report;

import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.report.facts.RunFacts.PassAtK;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Block.Role;
import dev.rondo.report.page.Block.Tile;
import dev.rondo.report.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The four numbers of a run, and what was wrong with it, before everything else. */
final class OverviewSection {
  private OverviewSection() {}

  static Section of(RunFacts run) {
    List<Block> blocks = new ArrayList<>();
    List<Tile> tiles = new ArrayList<>();
    run.before().ifPresent(e -> tiles.add(tile("pass@1 before", e, Role.BEFORE)));
    run.after().ifPresent(e -> tiles.add(tile("pass@1 after", e, Role.AFTER)));
    run.control().ifPresent(e -> tiles.add(tile("pass@1 control", e, Role.CONTROL)));
    run.gain()
        .flatMap(RunFacts.Difference::paired)
        .ifPresent(
            gain ->
                tiles.add(
                    new Tile(
                        "gain, paired",
                        Numbers.points(gain.difference().value()),
                        interval(gain.difference().low(), gain.difference().high()),
                        Role.AFTER)));
    blocks.add(
        tiles.isEmpty() ? Block.Notice.of("No policy is evaluated yet.") : new Block.Tiles(tiles));
    run.gain()
        .filter(gain -> gain.paired().isEmpty())
        .ifPresent(gain -> blocks.add(Block.Notice.of("The gain has no number. " + gain.reason())));
    if (run.rounds().isEmpty()) {
      blocks.add(Block.Notice.of("No rounds yet: no rollouts are committed."));
    }
    run.endedEarly()
        .ifPresent(
            stop ->
                blocks.add(
                    Block.Notice.of(
                        "Ended early, after round " + stop.round() + ": " + stop.reason() + ".")));
    alarms("in this run", "Alarms", run.alarms(), blocks);
    alarms("in the control's rounds", "Alarms of the control", run.controlAlarms(), blocks);
    return new Section("overview", "", "", blocks);
  }

  private static void alarms(
      String where, String title, SortedMap<String, List<Integer>> alarms, List<Block> blocks) {
    if (alarms.isEmpty()) {
      return;
    }
    blocks.add(
        new Block.Notice(
            "Failure signatures showed: alarms rang "
                + where
                + ". Each is defined in docs/metrics.md; thresholds are in the group alarms of the"
                + " settings.",
            true));
    List<List<Cell>> rows = new ArrayList<>();
    alarms.forEach(
        (name, rounds) ->
            rows.add(
                Cell.row(
                    name,
                    Integer.toString(rounds.size()),
                    Integer.toString(rounds.get(0)),
                    Integer.toString(rounds.get(rounds.size() - 1)))));
    blocks.add(Block.Table.of(title, List.of("alarm", "rounds", "first", "latest"), rows));
  }

  private static Tile tile(String name, Evaluated evaluated, Role role) {
    PassAtK one = evaluated.passAt(1).orElseThrow();
    return new Tile(
        name,
        Numbers.percent(one.value()),
        one.interval().map(i -> interval(i.low(), i.high())).orElse(""),
        role);
  }

  private static String interval(double low, double high) {
    return "95 % interval " + Numbers.range(low, high);
  }
}
