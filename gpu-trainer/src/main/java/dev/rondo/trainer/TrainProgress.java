// What a caller may watch while a policy is trained.
package dev.rondo.trainer;

import java.util.SortedMap;

/** Is told of each finished update, on the training thread. Must return quickly. */
@FunctionalInterface
public interface TrainProgress {

  /** Watches nothing. */
  TrainProgress SILENT = (done, planned, metrics) -> {};

  /**
   * An update is done.
   *
   * @param done updates done in this round or warm start, resumed ones included
   * @param planned updates planned
   * @param metrics metrics of the update
   */
  void updated(int done, int planned, SortedMap<String, Double> metrics);

  /**
   * Something is wrong, but training goes on.
   *
   * @param line one line for the user
   */
  default void warned(String line) {}
}
