package dev.rondo.config;

/** The run as a whole. */
public record RunGroup(
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
            max = 1000000)
        int evaluateEvery) {
  /** Checks every range. */
  public RunGroup {
    SettingSchema.check(RunGroup.class, name, seed, rounds, evaluateEvery);
  }
}
