package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.JsonFile;

/**
 * Base and scaling of the rotary position embedding. Older writers put the scaling into {@code
 * rope_scaling} and the base beside it, newer ones both into {@code rope_parameters}; a file may
 * have both. What one says and the other does not holds; two that disagree are refused.
 */
record RopeSettings(double theta, RopeScaling scaling) {
  private static final double DEFAULT_THETA = 10_000;
  private static final String NEWER = "rope_parameters";
  private static final String OLDER = "rope_scaling";
  private static final String THETA = "rope_theta";

  /**
   * What config.json says.
   *
   * @throws dev.rondo.schema.InvalidInputException naming the field that cannot be used
   */
  static RopeSettings read(JsonFile json, int maxPositions) {
    RopeScaling newer = RopeScaling.read(json, NEWER, json.root().path(NEWER), maxPositions);
    RopeScaling older = RopeScaling.read(json, OLDER, json.root().path(OLDER), maxPositions);
    boolean isNewerPlain = newer instanceof RopeScaling.Default;
    if (!isNewerPlain && !(older instanceof RopeScaling.Default) && !newer.equals(older)) {
      throw json.invalid(
          NEWER, json.root().get(NEWER), "the same as " + OLDER + ", or one of them alone");
    }
    return new RopeSettings(theta(json), isNewerPlain ? older : newer);
  }

  private static double theta(JsonFile json) {
    Double theta = null;
    for (JsonNode where :
        new JsonNode[] {json.root().path(NEWER), json.root().path(OLDER), json.root()}) {
      JsonNode given = where.path(THETA);
      if (given.isMissingNode() || given.isNull()) {
        continue;
      }
      if (!given.isNumber()) {
        throw json.invalid(THETA, given, "a number");
      }
      if (theta != null && theta != given.doubleValue()) {
        throw json.invalid(THETA, given, theta + ", which the file says too, or one of them alone");
      }
      theta = given.doubleValue();
    }
    return theta == null ? DEFAULT_THETA : theta;
  }
}
