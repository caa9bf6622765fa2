package dev.rondo.rollout;

import dev.rondo.dataset.Storage;
import dev.rondo.worker.BuildDigest;
import dev.rondo.worker.Work;
import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Samples each planned shard into the spool, where its receipt says so. The rollouts themselves
 * never travel. {@link ShardSampler} does the work.
 */
public final class SampleRollouts
    extends PTransform<PCollection<PlannedShard>, PCollection<PlannedShard>> {
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
  public PCollection<PlannedShard> expand(PCollection<PlannedShard> shards) {
    return shards
        .apply("SampleShard", ParDo.of(new SampleFn(storage, policies)))
        .setCoder(SerializableCoder.of(PlannedShard.class));
  }

  private static final class SampleFn extends DoFn<PlannedShard, PlannedShard> {
    private static final long serialVersionUID = 1L;

    private final StorageLocation storage;
    private final PolicySource policies;
    private final String build = BuildDigest.current();
    private final Counter rollouts = Metrics.counter("rondo", "rollouts");
    private final Counter tokens = Metrics.counter("rondo", "tokens");
    private final Gauge tokensPerSecond = Metrics.gauge("rondo", "tokens_per_second");

    SampleFn(StorageLocation storage, PolicySource policies) {
      this.storage = storage;
      this.policies = policies;
    }

    @ProcessElement
    public void sample(@Element PlannedShard shard, OutputReceiver<PlannedShard> out)
        throws IOException, InterruptedException {
      Work.doOnce(() -> sample(shard));
      out.output(shard);
    }

    private void sample(PlannedShard shard) throws IOException, InterruptedException {
      BuildDigest.requireSame(build);
      Storage here = storage.open();
      if (shard.receipt(here, ShardPlan.VERIFIED).isPresent()) {
        return;
      }
      boolean isSampled = shard.receipt(here, ShardPlan.SAMPLED).isPresent();
      long start = System.nanoTime();
      SampledShard sampled = new ShardSampler(here).sample(shard.read(here), policies);
      JustSampled.hold(shard, sampled);
      if (!isSampled && sampled.receipt() != null) {
        rollouts.inc(sampled.receipt().file().rows());
        tokens.inc(sampled.receipt().tokens());
        double seconds = (System.nanoTime() - start) / 1e9;
        tokensPerSecond.set(Math.round(sampled.receipt().tokens() / Math.max(seconds, 1e-3)));
      }
    }
  }
}
