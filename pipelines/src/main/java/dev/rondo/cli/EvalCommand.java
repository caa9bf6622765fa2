package dev.rondo.cli;

import dev.rondo.config.ComputeSettings;
import dev.rondo.config.RunConfig;
import dev.rondo.config.RunnerSettings;
import dev.rondo.config.Word;
import dev.rondo.dataset.CanonicalJson;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.PolicyComparison;
import dev.rondo.pipelines.BeamJobs;
import dev.rondo.policy.program.Numerics;
import dev.rondo.programs.PolicyEvaluation;
import dev.rondo.programs.ResponseLength;
import dev.rondo.programs.StopTexts;
import dev.rondo.run.JobRunner;
import dev.rondo.run.Progress;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.schema.VisibleText;
import dev.rondo.verify.Extraction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo eval}: pass@k of policies on problems. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    header = "Measures pass@k of policies on problems.",
    description = {
      "",
      "Samples n responses to every problem, verifies them, and estimates pass@k for every k from"
          + " the same samples, with 95 %% intervals. With more samples later it adds what is"
          + " missing and draws nothing twice. Several policies and benchmarks are one job; a"
          + " worker has one policy in memory at a time.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo eval --policy runs/first/policies/round-000002 \\",
      "      --problems runs/first/problems/held-out --samples 64 --k 1,8,64 --out evals/first",
      "  rondo eval --policy base=runs/first/policies/round-000000 \\",
      "      --policy runs/first/policies/round-000060 \\",
      "      --problems data/aime24 --problems data/math500 --k 1,8,256 --out evals/both"
    })
final class EvalCommand implements Callable<Integer> {
  private static final int MOST_SHARDS = 8;
  private static final int DEFAULT_SAMPLES = 256;

  @Spec private CommandSpec spec;
  @Mixin private BeamOptions beam;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "[NAME=]DIR",
      description =
          "A policy; may be given several times, the name of the directory is the policy's name if"
              + " none is given.")
  private List<String> policies;

  @Option(
      names = "--problems",
      required = true,
      paramLabel = "[NAME=]DIR",
      description =
          "Problems; may be given several times, each a benchmark by the name of its directory if"
              + " none is given.")
  private List<String> problems;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "Responses per problem (default: 256; 1 with --temperature 0, which gives the same"
              + " response each time).")
  private Integer samples;

  @Option(
      names = "--k",
      split = ",",
      paramLabel = "K",
      defaultValue = "1",
      description = "The k of pass@k, each at most N (default: ${DEFAULT-VALUE}).")
  private List<Integer> ks;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where samples and results go.")
  private Path out;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1.0",
      description = "Softmax temperature; 0 is greedy (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1.0",
      description = "Nucleus mass (default: ${DEFAULT-VALUE}, off).")
  private double topP;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Most likely tokens kept (default: ${DEFAULT-VALUE}, off).")
  private int topK;

  @Option(
      names = "--max-response-tokens",
      paramLabel = "N",
      description =
          "Longest response (default: max_new_tokens of the policy's generation_config.json, else"
              + " that of the run around the policy; it must be given where neither says).")
  private Integer maxResponseTokens;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description =
          "Text that ends a response, beside the policy's stop tokens; may be given several times,"
              + " "
              + GivenText.MARKS
              + ", '' says that there is none (default: rollout.stop of the run"
              + " around the policy).")
  private List<String> stop;

  @Option(
      names = "--extraction",
      paramLabel = "WHERE",
      defaultValue = "ladder",
      description =
          "Where verifiers look for the answer: boxed (the last box only, as rewards do),"
              + " unfinished (also in reasoning that never ended) or ladder (every mark, down to"
              + " the last expression) (default: ${DEFAULT-VALUE}).")
  private Extraction extraction;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--batch-sequences",
      paramLabel = "N",
      defaultValue = "256",
      description = "Sequences sampled together (default: ${DEFAULT-VALUE}).")
  private int batchSequences;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description = "Where to compute, cpu or cuda (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "Type to compute in, float32 or bfloat16 (default: ${DEFAULT-VALUE}).")
  private String dtype;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of the math libraries (default: those of the run around the policy, else 1).")
  private Integer threads;

  @Option(
      names = "--instruction-set",
      paramLabel = "NAME",
      description =
          "What the math libraries are pinned to, as compute.instruction-set; bfloat16 is fast with"
              + " avx512-bf16 and amx only (default: that of the run around the policy, else"
              + " avx2).")
  private String instructionSet;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, Path> byName = NamedDirectory.byName("--policy", policies);
    ResponseLength longest = ResponseLength.ofAll(byName.values(), maxResponseTokens);
    StopTexts stops =
        StopTexts.ofAll(
            byName.values(), stop == null ? null : stop.stream().map(GivenText::of).toList());
    SamplingSettings sampling =
        new SamplingSettings(temperature, topP, topK, longest.tokens(), stops.texts());
    Progress progress = TerminalProgress.forStandardError();
    progress.say("Responses of at most " + longest.tokens() + " tokens (" + longest.source() + ")");
    if (!stops.texts().isEmpty()) {
      progress.say(
          "Responses end at "
              + VisibleText.of(CanonicalJson.line(stops.texts()))
              + " ("
              + stops.source()
              + ")");
    }
    RunConfig defaults = RunConfig.parse("", "defaults");
    ComputeSettings compute = // the launcher has pinned the libraries by now
        ComputeSettings.of(
            device,
            threads == null ? defaults.compute().threads() : threads,
            instructionSet == null ? Word.of(defaults.compute().instructionSet()) : instructionSet,
            dtype);
    if (threads != null) {
      Numerics.useThreads(threads);
    }
    PolicyEvaluation evaluation =
        new PolicyEvaluation(
            byName,
            new TreeMap<>(NamedDirectory.byName("--problems", problems)),
            new PolicyEvaluation.Question(samples(), ks, sampling, extraction, seed),
            new PolicyEvaluation.Work(MOST_SHARDS, batchSequences, compute.deviceSettings()),
            out);
    RunnerSettings runner = defaults.runner();
    PrintWriter terminal = spec.commandLine().getOut();
    try (JobRunner jobs = BeamJobs.of(runner, beam.arguments(), progress::say)) {
      List<PolicyComparison.Policy> results = evaluation.run(jobs, progress);
      for (PolicyComparison.Policy policy : results) {
        if (results.size() > 1) {
          terminal.println(policy.name());
        }
        for (EvaluationSummary summary : policy.benchmarks().values()) {
          EvaluationText.lines(summary).forEach(terminal::println);
        }
      }
      if (results.size() > 1) {
        terminal.println();
        terminal.print(ComparisonText.of(PolicyComparison.of(results, ks)));
      }
    }
    terminal.println("Wrote " + out);
    terminal.flush();
    return 0;
  }

  private int samples() {
    return samples != null ? samples : temperature == 0 ? 1 : DEFAULT_SAMPLES;
  }
}
