// Re-verification as a Beam transform: wiring only.
package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Judges the rollouts of a committed dataset anew, one shard an element, and emits the receipts of
 * the new shards. {@link ShardReverifier} does the work.
 */
public final class ReverifyRollouts
    extends PTransform<PCollection<ShardPlan>, PCollection<VerifiedShard>> {
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
  public PCollection<VerifiedShard> expand(PCollection<ShardPlan> shards) {
    return shards
        .apply("ReverifyShard", ParDo.of(new ReverifyFn(parent, storage)))
        .setCoder(SerializableCoder.of(VerifiedShard.class));
  }

  private static final class ReverifyFn extends DoFn<ShardPlan, VerifiedShard> {
    private static final long serialVersionUID = 1L;

    private final StorageLocation parent;
    private final StorageLocation storage;

    ReverifyFn(StorageLocation parent, StorageLocation storage) {
      this.parent = parent;
      this.storage = storage;
    }

    @ProcessElement
    public void reverify(@Element ShardPlan plan, OutputReceiver<VerifiedShard> out)
        throws IOException {
      DatasetStore before = new DatasetStore(parent.open(), "");
      out.output(new ShardReverifier(before, storage.open()).reverify(plan));
    }
  }
}
