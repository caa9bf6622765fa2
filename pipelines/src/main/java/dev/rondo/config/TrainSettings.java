package dev.rondo.config;

import dev.rondo.trainer.RolloutUse;

/** What of its rollouts a round trains on, and how. */
public record TrainSettings(
    @Setting(
            meaning = "Shards that one update consumes; divides rollout.shards.",
            unit = "shards",
            byDefault = "2",
            min = 1,
            max = 100000,
            divides = "rollout.shards",
            formerly = "train.shards-per-step",
            contentAfter = "optimizer.warm-up-rounds")
        int shardsPerUpdate,
    @Setting(
            meaning =
                "Groups of a round that are not trained on; they measure how well the policy"
                    + " predicts their labels. Each shard keeps one to train on: with one group a"
                    + " shard none is held out.",
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
            later = true)
        RolloutUse.Truncated truncated,
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
                "Groups whose rewards are all equal: trained on like the others, or skipped where"
                    + " the objective learns nothing from them, which saves their passes, leaves"
                    + " what the update is divided by as it is, and so changes no gradient but by"
                    + " rounding; metrics are of the groups that are computed. rloo and grpo with"
                    + " policy-gradient.kl-weight 0 skip them in every update; pacs with"
                    + " objective.gradient critic, objective.implicit-reward log-ratio and an"
                    + " objective.score-estimator other than naive while the policy is its"
                    + " reference: until the first step of each round with objective.reference"
                    + " round, of a round that resets it otherwise. With other objectives a new run"
                    + " refuses skip.",
            byDefault = "train",
            later = true)
        RolloutUse.UniformGroups uniformGroups,
    @Setting(
            meaning =
                "Whether rollouts sampled with top-p or top-k may be trained on, although their"
                    + " log-probs are those of the untruncated distribution.",
            byDefault = "false")
        boolean allowTruncatedSampling) {}
