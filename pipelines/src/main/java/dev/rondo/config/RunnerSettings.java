package dev.rondo.config;

/** Where the jobs run; never changes a byte of the data, so it is left out of the digest. */
public record RunnerSettings(
    @Setting(meaning = "Beam runner.", byDefault = "flink", content = false) Runner runner,
    @Setting(
            meaning = "Shards that are worked on at the same time.",
            unit = "slots",
            byDefault = "2",
            min = 1,
            max = 10000,
            content = false)
        int parallelism,
    @Setting(
            meaning = "Flink's address: [local] for the embedded one, or host:port.",
            byDefault = "[local]",
            pattern = "\\[local\\]|\\S+:[0-9]+",
            content = false)
        String flinkMaster) {
  /** The runners that a configuration chooses from; options of Beam may name others. */
  public enum Runner {
    DIRECT,
    FLINK
  }
}
