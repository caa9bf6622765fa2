package dev.rondo.config;

/**
 * The control: what the base policy becomes without a verifier, so that the report can show what
 * the verdicts bring. Either more supervised training on the same worked solutions, or the same
 * rounds on verdicts that are dealt out anew among the rollouts of each round.
 */
public record ControlSettings(
    @Setting(
            meaning =
                "What the base policy gets instead of the rounds: supervised is more supervised"
                    + " updates, shuffled-verdicts the same rounds with the verdicts of each round"
                    + " shuffled among its rollouts; with rollout.reserves the true verdicts choose"
                    + " its groups before.",
            byDefault = "supervised",
            later = true)
        Kind kind,
    @Setting(
            meaning =
                "Further supervised updates of the control; 0 leaves a supervised control out.",
            unit = "updates",
            byDefault = "0",
            min = 0,
            max = 10000000)
        int updates,
    @Setting(
            meaning =
                "Learning rate of the supervised control, with warm-up (of all updates, where there"
                    + " are fewer), cosine and batch as in the warm start.",
            byDefault = "0.003",
            min = 0,
            aboveMin = true,
            max = 1)
        double learningRate) {
  /** What the base policy gets instead of the rounds. */
  public enum Kind {
    /** More supervised updates. */
    SUPERVISED,
    /** The same rounds, with shuffled verdicts. */
    SHUFFLED_VERDICTS
  }

  /** Whether the control has rounds of its own, on shuffled verdicts. */
  public boolean hasRounds() {
    return kind == Kind.SHUFFLED_VERDICTS;
  }

  /** Whether there is a control. */
  public boolean isAsked() {
    return hasRounds() || updates > 0;
  }
}
