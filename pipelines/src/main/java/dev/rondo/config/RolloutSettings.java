package dev.rondo.config;

import dev.rondo.schema.SamplingSettings;
import dev.rondo.verify.Extraction;
import java.util.List;

/** How a round samples. */
public record RolloutSettings(
    @Setting(
            meaning = "Problems of one round.",
            unit = "problems",
            byDefault = "64",
            min = 1,
            max = 1000000,
            atMost = "task.problems")
        int problemsPerRound,
    @Setting(
            meaning = "Rollouts of one problem (G).",
            unit = "rollouts",
            byDefault = "8",
            min = 1,
            max = 1024)
        int groupSize,
    @Setting(
            meaning = "Softmax temperature.",
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
            meaning = "Longest response.",
            unit = "tokens",
            byDefault = "24",
            min = 1,
            max = 1048576)
        int maxResponseTokens,
    @Setting(
            meaning =
                "Texts that end a response, beside the policy's stop tokens: with the token that"
                    + " completes the first of them in it. A special token is in no text: a new run"
                    + " refuses one. Evaluations use them too.",
            byDefault = "[]",
            texts = true,
            max = SamplingSettings.MOST_STOPS,
            later = true)
        List<String> stop,
    @Setting(
            meaning = "Shards of one round; divides the problems.",
            unit = "shards",
            byDefault = "8",
            min = 1,
            max = 100000,
            divides = "rollout.problems-per-round")
        int shards,
    @Setting(
            meaning = "Sequences that are sampled together; batches never cross a shard.",
            unit = "sequences",
            byDefault = "64",
            min = 1,
            max = 65536)
        int batchSequences,
    @Setting(
            meaning =
                "Token positions that one native call samples before it comes back and can be"
                    + " interrupted.",
            unit = "positions",
            byDefault = "64",
            min = 1,
            max = 1048576)
        int maxPositionsPerCall,
    @Setting(
            meaning =
                "Memory that sampling one shard may take beside the process itself, weights"
                    + " included: batches are cut to fit, and what cannot fit is refused before it"
                    + " is allocated; 0 sets no limit. A process has the weights once, and a batch"
                    + " for each of its slots.",
            unit = "bytes",
            byDefault = "0",
            min = 0,
            max = 1e15)
        long samplingMemory,
    @Setting(
            meaning =
                "Where verifiers look for the answer: boxed in the last box of a response that"
                    + " ended its reasoning, unfinished also where it never did.",
            byDefault = "boxed",
            oneOf = {"boxed", "unfinished"},
            later = true)
        Extraction extraction,
    @Setting(
            meaning =
                "Problems in reserve for each problem of a shard: where the rollouts of a group are"
                    + " all correct or none of them, another problem takes its place (DAPO's"
                    + " dynamic sampling); 0 keeps such groups.",
            unit = "problems",
            byDefault = "0",
            min = 0,
            max = 100,
            later = true)
        int reserves,
    @Setting(
            meaning =
                "Tokens that a response has before it may end: none of the first so many is a stop"
                    + " token, and a stop text ends nothing before. What is sampled, stated and"
                    + " trained on is the policy without those tokens. Evaluations do without.",
            unit = "tokens",
            byDefault = "0",
            min = 0,
            max = 1048576,
            atMost = "rollout.max-response-tokens",
            later = true)
        int minResponseTokens) {
  /** How the rollouts of a round are sampled. */
  public SamplingSettings sampling() {
    return new SamplingSettings(
        temperature, topP, topK, maxResponseTokens, stop, minResponseTokens);
  }

  /** The memory that sampling may take, in bytes; without a limit {@link Long#MAX_VALUE}. */
  public long samplingBytes() {
    return samplingMemory == 0 ? Long.MAX_VALUE : samplingMemory;
  }
}
