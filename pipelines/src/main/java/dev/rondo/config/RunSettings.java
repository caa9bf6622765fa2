package dev.rondo.config;

/** The run as a whole. */
public record RunSettings(
    @Setting(
            meaning = "Name of the run, shown in job names and in the report.",
            byDefault = "run",
            pattern = "[a-z0-9][a-z0-9-]{0,62}",
            content = false)
        String name,
    @Setting(
            meaning = "Seed of every random number: weights, problems, order of problems, samples.",
            byDefault = "0",
            min = 0,
            max = 9007199254740991.0)
        long seed,
    @Setting(
            meaning = "Number of rounds (sample, train, publish) after the base policy.",
            unit = "rounds",
            byDefault = "60",
            min = 0,
            max = 1000000)
        int rounds,
    @Setting(
            meaning =
                "Rounds between two progress evaluations; 0 evaluates only the base policy and"
                    + " the last one.",
            unit = "rounds",
            byDefault = "0",
            min = 0,
            max = 1000000,
            atMost = "run.rounds")
        int evaluateEvery,
    @Setting(
            meaning =
                "Ends the run after this many rounds in a row whose mean reward is not above the"
                    + " best before them by more than smallest-gain; 0 for never.",
            unit = "rounds",
            byDefault = "0",
            min = 0,
            max = 1000000)
        int stopWithoutGainRounds,
    @Setting(
            meaning = "What counts as a gain of the mean reward, for stop-without-gain-rounds.",
            byDefault = "0.0",
            min = 0,
            max = 1)
        double smallestGain,
    @Setting(
            meaning =
                "Ends the run after this many rounds in a row in which every rollout was correct; 0"
                    + " for never.",
            unit = "rounds",
            byDefault = "0",
            min = 0,
            max = 1000000)
        int stopWhenSolvedRounds) {}
