package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.Removal;
import dev.rondo.policy.PolicyCache;
import dev.rondo.policy.ScriptedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The actions of a small run in this process, one by one. */
class RunActionsTest {

  @TempDir private Path folder;

  /** An action of a run. */
  private interface Step {
    void run() throws Exception;
  }

  @Test
  void whateverTrainsHasTheMemoryOfWhatSampledBefore() throws Exception {
    Path frozen = SmallRun.fresh(folder.resolve("without-control"));
    String config =
        Files.readString(frozen.resolve(RunConfig.FILE_NAME)).replace("updates: 0", "updates: 2");
    Path run = folder.resolve("run");
    FrozenConfig.freeze(RunConfig.parse(config, "test"), run);
    Watching progress = new Watching();
    RunActions actions =
        new RunActions(
            RunDirectory.open(run), new SmallRun.OneAfterTheOther(), written -> {}, progress);
    actions.makeProblems();
    assertThat(progress.idleWhileTraining(actions::warmStart)).containsExactly(false, false);
    assertThat(progress.idleWhileTraining(actions::trainControl)).containsExactly(false, false);
    actions.sample(Chain.ROUNDS, 1);
    assertThat(progress.idleWhileTraining(() -> actions.train(Chain.ROUNDS, 1)))
        .containsExactly(false, false);
  }

  @Test
  void nothingIsRemovedOnceAnotherProcessHasTheRun() throws Exception {
    BareRun bare = new BareRun(folder, "seed: 0");
    bare.round(1, 40, Optional.empty());
    bare.round(2, 40, Optional.empty());
    Action.Remove removal = new Action.Remove("rollouts/round-000001", Removal.ROLLOUTS);
    assertThat(Plan.plan(bare.run())).contains(removal);
    Path file = folder.resolve("rollouts/round-000001/shard-00000.parquet");
    Files.write(file, new byte[] {1});
    RunActions actions =
        new RunActions(
                bare.run(), new SmallRun.OneAfterTheOther(), written -> {}, Progress.silent())
            .whileHeld(
                () -> {
                  throw new IOException("lost");
                });

    assertThatThrownBy(() -> actions.remove(removal))
        .isInstanceOf(IOException.class)
        .hasMessage("lost");
    assertThat(file).exists();
    assertThat(bare.run().dataset(removal.dataset()).removals().all()).isEmpty();
  }

  /** Looks at each update whether a policy that nobody uses is still open. */
  private static final class Watching implements Progress {
    private final List<Boolean> isOpen = new ArrayList<>();
    private ScriptedPolicy policy;

    List<Boolean> idleWhileTraining(Step training) throws Exception {
      policy = new ScriptedPolicy((prompt, key) -> "");
      PolicyCache.shared().acquire("idle", () -> policy).close();
      isOpen.clear();
      training.run();
      return List.copyOf(isOpen);
    }

    @Override
    public Work start(String what, long total, String unit) {
      return new Work() {
        @Override
        public void advanceTo(long done) {
          if (unit.equals("updates")) {
            isOpen.add(!policy.isClosed());
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void say(String line) {}
  }
}
