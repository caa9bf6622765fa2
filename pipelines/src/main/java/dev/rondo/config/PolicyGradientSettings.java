package dev.rondo.config;

import dev.rondo.trainer.objective.Aggregation;

/** The clipped loss of objectives grpo and ppo. */
public record PolicyGradientSettings(
    @Setting(
            meaning = "How far the probability ratio may fall below 1 before it is clipped.",
            byDefault = "0.2",
            min = 0,
            max = 1)
        double clipLow,
    @Setting(
            meaning = "How far the probability ratio may rise above 1 before it is clipped.",
            byDefault = "0.2",
            min = 0,
            max = 1000000)
        double clipHigh,
    @Setting(
            meaning =
                "Average over all tokens of an update, or over rollouts of their own average.",
            byDefault = "token")
        Aggregation aggregation,
    @Setting(
            meaning = "Weight of the divergence from the reference; 0 switches it off.",
            byDefault = "0.0",
            min = 0,
            max = 1000000)
        double klWeight,
    @Setting(
            meaning =
                "Whether grpo divides advantages by the deviation of the group's rewards; false is"
                    + " Dr. GRPO.",
            byDefault = "true")
        boolean divideByDeviation) {}
