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
            byDefault = RunnerSettings.EMBEDDED_MASTER,
            pattern = "\\[local\\]|\\S+:[0-9]+",
            content = false)
        String flinkMaster) {
  /** Address of the Flink in this process. */
  public static final String EMBEDDED_MASTER = "[local]";

  /** The runners that there are. */
  public enum Runner {
    DIRECT,
    FLINK
  }
}
