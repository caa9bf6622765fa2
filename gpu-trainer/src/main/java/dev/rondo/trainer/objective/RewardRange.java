// Which outcome rewards an objective can be trained with.
package dev.rondo.trainer.objective;

/** Which outcome rewards an objective takes. */
public enum RewardRange {
  /** Labels: 0 or 1. */
  LABELS("0 or 1"),
  /** Soft labels: 0 to 1. */
  UNIT_INTERVAL("0 to 1"),
  /** Any finite number. */
  FINITE("finite");

  private final String allowed;

  RewardRange(String allowed) {
    this.allowed = allowed;
  }

  /** Whether a reward is in the range. */
  public boolean contains(double reward) {
    return switch (this) {
      case LABELS -> reward == 0 || reward == 1;
      case UNIT_INTERVAL -> reward >= 0 && reward <= 1;
      case FINITE -> Double.isFinite(reward);
    };
  }

  /** The range in words, for error messages. */
  public String allowed() {
    return allowed;
  }
}
