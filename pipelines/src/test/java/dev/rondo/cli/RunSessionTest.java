package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.pipelines.BeamJobs;
import dev.rondo.run.MemoryPlan;
import dev.rondo.run.Progress;
import dev.rondo.run.RoundLoop;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunHeldException;
import dev.rondo.run.RunLock;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new version refuses of new runs does not end those that an older one began. */
class RunSessionTest {
  private static final String CONFIG =
      """
      run: {rounds: 1}
      task: {name: last-digit, size: 2, problems: 8, demonstrations: 8, held-out-problems: 2}
      model: {layers: 1, hidden-size: 32, heads: 2, kv-heads: 1, feed-forward-size: 64}
      warm-start: {updates: 1, batch-sequences: 4, warm-up-updates: 1}
      rollout: {problems-per-round: 8, group-size: 2, max-response-tokens: 12, shards: 2}
      evaluation: {problems: 2, samples: 2, progress-samples: 1, ks: [1], shards: 1}
      control: {updates: 0}
      objective: {name: reinforce}
      train: {uniform-groups: skip}
      """;

  @TempDir private Path directory;

  @Test
  void onlyANewRunIsRefusedForWhatDoesNotFitTheMemory() {
    MemoryPlan plan = new MemoryPlan("cpu", 0, Long.MAX_VALUE / 2, Map.of(), Map.of());
    List<String> said = new ArrayList<>();

    assertThatThrownBy(() -> RunSession.requireMemory(plan, false, new Saying(said)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot run within the machine's memory: ");
    assertThat(said).isEmpty();
    RunSession.requireMemory(plan, true, new Saying(said));
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("Warning: Cannot run within the machine's memory: ")
        .hasLineCount(1);
  }

  @Test
  void aRunThatHasNoMoreThanItsProblemsIsANewOne() throws Exception {
    String memory = "memory: {micro-batch-tokens: 16777216, workers: 64}\n";
    String config = CONFIG.replace("train: {uniform-groups: skip}\n", memory);
    Path root = directory.resolve("run");
    FrozenConfig.freeze(RunConfig.parse(config, "run.yaml"), root);
    RunDirectory run = RunDirectory.open(root);
    try (BeamJobs jobs = BeamJobs.of(run.config().runner(), List.of());
        RoundLoop loop = RoundLoop.open(run, jobs, page -> {}, Progress.silent(), false)) {
      loop.step();
    }
    assertThat(run.isCommitted(RunDirectory.TRAINING_PROBLEMS)).isTrue();

    List<String> said = new ArrayList<>();
    assertThatThrownBy(() -> open(root, said))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot run within the machine's memory: ");

    Files.createDirectories(root.resolve("warm-start/update-00000001"));
    Files.writeString(root.resolve("warm-start/update-00000001/config.json"), "{}");
    open(root, said).close();
    assertThat(said)
        .anyMatch(line -> line.startsWith("Warning: Cannot run within the machine's memory: "));
  }

  @Test
  void aRunThatSkipsGroupsThatTeachGoesOnWithAWarning() throws Exception {
    Path run = directory.resolve("run");
    FrozenConfig.freeze(RunConfig.parse(CONFIG, "run.yaml"), run);
    try (RunSession session = open(run, new ArrayList<>())) {
      session.loop().step();
      session.loop().step();
    }
    assertThat(RunDirectory.open(run).publishedRounds()).isZero();

    List<String> said = new ArrayList<>();
    open(run, said).close();

    assertThat(said)
        .filteredOn(line -> line.startsWith("Warning: "))
        .singleElement()
        .asString()
        .startsWith("Warning: Cannot use train.uniform-groups: skip (allowed: train, since")
        .hasLineCount(1);
  }

  @Test
  void aRunThatAnotherProcessIsAtWorkOnIsNotPlanned() throws Exception {
    Path run = directory.resolve("run");
    FrozenConfig.freeze(RunConfig.parse(CONFIG, "run.yaml"), run);
    List<String> said = new ArrayList<>();
    try (RunLock held = RunLock.acquire(run)) {
      assertThatThrownBy(() -> open(run, said)).isInstanceOf(RunHeldException.class);
    }
    assertThat(said).isEmpty();
    open(run, said).close();
    assertThat(said).isNotEmpty();
  }

  private static RunSession open(Path run, List<String> said) throws IOException {
    return RunSession.open(run, List.of(), false, new Saying(said));
  }

  /** Keeps what is said. */
  record Saying(List<String> lines) implements Progress {
    @Override
    public void say(String line) {
      lines.add(line);
    }

    @Override
    public Work start(String what, long total, String unit) {
      return Progress.silent().start(what, total, unit);
    }
  }
}
