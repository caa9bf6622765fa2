package dev.rondo.config;

/** The supervised warm start that makes the base policy. */
public record WarmStartSettings(
    @Setting(
            meaning = "Optimizer steps.",
            unit = "updates",
            byDefault = "300",
            min = 0,
            max = 10000000)
        int updates,
    @Setting(
            meaning = "Worked solutions per update.",
            unit = "sequences",
            byDefault = "64",
            min = 1,
            max = 65536)
        int batchSequences,
    @Setting(
            meaning =
                "Learning rate that a cosine and the warm-up are factors of. The highest is below"
                    + " it: 0.94 of it by default.",
            byDefault = "0.003",
            min = 0,
            aboveMin = true,
            max = 1)
        double learningRate,
    @Setting(
            meaning =
                "Updates w of linear warm-up: update n of them has n / w of what the cosine says.",
            unit = "updates",
            byDefault = "50",
            min = 0,
            max = 10000000,
            atMost = "warm-start.updates")
        int warmUpUpdates,
    @Setting(
            meaning = "Learning rate of the last update, as a fraction of learning-rate.",
            unit = "fraction",
            byDefault = "0.05",
            min = 0,
            max = 1)
        double finalFraction,
    @Setting(
            meaning = "AdamW: decay of the first moment.",
            byDefault = "0.9",
            min = 0,
            max = 1,
            belowMax = true)
        double adamBeta1,
    @Setting(
            meaning = "AdamW: decay of the second moment.",
            byDefault = "0.95",
            min = 0,
            max = 1,
            belowMax = true)
        double adamBeta2,
    @Setting(
            meaning = "AdamW: epsilon.",
            byDefault = "1.0E-8",
            min = 0,
            aboveMin = true,
            max = 1,
            belowMax = true)
        double adamEpsilon,
    @Setting(meaning = "AdamW: decoupled weight decay.", byDefault = "0.0", min = 0, max = 1)
        double weightDecay,
    @Setting(
            meaning =
                "Largest gradient norm; longer gradients are scaled down to it. 0 switches this"
                    + " off.",
            byDefault = "1.0",
            min = 0,
            max = 1000000)
        double clipNorm,
    @Setting(
            meaning = "Updates between two checkpoints of the warm start.",
            unit = "updates",
            byDefault = "100",
            min = 1,
            max = 10000000)
        int checkpointEvery) {}
