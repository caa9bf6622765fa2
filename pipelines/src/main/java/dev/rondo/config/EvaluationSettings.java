package dev.rondo.config;

import dev.rondo.verify.Extraction;
import java.util.List;

/** How policies are measured on the held-out problems and on benchmarks. */
public record EvaluationSettings(
    @Setting(
            meaning = "Held-out problems that are evaluated; at most task.held-out-problems.",
            unit = "problems",
            byDefault = "128",
            min = 1,
            max = 1000000,
            atMost = "task.held-out-problems")
        int problems,
    @Setting(
            meaning = "Samples per problem (n) for the base policy, the last one and the control.",
            unit = "samples",
            byDefault = "256",
            min = 1,
            max = 100000)
        int samples,
    @Setting(
            meaning = "Samples per problem of a progress evaluation.",
            unit = "samples",
            byDefault = "16",
            min = 1,
            max = 100000,
            atMost = "evaluation.samples")
        int progressSamples,
    @Setting(
            meaning = "The k of pass@k, each at most samples, ascending.",
            unit = "samples",
            byDefault = "[1, 2, 4, 8, 16, 32, 64, 128, 256]",
            min = 1,
            max = 100000,
            atMost = "evaluation.samples")
        List<Integer> ks,
    @Setting(
            meaning = "Softmax temperature; greedy answers are measured beside it.",
            byDefault = "1.0",
            min = 0,
            aboveMin = true,
            max = 100)
        double temperature,
    @Setting(
            meaning = "Nucleus mass; 1 switches it off.",
            unit = "fraction",
            byDefault = "1.0",
            min = 0,
            aboveMin = true,
            max = 1)
        double topP,
    @Setting(
            meaning = "Number of most likely tokens kept; 0 switches it off.",
            unit = "tokens",
            byDefault = "0",
            min = 0,
            max = 1000000)
        int topK,
    @Setting(
            meaning = "Seed of the evaluation's samples, the same for all policies.",
            byDefault = "1",
            min = 0,
            max = 9007199254740991.0)
        long seed,
    @Setting(
            meaning = "Shards of one evaluation; divides the problems.",
            unit = "shards",
            byDefault = "8",
            min = 1,
            max = 100000,
            divides = "evaluation.problems")
        int shards,
    @Setting(
            meaning = "Sequences that are sampled together.",
            unit = "sequences",
            byDefault = "256",
            min = 1,
            max = 65536)
        int batchSequences,
    @Setting(
            meaning =
                "Where verifiers look for the answer: boxed in the last box of a response that"
                    + " ended its reasoning, unfinished also where it never did, ladder on every"
                    + " mark down to the last expression.",
            byDefault = "boxed",
            later = true)
        Extraction extraction,
    @Setting(
            meaning =
                "Folders of imported problems that the run ends with: the base policy, the last one"
                    + " and the control are measured on all of their problems. Each is a benchmark"
                    + " by the name of its folder, and is copied into the run.",
            byDefault = "[]",
            texts = true,
            later = true)
        List<String> benchmarks,
    @Setting(
            meaning = "Samples per problem (n) on benchmarks.",
            unit = "samples",
            byDefault = "256",
            min = 1,
            max = 100000,
            later = true)
        int benchmarkSamples,
    @Setting(
            meaning = "The k of pass@k on benchmarks, each at most benchmark-samples, ascending.",
            unit = "samples",
            byDefault = "[1, 2, 4, 8, 16, 32, 64, 128, 256]",
            min = 1,
            max = 100000,
            atMost = "evaluation.benchmark-samples",
            later = true)
        List<Integer> benchmarkKs) {
  /** Copies the lists. */
  public EvaluationSettings {
    ks = List.copyOf(ks);
    benchmarks = List.copyOf(benchmarks);
    benchmarkKs = List.copyOf(benchmarkKs);
  }
}
