package dev.rondo.rollout;

import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Samples each planned shard into the spool and emits its receipt. The rollouts themselves never
 * travel. {@link ShardSampler} does the work.
 */
public final class SampleRollouts
    extends PTransform<PCollection<ShardPlan>, PCollection<SampledShard>> {
  private static final long serialVersionUID = 1L;

  private final StorageLocation storage;
  private final PolicySource policies;

  private SampleRollouts(StorageLocation storage, PolicySource policies) {
    this.storage = storage;
    this.policies = policies;
  }

  /** Samples with a policy into a storage. */
  public static SampleRollouts with(PolicySource policies, StorageLocation storage) {
    return new SampleRollouts(storage, policies);
  }

  @Override
  public PCollection<SampledShard> expand(PCollection<ShardPlan> shards) {
    return shards
        .apply("SampleShard", ParDo.of(new SampleFn(storage, policies)))
        .setCoder(SerializableCoder.of(SampledShard.class));
  }

  private static final class SampleFn extends DoFn<ShardPlan, SampledShard> {
    private static final long serialVersionUID = 1L;

    private final StorageLocation storage;
    private final PolicySource policies;

    SampleFn(StorageLocation storage, PolicySource policies) {
      this.storage = storage;
      this.policies = policies;
    }

    @ProcessElement
    public void sample(@Element ShardPlan plan, OutputReceiver<SampledShard> out)
        throws IOException, InterruptedException {
      out.output(new ShardSampler(storage.open()).sample(plan, policies));
    }
  }
}
