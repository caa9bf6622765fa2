package dev.rondo.config;

/** How a round trains. */
public record TrainSettings(
    @Setting(
            meaning = "The objective.",
            byDefault = "pacs",
            oneOf = {"pacs", "grpo", "rloo", "ppo", "reinforce"})
        String objective,
    @Setting(
            meaning = "Scale of the implicit reward in the objective.",
            byDefault = "1.0",
            min = 0,
            aboveMin = true,
            max = 1000)
        double beta,
    @Setting(
            meaning = "Weight of correct and incorrect rollouts inside a group.",
            byDefault = "question",
            oneOf = {"question", "only-positive", "only-negative", "none"})
        String classWeight,
    @Setting(
            meaning = "How pacs turns implicit rewards of a group into score logits.",
            byDefault = "rloo",
            oneOf = {"rloo", "grpo", "dr-grpo", "naive"})
        String scoreEstimator,
    @Setting(
            meaning =
                "Implicit reward of pacs: the summed log-ratio to the reference, or the mean"
                    + " log-prob without a reference.",
            byDefault = "log-ratio",
            oneOf = {"log-ratio", "mean-logprob"})
        String implicitReward,
    @Setting(
            meaning =
                "Terms of the gradient of pacs: critic as in the released code, actor, or both as"
                    + " in the paper.",
            byDefault = "critic",
            oneOf = {"critic", "actor", "both"})
        String gradient,
    @Setting(
            meaning = "Whether pacs takes outcome rewards between 0 and 1 as soft labels.",
            byDefault = "false")
        boolean softLabels,
    @Setting(
            meaning =
                "Reference policy: that of the round's start, the one of every reference-rounds"
                    + " rounds, or the base policy.",
            byDefault = "round",
            oneOf = {"round", "every-n-rounds", "frozen"})
        String reference,
    @Setting(
            meaning = "Rounds between two resets of the reference with every-n-rounds.",
            unit = "rounds",
            byDefault = "10",
            min = 1,
            max = 1000000)
        int referenceRounds,
    @Setting(
            meaning =
                "Groups of a round that are not trained on; they measure how well the policy"
                    + " predicts their labels.",
            unit = "groups",
            byDefault = "4",
            min = 0,
            max = 1000000,
            atMostHalfOf = "rollout.problems-per-round")
        int heldOutGroups,
    @Setting(
            meaning =
                "Updates of a run that may be skipped because a number was not finite; one more"
                    + " stops the run.",
            unit = "updates",
            byDefault = "3",
            min = 0,
            max = 1000000)
        int nonFiniteLimit,
    @Setting(
            meaning =
                "Outcome reward that a rollout with verdict unknown is trained with; such rollouts"
                    + " are counted.",
            byDefault = "0",
            min = 0,
            max = 1)
        int unknownReward,
    @Setting(
            meaning =
                "How responses cut at rollout.max-response-tokens are trained on: with their"
                    + " verdict, as wrong, or without a gradient of theirs (DAPO's overlong"
                    + " filtering).",
            byDefault = "as-judged",
            oneOf = {"as-judged", "wrong", "leave-out"},
            later = true)
        String truncated,
    @Setting(
            meaning =
                "Last tokens before rollout.max-response-tokens over which the reward falls by up"
                    + " to 1 (DAPO's soft overlong punishment, its cache); 0 switches this off.",
            unit = "tokens",
            byDefault = "0",
            min = 0,
            max = 1048576,
            atMost = "rollout.max-response-tokens",
            later = true)
        int overlongTokens,
    @Setting(
            meaning =
                "Groups whose rewards are all equal: trained on like the others, or skipped, which"
                    + " saves their passes and leaves what the update is divided by as it is.",
            byDefault = "train",
            oneOf = {"train", "skip"},
            later = true)
        String uniformGroups,
    @Setting(
            meaning =
                "Whether rollouts sampled with top-p or top-k may be trained on, although their"
                    + " log-probs are those of the untruncated distribution.",
            byDefault = "false")
        boolean allowTruncatedSampling,
    @Setting(
            meaning = "Highest learning rate.",
            byDefault = "3.0E-4",
            min = 0,
            aboveMin = true,
            max = 1)
        double learningRate,
    @Setting(
            meaning = "Course of the learning rate after the warm-up, over all rounds.",
            byDefault = "linear",
            oneOf = {"linear", "cosine", "constant"})
        String schedule,
    @Setting(
            meaning = "Learning rate at the end of the schedule, as a fraction of the highest.",
            unit = "fraction",
            byDefault = "0.1",
            min = 0,
            max = 1)
        double finalFraction,
    @Setting(
            meaning = "Rounds of linear warm-up from 0.",
            unit = "rounds",
            byDefault = "5",
            min = 0,
            max = 1000000,
            atMost = "run.rounds")
        int warmUpRounds,
    @Setting(
            meaning = "Shards that one update consumes; divides rollout.shards.",
            unit = "shards",
            byDefault = "2",
            min = 1,
            max = 100000,
            divides = "rollout.shards",
            formerly = "shards-per-step")
        int shardsPerUpdate,
    @Setting(
            meaning =
                "Largest gradient norm; longer gradients are scaled down to it. 0 switches this"
                    + " off.",
            byDefault = "1.0",
            min = 0,
            max = 1000000)
        double clipNorm,
    @Setting(
            meaning = "AdamW: decay of the first moment.",
            byDefault = "0.9",
            min = 0,
            max = 1,
            belowMax = true)
        double adamBeta1,
    @Setting(
            meaning = "AdamW: decay of the second moment.",
            byDefault = "0.999",
            min = 0,
            max = 1,
            belowMax = true)
        double adamBeta2,
    @Setting(meaning = "AdamW: epsilon.", byDefault = "1.0E-8", min = 0, aboveMin = true, max = 1)
        double adamEpsilon,
    @Setting(meaning = "AdamW: decoupled weight decay.", byDefault = "0.0", min = 0, max = 1)
        double weightDecay,
    @Setting(
            meaning =
                "Token budget of one forward and backward pass: bounds memory; the gradient is the"
                    + " same but for its last bits. No sequence may be longer.",
            unit = "tokens",
            byDefault = "2048",
            min = 1,
            max = 16777216)
        int microBatchTokens,
    @Setting(
            meaning =
                "Whether the way back computes each layer's activations again instead of keeping"
                    + " them: less memory, a third more work.",
            byDefault = "false")
        boolean recompute,
    @Setting(
            meaning =
                "Micro-batches of an update that are computed at the same time, each with"
                    + " compute.threads threads, a float32 gradient and activations of its own."
                    + " Puts processors to work that compute.threads leaves idle. Decides the last"
                    + " bits.",
            byDefault = "1",
            min = 1,
            max = 64)
        int workers,
    @Setting(
            meaning =
                "Type of the weights in forward and backward passes; masters and gradients are"
                    + " float32.",
            byDefault = "float32",
            oneOf = {"float32", "bfloat16"})
        String computeType,
    @Setting(
            meaning =
                "Type of the optimizer's moments; bfloat16 halves their memory and is rounded at"
                    + " random.",
            byDefault = "float32",
            oneOf = {"float32", "bfloat16"})
        String momentType,
    @Setting(
            meaning =
                "Rank of low-rank adapters (LoRA) that are trained instead of the weights; 0 trains"
                    + " the weights.",
            byDefault = "0",
            min = 0,
            max = 4096)
        int loraRank,
    @Setting(
            meaning = "Scale of the adapters times their rank.",
            byDefault = "32.0",
            min = 0,
            aboveMin = true,
            max = 100000)
        double loraAlpha,
    @Setting(
            meaning =
                "Matrices that have an adapter in every layer, separated by commas: out of q_proj,"
                    + " k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj.",
            byDefault = "q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj",
            pattern = "(q|k|v|o|gate|up|down)_proj(,(q|k|v|o|gate|up|down)_proj)*")
        String loraTargets,
    @Setting(
            meaning =
                "Whether the optimizer's moments start at zero whenever the reference is reset,"
                    + " instead of being carried on.",
            byDefault = "false")
        boolean resetOptimizer) {}
