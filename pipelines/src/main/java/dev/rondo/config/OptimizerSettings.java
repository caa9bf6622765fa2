package dev.rondo.config;

import dev.rondo.trainer.LearningRateSchedule;

/** How an update moves the weights: AdamW, and the course of its learning rate. */
public record OptimizerSettings(
    @Setting(
            meaning =
                "Learning rate that schedule and warm-up are factors of. The highest is below it"
                    + " where there are both: 0.94 of it with a warm-up of 5 of 60 rounds, 0.6 of"
                    + " it with 5 of 10.",
            byDefault = "3.0E-4",
            min = 0,
            aboveMin = true,
            max = 1,
            formerly = "train.learning-rate")
        double learningRate,
    @Setting(
            meaning =
                "Decay of the learning rate from the first round to the last; those of the warm-up"
                    + " count.",
            byDefault = "linear",
            formerly = "train.schedule")
        LearningRateSchedule.Shape schedule,
    @Setting(
            meaning =
                "Learning rate of the last round, as a fraction of learning-rate; without effect"
                    + " with schedule constant and in a run of one round.",
            unit = "fraction",
            byDefault = "0.1",
            min = 0,
            max = 1,
            formerly = "train.final-fraction")
        double finalFraction,
    @Setting(
            meaning =
                "Rounds w of linear warm-up: round n of them trains with n / w of what the schedule"
                    + " says.",
            unit = "rounds",
            byDefault = "5",
            min = 0,
            max = 1000000,
            atMost = "run.rounds",
            formerly = "train.warm-up-rounds")
        int warmUpRounds,
    @Setting(
            meaning =
                "Largest gradient norm; longer gradients are scaled down to it. 0 switches this"
                    + " off.",
            byDefault = "1.0",
            min = 0,
            max = 1000000,
            formerly = "train.clip-norm")
        double clipNorm,
    @Setting(
            meaning = "AdamW: decay of the first moment.",
            byDefault = "0.9",
            min = 0,
            max = 1,
            belowMax = true,
            formerly = "train.adam-beta1")
        double adamBeta1,
    @Setting(
            meaning = "AdamW: decay of the second moment.",
            byDefault = "0.999",
            min = 0,
            max = 1,
            belowMax = true,
            formerly = "train.adam-beta2")
        double adamBeta2,
    @Setting(
            meaning = "AdamW: epsilon.",
            byDefault = "1.0E-8",
            min = 0,
            aboveMin = true,
            max = 1,
            belowMax = true,
            formerly = "train.adam-epsilon")
        double adamEpsilon,
    @Setting(
            meaning = "AdamW: decoupled weight decay.",
            byDefault = "0.0",
            min = 0,
            max = 1,
            formerly = "train.weight-decay")
        double weightDecay,
    @Setting(
            meaning =
                "Whether the optimizer's moments start at zero whenever the reference is reset,"
                    + " instead of being carried on; a critic's are carried on.",
            byDefault = "false",
            formerly = "train.reset-optimizer",
            contentAfter = "adapters.targets")
        boolean resetWithReference) {}
