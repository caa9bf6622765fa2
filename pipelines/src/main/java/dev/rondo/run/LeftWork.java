package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.LeftShards;
import dev.rondo.rollout.OtherPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clears a dataset that is not committed of what the next job cannot go on from. */
public final class LeftWork {
  private LeftWork() {}

  /**
   * Clears a dataset before a job starts. In a run that includes what another plan left, which goes
   * to {@link RunRepair#DAMAGED}; a directory that a person named may hold something else, which is
   * left for the job to refuse.
   *
   * @return a line for each thing that a person should know
   */
  public static List<String> clear(Storage storage, DatasetPlan dataset) throws IOException {
    List<String> lines = new ArrayList<>();
    if (storage.exists(RunConfig.FILE_NAME)) {
      OtherPlan.setAside(storage, dataset, RunRepair.DAMAGED).ifPresent(lines::add);
    }
    lines.addAll(LeftShards.removeDamaged(storage, dataset));
    return lines;
  }
}
