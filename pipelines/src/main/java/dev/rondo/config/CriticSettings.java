package dev.rondo.config;

/** The critic of objective ppo: a network of its own beside the policy. */
public record CriticSettings(
    @Setting(
            meaning = "Learning rate, constant.",
            byDefault = "0.001",
            min = 0,
            aboveMin = true,
            max = 1)
        double learningRate,
    @Setting(
            meaning = "Largest gradient norm; 0 switches clipping off.",
            byDefault = "1.0",
            min = 0,
            max = 1000000)
        double clipNorm,
    @Setting(meaning = "Discount of later rewards, gamma.", byDefault = "1.0", min = 0, max = 1)
        double discount,
    @Setting(
            meaning = "Lambda of generalized advantage estimation.",
            byDefault = "1.0",
            min = 0,
            max = 1)
        double gaeLambda,
    @Setting(
            meaning =
                "How far a value may move in a round before its gradient is cut; 0 switches this"
                    + " off.",
            byDefault = "0.2",
            min = 0,
            max = 1000000)
        double valueClip) {}
