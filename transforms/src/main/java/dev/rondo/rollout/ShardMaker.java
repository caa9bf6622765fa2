package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.Outcome;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes one shard: samples it, judges it at once and writes its final file, then the receipt that
 * makes it complete. A shard that has this receipt is not made again. If judging fails, what was
 * sampled is kept in the {@link Spool}, and the next attempt judges that. Groups are replaced by
 * those of reserves ({@link UniformGroups}) while the shard is sampled: what judges them then and
 * fails has it sampled again.
 */
public final class ShardMaker {
  private final Storage storage;
  private final PolicySource policies;
  private final Watcher watcher;

  /** Told what is done now; an earlier attempt's work is not told again. */
  public interface Watcher {
    /**
     * A shard was sampled.
     *
     * @param seconds how long it took
     */
    default void sampled(SampledShard shard, double seconds) {}

    /** A verdict was given. */
    default void judged(Outcome outcome) {}
  }

  /**
   * @param storage where the dataset lives
   * @param policies the behavior policy; opened only if there is something to sample
   */
  public ShardMaker(Storage storage, PolicySource policies, Watcher watcher) {
    this.storage = storage;
    this.policies = policies;
    this.watcher = watcher;
  }

  /**
   * Makes a shard unless an earlier attempt did.
   *
   * @throws InterruptedException if the thread was interrupted between two native calls
   */
  public VerifiedShard make(PlannedShard planned) throws IOException, InterruptedException {
    Optional<Receipt> finished =
        new DatasetStore(storage, planned.plan().directory())
            .receipt(ShardPlan.VERIFIED, planned.shardIndex());
    if (finished.isPresent()) {
      return new VerifiedShard(planned.plan().directory(), finished.get());
    }
    ShardPlan plan = planned.read(storage);
    Spool spool = new Spool(storage);
    Optional<SampledShard> kept = spool.read(plan);
    if (kept.isPresent()) {
      return judge(kept.get());
    }
    long start = System.nanoTime();
    SampledShard sampled = new ShardSampler(policies).sample(plan);
    watcher.sampled(sampled, (System.nanoTime() - start) / 1e9);
    try {
      return judge(sampled);
    } catch (IOException | RuntimeException | Error fault) {
      keep(spool, sampled, fault);
      throw fault;
    }
  }

  private VerifiedShard judge(SampledShard sampled) throws IOException {
    return new ShardVerifier(storage).verify(sampled, watcher::judged);
  }

  private static void keep(Spool spool, SampledShard sampled, Throwable fault) {
    try {
      spool.keep(sampled);
    } catch (IOException | RuntimeException | Error e) {
      fault.addSuppressed(e); // The next attempt samples again.
    }
  }
}
