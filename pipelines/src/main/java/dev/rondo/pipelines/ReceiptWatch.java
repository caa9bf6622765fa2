package dev.rondo.pipelines;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.SamplingProgress;
import dev.rondo.rollout.StorageLocation;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the progress of workers elsewhere by the receipts that appear in the run directory. */
final class ReceiptWatch implements Runnable {
  private static final Pattern RECEIPT = Pattern.compile(".*/[a-z]+-([0-9]{5,9})\\.json");

  private final List<DatasetPlan> datasets;
  private final Storage storage;
  private final Set<String> told = new HashSet<>();

  ReceiptWatch(List<DatasetPlan> datasets, StorageLocation storage) {
    this.datasets = datasets;
    this.storage = storage.open();
  }

  /** Looks once. */
  @Override
  public void run() {
    for (DatasetPlan dataset : datasets) {
      for (String path : receipts(dataset)) {
        Matcher name = RECEIPT.matcher(path);
        if (name.matches()) {
          int shardIndex = Integer.parseInt(name.group(1));
          if (shardIndex < dataset.shards().size()) {
            tell(dataset, shardIndex);
          }
        }
      }
    }
  }

  private void tell(DatasetPlan dataset, int shardIndex) {
    if (told.add(dataset.directory() + " " + shardIndex)) {
      SamplingProgress.reportElsewhere(dataset.shards().get(shardIndex));
    }
  }

  private List<String> receipts(DatasetPlan dataset) {
    try {
      return storage.list(dataset.directory() + "/" + DatasetLayout.receipts());
    } catch (IOException e) {
      return List.of(); // Progress decides nothing; the next look may see more.
    }
  }
}
