package dev.rondo.config;

import dev.rondo.trainer.objective.ClassBalance;
import dev.rondo.trainer.objective.ImplicitReward;
import dev.rondo.trainer.objective.PacsGradient;
import dev.rondo.trainer.objective.ScoreEstimator;

/** What a round maximizes, and the reference policy that it is measured against. */
public record ObjectiveSettings(
    @Setting(meaning = "The objective.", byDefault = "pacs", formerly = "train.objective")
        Name name,
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
            formerly = "train.class-weight")
        ClassBalance classWeight,
    @Setting(
            meaning = "How pacs turns implicit rewards of a group into score logits.",
            byDefault = "rloo",
            formerly = "train.score-estimator")
        ScoreEstimator scoreEstimator,
    @Setting(
            meaning =
                "Implicit reward of pacs: the summed log-ratio to the reference, or the mean"
                    + " log-prob without a reference.",
            byDefault = "log-ratio",
            formerly = "train.implicit-reward")
        ImplicitReward implicitReward,
    @Setting(
            meaning =
                "Terms of the gradient of pacs: critic as in the released code, actor, or both as"
                    + " in the paper.",
            byDefault = "critic",
            formerly = "train.gradient")
        PacsGradient gradient,
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
            formerly = "train.reference")
        Reference reference,
    @Setting(
            meaning = "Rounds between two resets of the reference with every-n-rounds.",
            unit = "rounds",
            byDefault = "10",
            min = 1,
            max = 1000000,
            formerly = "train.reference-rounds")
        int referenceRounds) {
  /** The objectives, as docs/algorithm.md has them. */
  public enum Name {
    PACS,
    GRPO,
    RLOO,
    PPO,
    REINFORCE
  }

  /** Which policy is the reference. */
  public enum Reference {
    /** That of the round's start. */
    ROUND,
    /** That of every so many rounds. */
    EVERY_N_ROUNDS,
    /** The base policy. */
    FROZEN
  }
}
