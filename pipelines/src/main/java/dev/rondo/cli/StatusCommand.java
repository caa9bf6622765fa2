package dev.rondo.cli;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.evaluate.Interval;
import dev.rondo.report.facts.RunFacts.Evaluated;
import dev.rondo.report.facts.RunReader;
import dev.rondo.run.Action;
import dev.rondo.run.EarlyStop;
import dev.rondo.run.Plan;
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
    int published = directory.publishedRounds();
    Optional<EarlyStop> stop = EarlyStop.of(directory, published);
    List<Evaluated> evaluations = RunReader.evaluations(directory);
    List<String> next = Plan.plan(directory).stream().map(Action::describe).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(toJson(directory, published, stop, evaluations, next));
    } else {
      print(out, directory, published, stop, evaluations, next);
    }
    out.flush();
    return 0;
  }

  private static void print(
      PrintWriter out,
      RunDirectory run,
      int published,
      Optional<EarlyStop> stop,
      List<Evaluated> evaluations,
      List<String> next) {
    int rounds = run.config().run().rounds();
    out.println("run            " + run.config().run().name() + " (" + run.root() + ")");
    out.println("configuration  " + run.config().contentDigest());
    out.println(
        "published      "
            + (published < 0
                ? "nothing yet"
                : published == 0 ? "the base policy" : "round " + published + " of " + rounds));
    stop.ifPresent(
        early -> out.println("ended early    round " + early.round() + ": " + early.reason()));
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
    out.println("next           " + (next.isEmpty() ? "nothing: the run is done" : next.get(0)));
    next.stream().skip(1).forEach(action -> out.println("               " + action));
  }

  private static String toJson(
      RunDirectory run,
      int published,
      Optional<EarlyStop> stop,
      List<Evaluated> evaluations,
      List<String> next) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("name", run.config().run().name());
    status.put("config-digest", run.config().contentDigest());
    status.put("rounds", run.config().run().rounds());
    status.put("published-rounds", published);
    status.put("ended-early", stop.map(EarlyStop::reason).orElse(null));
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
    status.put("evaluations", results);
    status.put("next", next);
    status.put("done", next.isEmpty());
    return new String(CanonicalJson.bytes(status), StandardCharsets.UTF_8);
  }
}
