// How PACS weighs correct against incorrect rollouts inside a group.
package dev.rondo.trainer.objective;

/**
 * How correct and incorrect rollouts of one group are weighed against each other: the released
 * code's {@code weight_mode}. A label of 0.5 or more counts as correct.
 */
public enum ClassBalance {
  /** Every rollout has class weight 1. */
  NONE {
    @Override
    double weight(boolean isCorrect, int sameClass, int groupSize) {
      return 1;
    }
  },
  /**
   * Both classes of a mixed group have the same total weight: G / (2 n) for each of the n rollouts
   * of a class; 1 in a group of one class.
   */
  QUESTION {
    @Override
    double weight(boolean isCorrect, int sameClass, int groupSize) {
      return sameClass < groupSize ? groupSize / (2.0 * sameClass) : 1;
    }
  },
  /** Correct rollouts have class weight 1, incorrect ones 0. */
  ONLY_POSITIVE {
    @Override
    double weight(boolean isCorrect, int sameClass, int groupSize) {
      return isCorrect ? 1 : 0;
    }
  },
  /** Incorrect rollouts have class weight 1, correct ones 0. */
  ONLY_NEGATIVE {
    @Override
    double weight(boolean isCorrect, int sameClass, int groupSize) {
      return isCorrect ? 0 : 1;
    }
  };

  /**
   * Class weight of one rollout.
   *
   * @param isCorrect its class
   * @param sameClass rollouts of its class in its group, itself included
   * @param groupSize rollouts of its group
   */
  abstract double weight(boolean isCorrect, int sameClass, int groupSize);

  /** Class weights of one group. */
  double[] weights(double[] outcomeReward) {
    int correct = 0;
    for (double reward : outcomeReward) {
      correct += reward >= 0.5 ? 1 : 0;
    }
    double[] weights = new double[outcomeReward.length];
    for (int i = 0; i < weights.length; i++) {
      boolean isCorrect = outcomeReward[i] >= 0.5;
      weights[i] =
          weight(isCorrect, isCorrect ? correct : weights.length - correct, weights.length);
    }
    return weights;
  }
}
