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
    boolean hasUniform = true;
    boolean isFirstAsked =
        receipts.stream().anyMatch(receipt -> FirstRollouts.among(receipt.counts()).isPresent());
    boolean isUniformAsked = receipts.stream().anyMatch(ReceiptCounts::countsUniform);
    SortedMap<String, Long> sum = new TreeMap<>();
    for (Receipt receipt : receipts) {
      SortedMap<String, Long> counts = new TreeMap<>(receipt.counts());
      if (receipt.acceptedGroups() > 0) {
        Optional<RolloutTally> tally = RolloutTally.among(counts);
        hasTallies &= tally.isPresent();
        // A shard that got no reserve keeps what it sampled first.
        if (isFirstAsked && FirstRollouts.among(counts).isEmpty()) {
          hasFirst &= tally.isPresent() && !countsUniform(receipt);
          tally.ifPresent(own -> counts.putAll(new FirstRollouts(own, receipt.tokens()).counts()));
        }
        if (isUniformAsked && !countsUniform(receipt)) {
          hasUniform &= tally.isPresent();
          tally.ifPresent(
              own -> counts.put(UniformGroups.UNIFORM, own.groups() - own.mixedGroups()));
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
    if (!hasUniform) {
      sum.remove(UniformGroups.UNIFORM);
    }
    return sum;
  }

  /** Whether a shard had a reserve. */
  private static boolean countsUniform(Receipt receipt) {
    return receipt.counts().containsKey(UniformGroups.UNIFORM);
  }
}
