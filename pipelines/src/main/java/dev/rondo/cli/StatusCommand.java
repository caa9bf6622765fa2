package dev.rondo.cli;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.evaluate.Interval;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.report.facts.RunReader;
import dev.rondo.run.Action;
import dev.rondo.run.EarlyStop;
import dev.rondo.run.Plan;
import dev.rondo.run.Retention;
import dev.rondo.run.RoundNews;
import dev.rondo.run.RoundNews.Reserves;
import dev.rondo.run.RunContinuity;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo status}: what a run has and what it does next. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    header = "Shows what a run has done and what it does next.",
    description = {"", "Reads the run directory only; a run may be under way meanwhile.", ""},
    footer = {
      "",
      "Example:",
      "  rondo status --run runs/first",
      "  rondo status --run runs/first --json | jq .next"
    })
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RunOption run;

  @Option(names = "--json", description = "Prints one JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    RunDirectory directory = RunDirectory.open(run.directory());
    RunContinuity.requireWhole(directory, 0);
    int published = directory.publishedRounds();
    Optional<EarlyStop> stop = EarlyStop.of(directory, published);
    List<Evaluated> evaluations = RunReader.evaluations(directory);
    List<String> next = Plan.plan(directory).stream().map(Action::describe).toList();
    List<Retention.Removed> removed = Retention.removed(directory);
    Optional<RoundNews> latest = RoundNews.latest(directory);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> status = new LinkedHashMap<>();
      addProgress(status, directory, published, stop, latest);
      status.put("evaluations", results(evaluations));
      status.put("removed", removals(removed));
      status.put("next", next);
      status.put("done", next.isEmpty());
      out.print(new String(CanonicalJson.bytes(status), StandardCharsets.UTF_8));
    } else {
      print(out, directory, published, stop, latest);
      print(out, evaluations);
      printRemoved(out, removed);
      out.println("next           " + (next.isEmpty() ? "nothing: the run is done" : next.get(0)));
      next.stream().skip(1).forEach(action -> out.println("               " + action));
    }
    out.flush();
    return 0;
  }

  private static void print(
      PrintWriter out,
      RunDirectory run,
      int published,
      Optional<EarlyStop> stop,
      Optional<RoundNews> latest) {
    int rounds = run.config().run().rounds();
    out.println("run            " + run.config().run().name() + " (" + run.root() + ")");
    out.println("configuration  " + run.config().contentDigest());
    out.println(
        "published      "
            + (published < 0
                ? "nothing yet"
                : published == 0 ? "the base policy" : "round " + published + " of " + rounds));
    latest.ifPresent(news -> out.println("latest round   " + news.round() + ": " + news.inWords()));
    stop.ifPresent(
        early -> out.println("ended early    round " + early.round() + ": " + early.reason()));
  }

  private static void print(PrintWriter out, List<Evaluated> evaluations) {
    for (Evaluated evaluated : evaluations) {
      Interval interval = evaluated.sampled().passAt(1);
      out.printf(
          Locale.ROOT,
          "pass@1         %5.1f %%  [%.1f, %.1f]%s  %s%n",
          100 * interval.value(),
          100 * interval.low(),
          100 * interval.high(),
          evaluated
              .greedyShare()
              .map(share -> String.format(Locale.ROOT, "  greedy %5.1f %%", 100 * share))
              .orElse(""),
          evaluated.label()
              + (evaluated.isHeldOut() ? "" : " on " + evaluated.sampled().benchmark()));
    }
  }

  /** One line a rule: how many datasets lost what, and how many bytes. */
  private static void printRemoved(PrintWriter out, List<Retention.Removed> removed) {
    Map<String, long[]> byRule = new TreeMap<>();
    for (Retention.Removed one : removed) {
      long[] sums =
          byRule.computeIfAbsent(
              one.removal().what() + " by " + one.removal().rule(), key -> new long[2]);
      sums[0]++;
      sums[1] += one.bytes();
    }
    byRule.forEach(
        (what, sums) ->
            out.printf(
                Locale.ROOT,
                "removed        %s: of %d %s, %.1f MB%n",
                what,
                sums[0],
                sums[0] == 1 ? "dataset" : "datasets",
                sums[1] / 1e6));
  }

  private static void addProgress(
      Map<String, Object> status,
      RunDirectory run,
      int published,
      Optional<EarlyStop> stop,
      Optional<RoundNews> latest) {
    status.put("name", run.config().run().name());
    status.put("config-digest", run.config().contentDigest());
    status.put("rounds", run.config().run().rounds());
    status.put("published-rounds", published);
    status.put("ended-early", stop.map(EarlyStop::reason).orElse(null));
    status.put("latest-round", latest.map(StatusCommand::fields).orElse(null));
  }

  private static Map<String, Object> fields(RoundNews news) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("round", news.round());
    fields.put("reward", news.reward());
    fields.put("response-tokens", news.responseTokens());
    fields.put("truncated", news.truncated());
    fields.put("all-correct-groups", news.allCorrect());
    fields.put("all-incorrect-groups", news.allIncorrect());
    fields.put("replaced-groups", news.reserves().map(Reserves::replaced).orElse(null));
    fields.put("reserve-groups", news.reserves().map(Reserves::sampled).orElse(null));
    fields.put("rejected-groups", news.rejected());
    return fields;
  }

  private static List<Map<String, Object>> results(List<Evaluated> evaluations) {
    List<Map<String, Object>> results = new ArrayList<>();
    for (Evaluated evaluated : evaluations) {
      Interval interval = evaluated.sampled().passAt(1);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("policy", evaluated.label());
      result.put("benchmark", evaluated.sampled().benchmark());
      result.put("samples", evaluated.sampled().samples());
      result.put("pass-at-1", interval.value());
      result.put("low", interval.low());
      result.put("high", interval.high());
      result.put("greedy", evaluated.greedyShare().orElse(null));
      results.add(result);
    }
    return results;
  }

  private static List<Map<String, Object>> removals(List<Retention.Removed> removed) {
    List<Map<String, Object>> removals = new ArrayList<>();
    for (Retention.Removed one : removed) {
      Map<String, Object> removal = new LinkedHashMap<>();
      removal.put("dataset", one.dataset());
      removal.put("what", one.removal().what());
      removal.put("rule", one.removal().rule());
      removal.put("bytes", one.bytes());
      removals.add(removal);
    }
    return removals;
  }
}
