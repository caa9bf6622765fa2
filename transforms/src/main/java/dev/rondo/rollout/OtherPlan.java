package dev.rondo.rollout;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LineageDifference;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a job of another plan left in a dataset that is not committed: that of another version of
 * this program, of another policy, of a machine of another numeric class. It can be no part of what
 * this plan makes, so that it is moved out of the way as a whole before a job starts; nothing of it
 * is lost.
 *
 * <p>Left out: datasets that a person names as a target. Those hold something else, and are
 * refused.
 */
public final class OtherPlan {
  private OtherPlan() {}

  /**
   * Moves everything out of the directory of a dataset if anything there is of another plan, unless
   * it is committed. No job may be at work on it. Killed in between and done again, it goes on.
   *
   * @param folder in the storage, where what is moved keeps its path; behind a name that is taken
   *     stands {@code .2}, {@code .3}
   * @return one line if something was moved
   */
  public static Optional<String> setAside(Storage storage, DatasetPlan plan, String folder)
      throws IOException {
    DatasetStore store = new DatasetStore(storage, plan.directory());
    if (store.isCommitted()) {
      return Optional.empty();
    }
    List<String> left = new ArrayList<>(storage.list(plan.directory()));
    Optional<String> difference = difference(store, plan, left);
    if (difference.isEmpty()) {
      return Optional.empty();
    }
    // Plans go last: as long as one is there, what is left is known to be of another.
    left.sort(
        Comparator.comparing(
            path -> PlanFile.isPlan(path) || isWorkOfFirstVersion(plan.directory(), path)));
    for (String path : left) {
      storage.moveInto(folder, path);
    }
    return Optional.of(
        "Makes "
            + plan.directory()
            + " anew: what was left of it is of another plan ("
            + difference.get()
            + "), and is in "
            + folder
            + "/"
            + plan.directory()
            + " now");
  }

  /** In what differs what {@link #setAside} would move; empty if it would move nothing. */
  public static Optional<String> difference(Storage storage, DatasetPlan plan) throws IOException {
    DatasetStore store = new DatasetStore(storage, plan.directory());
    return store.isCommitted()
        ? Optional.empty()
        : difference(store, plan, storage.list(plan.directory()));
  }

  /** In what the first file differs that is not of a plan; empty if all are of it. */
  private static Optional<String> difference(
      DatasetStore store, DatasetPlan plan, List<String> left) throws IOException {
    for (String path : left) {
      if (path.endsWith(DatasetLayout.ROWS_SUFFIX)
          || path.endsWith(DatasetLayout.HIDDEN_ROWS_SUFFIX)) {
        String file = path.substring(plan.directory().length() + 1);
        Optional<String> other = otherLineage(store, file, plan.lineage());
        if (other.isPresent()) {
          return Optional.of(LineageDifference.between(other.get(), plan.lineage()));
        }
      }
    }
    if (left.stream().anyMatch(path -> isWorkOfFirstVersion(plan.directory(), path))) {
      return Optional.of("version 1 of the format");
    }
    List<String> plans = left.stream().filter(PlanFile::isPlan).toList();
    return plans.isEmpty() || plans.equals(List.of(PlanFile.path(plan)))
        ? Optional.empty()
        : Optional.of("other problems or settings");
  }

  /**
   * The lineage that a file of rows states, if it is not that of a plan; empty also if it states
   * none, or is damaged.
   *
   * @param file relative to the dataset's directory
   */
  static Optional<String> otherLineage(DatasetStore store, String file, Lineage lineage)
      throws IOException {
    try {
      return store.statedLineage(file).filter(stated -> !stated.equals(lineage.toString()));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static boolean isWorkOfFirstVersion(String directory, String path) {
    return DatasetLayout.isWorkOfFirstVersion(path.substring(directory.length() + 1));
  }
}
