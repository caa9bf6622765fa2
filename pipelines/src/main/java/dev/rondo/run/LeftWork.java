package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LineageDifference;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.LeftShards;
import dev.rondo.rollout.OtherPlan;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.UnusableCheckpointException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Clears a dataset that is not finished of what the next job or action cannot go on from. */
public final class LeftWork {
  private LeftWork() {}

  /**
   * Clears a dataset before a job starts. In a run that includes what another plan left, which goes
   * to {@link RunRepair#DAMAGED}; a directory that a person named may hold something else, which is
   * refused.
   *
   * @return a line for each thing that a person should know
   * @throws InvalidInputException if a directory outside of a run holds what is not of this plan
   */
  public static List<String> clear(Storage storage, DatasetPlan dataset) throws IOException {
    List<String> lines = new ArrayList<>();
    if (storage.exists(RunConfig.FILE_NAME)) {
      OtherPlan.setAside(storage, dataset, RunRepair.DAMAGED).ifPresent(lines::add);
    } else {
      Optional<String> difference = OtherPlan.difference(storage, dataset);
      if (difference.isPresent()) {
        throw new InvalidInputException(
            "Cannot go on with "
                + storage.place(dataset.directory())
                + ": what was left of it is of another plan ("
                + difference.get()
                + "; allowed: what began it; or remove this directory, and it is made anew)");
      }
    }
    lines.addAll(LeftShards.removeDamaged(storage, dataset));
    return lines;
  }

  /**
   * Moves problems out of the way that another version of this program committed in a run whose
   * problems are not all there: a run's are split by one program. Nothing may be made from them.
   *
   * @return one line if something was moved
   */
  static Optional<String> setAsideProblems(Storage storage, String directory, Lineage lineage)
      throws IOException {
    Optional<Lineage> left =
        new DatasetStore(storage, directory).manifest().map(DatasetManifest::lineage);
    if (left.isEmpty() || left.get().equals(lineage)) {
      return Optional.empty();
    }
    // The manifest goes first: what is left without one is in nobody's way.
    List<String> paths = new ArrayList<>(storage.list(directory));
    paths.sort(Comparator.comparing(path -> DatasetLayout.datasetOf(path).isEmpty()));
    for (String path : paths) {
      storage.moveInto(RunRepair.DAMAGED, path);
    }
    return Optional.of(
        "Makes "
            + directory
            + " anew: what was left of it is of another plan ("
            + LineageDifference.between(ManifestJson.lineageLine(left.get()), lineage)
            + "), and is in "
            + RunRepair.DAMAGED
            + "/"
            + directory
            + " now");
  }

  /**
   * Moves a checkpoint out of the way, so that a training goes on without it.
   *
   * @return one line
   */
  static String setAsideCheckpoint(Storage storage, UnusableCheckpointException left)
      throws IOException {
    List<String> paths = new ArrayList<>(storage.list(left.directory()));
    // The manifest goes last: as long as it is there, the checkpoint is known to be of no use.
    paths.sort(Comparator.comparing(path -> DatasetLayout.datasetOf(path).isPresent()));
    for (String path : paths) {
      storage.moveInto(RunRepair.DAMAGED, path);
    }
    return "Trains without checkpoint "
        + left.directory()
        + ", which cannot be gone on from ("
        + left.reason()
        + "), and is in "
        + RunRepair.DAMAGED
        + "/"
        + left.directory()
        + " now";
  }
}
