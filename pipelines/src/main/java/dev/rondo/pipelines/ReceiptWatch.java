package dev.rondo.pipelines;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.SamplingProgress;
import dev.rondo.rollout.ShardPlan;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells the progress of workers elsewhere by the receipts that appear in the run directory. Reads
 * names only, and no more of a dataset whose shards are all complete.
 */
final class ReceiptWatch implements JobTraces {
  private static final Pattern RECEIPT = Pattern.compile("([a-z]+)-([0-9]{5,9})\\.json");
  private static final int MOST_NAMED = 5;

  private final List<DatasetPlan> datasets;
  private final Storage storage;
  private final Commits commits;
  private final Map<String, Seen> seenByDirectory = new HashMap<>();

  /** What was seen of a dataset: receipts by their names, shards that are told, and complete. */
  private record Seen(Set<String> receipts, BitSet told, BitSet complete) {}

  /**
   * @param datasets whose receipts are looked for; empty where none are written
   * @param commits what the job makes
   */
  ReceiptWatch(List<DatasetPlan> datasets, Storage storage, Commits commits) {
    this.datasets = datasets;
    this.storage = storage;
    this.commits = commits;
    datasets.forEach(
        dataset ->
            seenByDirectory.put(
                dataset.directory(), new Seen(new HashSet<>(), new BitSet(), new BitSet())));
  }

  /** Looks once; returns how many receipts there are. */
  @Override
  public long look() {
    long count = 0;
    for (DatasetPlan dataset : datasets) {
      Seen before = seenByDirectory.get(dataset.directory());
      if (before.complete().cardinality() < dataset.shards().size()) {
        names(dataset).stream()
            .filter(before.receipts()::add)
            .forEach(name -> take(dataset, before, name));
      }
      count += before.receipts().size();
    }
    return count;
  }

  @Override
  public boolean canTellProgress() {
    return !datasets.isEmpty();
  }

  private static void take(DatasetPlan dataset, Seen seen, String receipt) {
    Matcher name = RECEIPT.matcher(receipt);
    if (!name.matches()) {
      return;
    }
    int shardIndex = Integer.parseInt(name.group(2));
    if (shardIndex >= dataset.shards().size()) {
      return;
    }
    if (name.group(1).equals(ShardPlan.VERIFIED)) {
      seen.complete().set(shardIndex);
    }
    if (!seen.told().get(shardIndex)) {
      seen.told().set(shardIndex);
      SamplingProgress.reportElsewhere(dataset.shards().get(shardIndex));
    }
  }

  private Set<String> names(DatasetPlan dataset) {
    try {
      return storage.names(dataset.directory() + "/" + DatasetLayout.receipts());
    } catch (IOException e) {
      return Set.of(); // Progress decides nothing; the next look may see more.
    }
  }

  @Override
  public String left() {
    return datasets.stream()
        .filter(dataset -> complete(dataset).cardinality() < dataset.shards().size())
        .map(dataset -> left(dataset, complete(dataset)))
        .limit(2)
        .collect(Collectors.joining("; "));
  }

  private BitSet complete(DatasetPlan dataset) {
    return seenByDirectory.get(dataset.directory()).complete();
  }

  private static String left(DatasetPlan dataset, BitSet complete) {
    StringBuilder text = new StringBuilder(dataset.directory()).append(" shards");
    int named = 0;
    for (int shard = complete.nextClearBit(0);
        shard < dataset.shards().size() && named < MOST_NAMED;
        shard = complete.nextClearBit(shard + 1)) {
      text.append(named++ == 0 ? " " : ", ").append(shard);
    }
    int more = dataset.shards().size() - complete.cardinality() - named;
    return more == 0
        ? text.toString()
        : text.append(" and ").append(more).append(" more").toString();
  }

  @Override
  public boolean isMade() {
    return commits.areThere();
  }
}
