package dev.rondo.config;

/**
 * The control: a copy of the base policy that gets more supervised training on the same worked
 * solutions instead of rounds, so that the report can show what the same time buys.
 */
public record ControlSettings(
    @Setting(
            meaning = "Further supervised updates of the control; 0 leaves the control out.",
            unit = "updates",
            byDefault = "0",
            min = 0,
            max = 10000000)
        int updates,
    @Setting(
            meaning =
                "Highest learning rate of the control; warm-up (of all updates, where there are"
                    + " fewer), cosine and batch as in the warm start.",
            byDefault = "0.003",
            min = 0,
            aboveMin = true,
            max = 1)
        double learningRate) {}
