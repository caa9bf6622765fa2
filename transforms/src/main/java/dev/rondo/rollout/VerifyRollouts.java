package dev.rondo.rollout;

import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Judges each sampled shard, writes its final file and emits the receipt that makes it complete.
 * {@link ShardVerifier} does the work; a fault in it never samples again.
 */
public final class VerifyRollouts
    extends PTransform<PCollection<SampledShard>, PCollection<VerifiedShard>> {
  private static final long serialVersionUID = 1L;

  private final StorageLocation storage;

  private VerifyRollouts(StorageLocation storage) {
    this.storage = storage;
  }

  /** Judges shards of a storage. */
  public static VerifyRollouts in(StorageLocation storage) {
    return new VerifyRollouts(storage);
  }

  @Override
  public PCollection<VerifiedShard> expand(PCollection<SampledShard> shards) {
    return shards
        .apply("VerifyShard", ParDo.of(new VerifyFn(storage)))
        .setCoder(SerializableCoder.of(VerifiedShard.class));
  }

  private static final class VerifyFn extends DoFn<SampledShard, VerifiedShard> {
    private static final long serialVersionUID = 1L;

    private final StorageLocation storage;

    VerifyFn(StorageLocation storage) {
      this.storage = storage;
    }

    @ProcessElement
    public void verify(@Element SampledShard sampled, OutputReceiver<VerifiedShard> out)
        throws IOException {
      out.output(new ShardVerifier(storage.open()).verify(sampled));
    }
  }
}
