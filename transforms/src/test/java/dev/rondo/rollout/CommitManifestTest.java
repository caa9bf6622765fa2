package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.ForwardingStorage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.ScriptedPolicy;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitManifestTest {
  private static final PolicySource POLICY =
      digest -> new ScriptedPolicy((prompt, key) -> prompt + key.sampleIndex());
  private static final DatasetPlan PLAN = Plans.dataset(Plans.problems(4), 2, 5);

  @TempDir private Path folder;

  @Test
  void whoIsLateFindsTheManifestOfWhoCommittedWhileItLookedForThePlan() throws Exception {
    Storage storage = new LocalStorage(folder);
    PlanReference plan = new PlanFile(storage).write(PLAN);
    List<Receipt> receipts = receipts(storage);
    List<String> committed = new ArrayList<>();
    Storage late =
        new Overtaken(
            storage, () -> committed.add(CommitManifest.commitOnce(storage, plan, receipts)));

    assertThat(CommitManifest.commitOnce(late, plan, receipts))
        .isEqualTo(committed.get(0))
        .isEqualTo(new DatasetStore(storage, PLAN.directory()).manifestDigest());
  }

  @Test
  void aPlanThatIsGoneWithoutAManifestIsNamed() throws Exception {
    Storage storage = new LocalStorage(folder);
    PlanReference plan = new PlanFile(storage).write(PLAN);
    List<Receipt> receipts = receipts(storage);
    for (String path : storage.list(PLAN.directory())) {
      if (PlanFile.isPlan(path)) {
        storage.delete(path);
      }
    }

    assertThatThrownBy(() -> CommitManifest.commitOnce(storage, plan, receipts))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot find plan ");
  }

  private static List<Receipt> receipts(Storage storage) throws Exception {
    List<Receipt> receipts = new ArrayList<>();
    for (ShardPlan shard : PLAN.shards()) {
      SampledShard sampled = new ShardSampler(POLICY).sample(shard);
      receipts.add(new ShardVerifier(storage).verify(sampled).receipt());
    }
    return receipts;
  }

  private interface Other {
    void run() throws IOException;
  }

  /** A storage in which another one commits just before a plan is opened for the first time. */
  private static final class Overtaken extends ForwardingStorage {
    private final Other other;
    private boolean isDone;

    Overtaken(Storage storage, Other other) {
      super(storage);
      this.other = other;
    }

    @Override
    public Path localFile(String path) throws IOException {
      if (PlanFile.isPlan(path) && !isDone) {
        isDone = true;
        other.run();
      }
      return super.localFile(path);
    }
  }
}
