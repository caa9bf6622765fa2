package dev.rondo.rollout;

import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.RolloutTally;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds up what the receipts of a dataset count, for its manifest. A count that not every shard has
 * would say too little: it is left out, and whoever asks counts the rows. That is so of verdicts
 * where an earlier version made some of the shards.
 */
final class ReceiptCounts {
  private ReceiptCounts() {}

  static SortedMap<String, Long> sum(Collection<Receipt> receipts) {
    boolean hasTallies = true;
    boolean hasFirst = true;
    boolean isFirstAsked =
        receipts.stream().anyMatch(receipt -> FirstRollouts.among(receipt.counts()).isPresent());
    SortedMap<String, Long> sum = new TreeMap<>();
    for (Receipt receipt : receipts) {
      SortedMap<String, Long> counts = new TreeMap<>(receipt.counts());
      if (receipt.acceptedGroups() > 0) {
        Optional<RolloutTally> tally = RolloutTally.among(counts);
        hasTallies &= tally.isPresent();
        if (isFirstAsked && FirstRollouts.among(counts).isEmpty()) {
          // A shard that got no reserve keeps what it sampled first.
          hasFirst &= tally.isPresent() && !counts.containsKey(UniformGroups.UNIFORM);
          tally.ifPresent(own -> counts.putAll(new FirstRollouts(own, receipt.tokens()).counts()));
        }
      }
      counts.forEach((name, count) -> sum.merge(name, count, Long::sum));
    }
    if (!hasTallies) {
      sum.keySet().removeIf(RolloutTally::isName);
    }
    if (!hasFirst) {
      sum.keySet().removeIf(FirstRollouts::isName);
    }
    return sum;
  }
}
