// How PACS weighs correct against incorrect rollouts inside a group.
package dev.rondo.trainer.objective;

/** How correct and incorrect rollouts of one group are weighed against each other. */
public enum ClassBalance {
  /** Every rollout has class weight 1. */
  NONE,
  /**
   * Both classes of a group have the same total weight: G / (2 n) for each of the n rollouts of a
   * class; 1 in a group of one class.
   */
  BALANCED
}
