package dev.rondo.config;

/** What a round maximizes, and the reference policy that it is measured against. */
public record ObjectiveSettings(
    @Setting(
            meaning = "The objective.",
            byDefault = "pacs",
            oneOf = {"pacs", "grpo", "rloo", "ppo", "reinforce"},
            formerly = "train.objective")
        String name,
    @Setting(
            meaning = "Scale of the implicit reward in the objective.",
            byDefault = "1.0",
            min = 0,
            aboveMin = true,
            max = 1000,
            formerly = "train.beta")
        double beta,
    @Setting(
            meaning = "Weight of correct and incorrect rollouts inside a group.",
            byDefault = "question",
            oneOf = {"question", "only-positive", "only-negative", "none"},
            formerly = "train.class-weight")
        String classWeight,
    @Setting(
            meaning = "How pacs turns implicit rewards of a group into score logits.",
            byDefault = "rloo",
            oneOf = {"rloo", "grpo", "dr-grpo", "naive"},
            formerly = "train.score-estimator")
        String scoreEstimator,
    @Setting(
            meaning =
                "Implicit reward of pacs: the summed log-ratio to the reference, or the mean"
                    + " log-prob without a reference.",
            byDefault = "log-ratio",
            oneOf = {"log-ratio", "mean-logprob"},
            formerly = "train.implicit-reward")
        String implicitReward,
    @Setting(
            meaning =
                "Terms of the gradient of pacs: critic as in the released code, actor, or both as"
                    + " in the paper.",
            byDefault = "critic",
            oneOf = {"critic", "actor", "both"},
            formerly = "train.gradient")
        String gradient,
    @Setting(
            meaning = "Whether pacs takes outcome rewards between 0 and 1 as soft labels.",
            byDefault = "false",
            formerly = "train.soft-labels")
        boolean softLabels,
    @Setting(
            meaning =
                "Reference policy: that of the round's start, the one of every reference-rounds"
                    + " rounds, or the base policy.",
            byDefault = "round",
            oneOf = {"round", "every-n-rounds", "frozen"},
            formerly = "train.reference")
        String reference,
    @Setting(
            meaning = "Rounds between two resets of the reference with every-n-rounds.",
            unit = "rounds",
            byDefault = "10",
            min = 1,
            max = 1000000,
            formerly = "train.reference-rounds")
        int referenceRounds) {}
