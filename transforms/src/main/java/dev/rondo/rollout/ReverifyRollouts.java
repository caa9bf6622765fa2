// Re-verification as a Beam transform: wiring only.
package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.worker.BuildDigest;
import dev.rondo.worker.Work;
import dev.rondo.worker.WorkFn;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Judges the rollouts of a committed dataset anew, one shard an element, and emits the receipts of
 * the new shards. {@link ShardReverifier} does the work.
 */
public final class ReverifyRollouts
    extends PTransform<PCollection<PlannedShard>, PCollection<VerifiedShard>> {
  private static final long serialVersionUID = 1L;

  private final StorageLocation parent;
  private final StorageLocation storage;

  private ReverifyRollouts(StorageLocation parent, StorageLocation storage) {
    this.parent = parent;
    this.storage = storage;
  }

  /**
   * Judges anew.
   *
   * @param parent the committed dataset, as the root of a storage
   * @param storage where the new one goes
   */
  public static ReverifyRollouts of(StorageLocation parent, StorageLocation storage) {
    return new ReverifyRollouts(parent, storage);
  }

  @Override
  public PCollection<VerifiedShard> expand(PCollection<PlannedShard> shards) {
    return shards
        .apply("ReverifyShard", ParDo.of(new ReverifyFn(parent, storage)))
        .setCoder(SerializableCoder.of(VerifiedShard.class));
  }

  private static final class ReverifyFn extends WorkFn<PlannedShard, VerifiedShard> {
    private static final long serialVersionUID = 1L;

    /** What workers of builds before {@link WorkFn} look for, to refuse this driver by its name. */
    @SuppressWarnings("unused")
    private final String build = BuildDigest.current();

    private final StorageLocation parent;
    private final StorageLocation storage;

    ReverifyFn(StorageLocation parent, StorageLocation storage) {
      this.parent = parent;
      this.storage = storage;
    }

    @ProcessElement
    public void reverify(@Element PlannedShard shard, OutputReceiver<VerifiedShard> out)
        throws IOException, InterruptedException {
      out.output(Work.once(() -> reverify(shard)));
    }

    private VerifiedShard reverify(PlannedShard shard) throws IOException {
      Storage here = storage.open();
      Optional<Receipt> finished = shard.receipt(here, ShardPlan.VERIFIED);
      if (finished.isPresent()) {
        return new VerifiedShard(shard.plan().directory(), finished.get());
      }
      DatasetStore before = new DatasetStore(parent.open(), "");
      return new ShardReverifier(before, here).reverify(shard.read(here));
    }
  }
}
