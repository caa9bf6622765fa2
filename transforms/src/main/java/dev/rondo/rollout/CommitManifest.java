package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.worker.Work;
import dev.rondo.worker.WorkFn;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Waits for the receipts of all shards, then commits each dataset by its manifest and emits the
 * manifest's digest. The only place where elements meet. {@link DatasetCommitter} does the work.
 */
public final class CommitManifest
    extends PTransform<PCollection<VerifiedShard>, PCollection<KV<String, String>>> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<PlanReference> plans;
  private final StorageLocation storage;

  private CommitManifest(List<PlanReference> plans, StorageLocation storage) {
    this.plans = new ArrayList<>(plans);
    this.storage = storage;
  }

  /** Commits these datasets in a storage. */
  public static CommitManifest of(List<PlanReference> plans, StorageLocation storage) {
    return new CommitManifest(plans, storage);
  }

  @Override
  public PCollection<KV<String, String>> expand(PCollection<VerifiedShard> shards) {
    return shards
        .apply("KeyByDataset", MapElements.via(new KeyByDatasetFn()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(VerifiedShard.class)))
        .apply("CollectReceipts", GroupByKey.create())
        .apply("CommitDataset", ParDo.of(new CommitFn(plans, storage)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()));
  }

  private static final class KeyByDatasetFn
      extends SimpleFunction<VerifiedShard, KV<String, VerifiedShard>> {
    private static final long serialVersionUID = 1L;

    @Override
    public KV<String, VerifiedShard> apply(VerifiedShard shard) {
      return KV.of(shard.dataset(), shard);
    }
  }

  private static final class CommitFn
      extends WorkFn<KV<String, Iterable<VerifiedShard>>, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<PlanReference> plans;
    private final StorageLocation storage;

    CommitFn(ArrayList<PlanReference> plans, StorageLocation storage) {
      this.plans = plans;
      this.storage = storage;
    }

    @ProcessElement
    public void commit(
        @Element KV<String, Iterable<VerifiedShard>> shards, OutputReceiver<KV<String, String>> out)
        throws IOException, InterruptedException {
      PlanReference plan =
          plans.stream()
              .filter(candidate -> candidate.directory().equals(shards.getKey()))
              .findFirst()
              .orElseThrow();
      List<Receipt> receipts = new ArrayList<>();
      shards.getValue().forEach(shard -> receipts.add(shard.receipt()));
      out.output(KV.of(plan.directory(), Work.once(() -> commit(plan, receipts))));
    }

    private String commit(PlanReference plan, List<Receipt> receipts) throws IOException {
      return commitOnce(storage.open(), plan, receipts);
    }
  }

  /** Commits, unless another attempt did, before this one or meanwhile: the plan is gone then. */
  static String commitOnce(Storage here, PlanReference plan, List<Receipt> receipts)
      throws IOException {
    DatasetStore store = new DatasetStore(here, plan.directory());
    if (!store.isCommitted()) {
      try {
        PlanOutline outline = new PlanFile(here).outline(plan);
        return new DatasetCommitter(here).commit(outline, receipts);
      } catch (InvalidInputException | NoSuchFileException e) {
        if (!store.isCommitted()) {
          throw e;
        }
      }
    }
    if (!store.committedManifest().lineage().equals(plan.lineage())) {
      throw new Storage.ConflictException(
          "Cannot commit "
              + plan.directory()
              + ": a dataset of another lineage is committed there already");
    }
    DatasetCommitter.removeSpool(here, plan.directory());
    return store.manifestDigest();
  }
}
