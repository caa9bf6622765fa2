// Which terms of the paper's gradient PACS follows.
package dev.rondo.trainer.objective;

/**
 * Which terms of the gradient of PACS are followed (paper, eqs. 2 to 5). With l_i the negative
 * cross-entropy of rollout i, grad L = -E[ l * grad log pi(o) + (R - s(psi)) * grad psi ].
 */
public enum PacsGradient {
  /** The second term, reward estimation: what the released code computes. */
  CRITIC,
  /** The first term, policy improvement: the score function, with l_i held fixed. */
  ACTOR,
  /** Both: the paper's full expression. */
  BOTH
}
