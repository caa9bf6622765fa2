package dev.rondo.rollout;

import dev.rondo.schema.Outcome;
import dev.rondo.worker.BuildDigest;
import dev.rondo.worker.Work;
import dev.rondo.worker.WorkFn;
import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Makes each planned shard, sampled and judged, and emits the receipt that makes it complete. The
 * rollouts themselves never travel. {@link ShardMaker} does the work.
 */
public final class MakeShards
    extends PTransform<PCollection<PlannedShard>, PCollection<VerifiedShard>> {
  private static final long serialVersionUID = 1L;

  private final StorageLocation storage;
  private final PolicySource policies;

  private MakeShards(StorageLocation storage, PolicySource policies) {
    this.storage = storage;
    this.policies = policies;
  }

  /** Samples with a policy into a storage. */
  public static MakeShards with(PolicySource policies, StorageLocation storage) {
    return new MakeShards(storage, policies);
  }

  @Override
  public PCollection<VerifiedShard> expand(PCollection<PlannedShard> shards) {
    return shards
        .apply("MakeShard", ParDo.of(new MakeFn(storage, policies)))
        .setCoder(SerializableCoder.of(VerifiedShard.class));
  }

  private static final class MakeFn extends WorkFn<PlannedShard, VerifiedShard>
      implements ShardMaker.Watcher {
    private static final long serialVersionUID = 1L;

    /** What workers of builds before {@link WorkFn} look for, to refuse this driver by its name. */
    @SuppressWarnings("unused")
    private final String build = BuildDigest.current();

    private final StorageLocation storage;
    private final PolicySource policies;
    private final Counter rollouts = Metrics.counter("rondo", "rollouts");
    private final Counter tokens = Metrics.counter("rondo", "tokens");
    private final Gauge tokensPerSecond = Metrics.gauge("rondo", "tokens_per_second");
    private final Counter correct = Metrics.counter("rondo", "verdicts_correct");
    private final Counter incorrect = Metrics.counter("rondo", "verdicts_incorrect");
    private final Counter unknown = Metrics.counter("rondo", "verdicts_unknown");

    MakeFn(StorageLocation storage, PolicySource policies) {
      this.storage = storage;
      this.policies = policies;
    }

    @ProcessElement
    public void make(@Element PlannedShard shard, OutputReceiver<VerifiedShard> out)
        throws IOException, InterruptedException {
      out.output(Work.once(() -> new ShardMaker(storage.open(), policies, this).make(shard)));
    }

    @Override
    public void sampled(SampledShard shard, double seconds) {
      rollouts.inc(shard.rows().size());
      tokens.inc(shard.tokens());
      tokensPerSecond.set(Math.round(shard.tokens() / Math.max(seconds, 1e-3)));
    }

    @Override
    public void judged(Outcome outcome) {
      switch (outcome) {
        case CORRECT -> correct.inc();
        case INCORRECT -> incorrect.inc();
        case UNKNOWN -> unknown.inc();
      }
    }
  }
}
