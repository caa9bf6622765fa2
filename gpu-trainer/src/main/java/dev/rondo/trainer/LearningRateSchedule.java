// How the learning rate changes over a run. Pure arithmetic; positions are counted by the caller.
package dev.rondo.trainer;

import dev.rondo.schema.InvalidInputException;

/**
 * Learning rate by position: the peak times a linear warm-up times a decay. Both begin at position
 * 0, so that the highest rate is below the peak where there are both. (Elsewhere the decay often
 * begins where the warm-up ends.) A position is an update for the warm start and a round for
 * training, counted from 0.
 *
 * @param shape the decay
 * @param peak what the other two are factors of, above 0
 * @param warmUp positions of the warm-up; position p of it has {@code peak * (p + 1) / warmUp}
 *     times the decay
 * @param length number of positions, at least 1; later positions keep the final learning rate
 * @param finalShare the decay at the last position, 0 to 1; a constant has none, and nor has a
 *     schedule of one position
 */
public record LearningRateSchedule(
    Shape shape, double peak, int warmUp, int length, double finalShare) {

  /** The decay from the first position to the last. */
  public enum Shape {
    /** No decay. */
    CONSTANT,
    /** A straight line. */
    LINEAR,
    /** Half a cosine. */
    COSINE
  }

  /** Checks every field. */
  public LearningRateSchedule {
    check("learning-rate", peak, peak > 0 && peak <= 1, "above 0, at most 1");
    check("warm-up", warmUp, warmUp >= 0 && warmUp <= length, "0 to the length of the schedule");
    check("length of the schedule", length, length >= 1, "1 and above");
    check(
        "final share of the learning rate",
        finalShare,
        finalShare >= 0 && finalShare <= 1,
        "0 to 1");
  }

  /**
   * The learning rate at a position.
   *
   * @param position 0 or above
   */
  public double at(int position) {
    double progress = Math.min(1, (double) position / Math.max(1, length - 1));
    double decay =
        switch (shape) {
          case CONSTANT -> 1;
          case LINEAR -> 1 - (1 - finalShare) * progress;
          case COSINE ->
              finalShare + (1 - finalShare) * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
        };
    double warmth = warmUp == 0 ? 1 : Math.min(1, (position + 1.0) / warmUp);
    return peak * warmth * decay;
  }

  private static void check(String field, double value, boolean holds, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot train with " + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }
}
