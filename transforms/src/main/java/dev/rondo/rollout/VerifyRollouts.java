package dev.rondo.rollout;

import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.Outcome;
import dev.rondo.worker.Work;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Judges each sampled shard, writes its final file and emits the receipt that makes it complete.
 * {@link ShardVerifier} does the work; a fault in it never samples again.
 */
public final class VerifyRollouts
    extends PTransform<PCollection<PlannedShard>, PCollection<VerifiedShard>> {
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
  public PCollection<VerifiedShard> expand(PCollection<PlannedShard> shards) {
    return shards
        .apply("VerifyShard", ParDo.of(new VerifyFn(storage)))
        .setCoder(SerializableCoder.of(VerifiedShard.class));
  }

  private static final class VerifyFn extends DoFn<PlannedShard, VerifiedShard> {
    private static final long serialVersionUID = 1L;

    private final StorageLocation storage;
    private final Counter correct = Metrics.counter("rondo", "verdicts_correct");
    private final Counter incorrect = Metrics.counter("rondo", "verdicts_incorrect");
    private final Counter unknown = Metrics.counter("rondo", "verdicts_unknown");

    VerifyFn(StorageLocation storage) {
      this.storage = storage;
    }

    @ProcessElement
    public void verify(@Element PlannedShard shard, OutputReceiver<VerifiedShard> out)
        throws IOException, InterruptedException {
      out.output(Work.once(() -> verify(shard)));
    }

    private VerifiedShard verify(PlannedShard shard) throws IOException {
      Optional<SampledShard> sampled = JustSampled.take(shard);
      Storage here = storage.open();
      Optional<Receipt> finished = shard.receipt(here, ShardPlan.VERIFIED);
      if (finished.isPresent()) {
        return new VerifiedShard(shard.plan().directory(), finished.get());
      }
      return new ShardVerifier(here)
          .verify(
              sampled.isPresent() ? sampled.get() : inSpool(shard, here),
              outcome -> count(outcome).inc());
    }

    private static SampledShard inSpool(PlannedShard shard, Storage here) throws IOException {
      return new SampledShard(
          shard.read(here), shard.receipt(here, ShardPlan.SAMPLED).orElse(null));
    }

    private Counter count(Outcome outcome) {
      return switch (outcome) {
        case CORRECT -> correct;
        case INCORRECT -> incorrect;
        case UNKNOWN -> unknown;
      };
    }
  }
}
