package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.ForwardingStorage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.ScriptedPolicy;
import dev.rondo.schema.Outcome;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardMakerTest {
  private static final DatasetPlan PLAN = Plans.dataset(Plans.problems(4), 2, 5);

  @TempDir private Path folder;

  private int opened;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Long> sampledTokens = new ArrayList<>();

  private record Source(Runnable opening) implements PolicySource, Serializable {
    @Override
    public ScriptedPolicy open(String digest) {
      opening.run();
      return new ScriptedPolicy((prompt, key) -> prompt.substring("say ".length()));
    }
  }

  @Test
  void aShardIsSampledAndJudgedWithoutASpoolAndOnce() throws Exception {
    Storage storage = new LocalStorage(folder);
    Receipt made = make(storage).receipt();

    assertThat(make(storage).receipt()).isEqualTo(made);
    assertThat(opened).isEqualTo(1);
    assertThat(outcomes).hasSize(6).containsOnly(Outcome.CORRECT);
    assertThat(sampledTokens).containsExactly(made.tokens());
    assertThat(storage.list(PLAN.directory())).noneMatch(path -> path.contains("spool"));
  }

  @Test
  void whatCannotBeJudgedIsKeptAndJudgedTheNextTimeToTheSameBytes() throws Exception {
    Storage undisturbed = new LocalStorage(folder.resolve("undisturbed"));
    Receipt expected = make(undisturbed).receipt();
    Storage storage = new LocalStorage(folder.resolve("disturbed"));
    Storage faulty = refusing(storage, path -> path.endsWith("shard-00001.parquet"));

    assertThatThrownBy(() -> make(faulty)).isInstanceOf(IOException.class).hasMessage("refused");
    assertThat(storage.list(PLAN.directory()))
        .contains(PLAN.directory() + "/" + ShardPlan.spoolPath(1))
        .noneMatch(path -> path.endsWith("/shard-00001.parquet"));
    opened = 0;
    assertThat(make(storage).receipt()).isEqualTo(expected);
    assertThat(opened).as("nothing is sampled again").isZero();
  }

  @Test
  void whatWasDamagedBeforeItGotItsReceiptIsReplacedAndWhatHasOneIsNot() throws Exception {
    Storage storage = new LocalStorage(folder);
    Receipt expected = make(storage).receipt();
    Path dataset = folder.resolve(PLAN.directory());
    Path receipt = dataset.resolve(Receipt.path(ShardPlan.VERIFIED, 1));
    Path shard = dataset.resolve(ShardPlan.shardPath(1));
    byte[] sound = Files.readAllBytes(shard);
    byte[] written = Files.readAllBytes(receipt);
    Files.writeString(shard, "damaged");
    Files.delete(receipt);
    outcomes.clear();

    Storage replacing =
        new ForwardingStorage(storage) {
          @Override
          public void delete(String path) throws IOException {
            assertThat(path).as("gone, if for an instant").isNotEqualTo(storedPath(1));
            super.delete(path);
          }
        };
    assertThat(make(replacing).receipt()).isEqualTo(expected);
    assertThat(shard).hasBinaryContent(sound);
    assertThat(outcomes).as("judged once").hasSize(6);

    Files.writeString(shard, "damaged");
    Files.delete(receipt);
    Storage finishing = finishing(storage, path -> path.endsWith("/shard-00001.parquet"), written);
    assertThatThrownBy(() -> make(finishing)).isInstanceOf(Storage.ConflictException.class);
    assertThat(shard).as("another writer's, with a receipt").hasContent("damaged");
  }

  @Test
  void aFaultIsToldAsItIsThoughWhatWasSampledCannotBeKept() throws Exception {
    Storage storage = new LocalStorage(folder);
    Storage faulty = refusing(storage, path -> path.contains("shard-00001"));

    assertThatThrownBy(() -> make(faulty))
        .hasMessage("refused")
        .satisfies(fault -> assertThat(fault.getSuppressed()).hasSize(1));
    opened = 0;
    make(storage);
    assertThat(opened).isEqualTo(1);
  }

  private static String storedPath(int shard) {
    return PLAN.directory() + "/" + ShardPlan.shardPath(shard);
  }

  private VerifiedShard make(Storage storage) throws Exception {
    PlannedShard shard = new PlannedShard(new PlanFile(storage).write(PLAN), 1);
    ShardMaker.Watcher watcher =
        new ShardMaker.Watcher() {
          @Override
          public void sampled(SampledShard sampled, double seconds) {
            sampledTokens.add(sampled.tokens());
          }

          @Override
          public void judged(Outcome outcome) {
            outcomes.add(outcome);
          }
        };
    return new ShardMaker(storage, new Source(() -> opened++), watcher).make(shard);
  }

  /** A storage that takes all files but some. */
  private static Storage refusing(Storage storage, Predicate<String> refused) {
    return beforePut(
        storage,
        path -> {
          if (refused.test(path)) {
            throw new IOException("refused");
          }
        });
  }

  /** A storage in which another writer finishes the shard when some file is written. */
  private static Storage finishing(Storage storage, Predicate<String> file, byte[] receipt) {
    String path = PLAN.directory() + "/" + Receipt.path(ShardPlan.VERIFIED, 1);
    return beforePut(
        storage,
        written -> {
          if (file.test(written)) {
            storage.putIfAbsent(path, out -> out.write(receipt));
          }
        });
  }

  private interface BeforePut {
    void at(String path) throws IOException;
  }

  private static Storage beforePut(Storage storage, BeforePut before) {
    return new ForwardingStorage(storage) {
      @Override
      public Commit putIfAbsent(String path, Content content) throws IOException {
        before.at(path);
        return super.putIfAbsent(path, content);
      }
    };
  }
}
