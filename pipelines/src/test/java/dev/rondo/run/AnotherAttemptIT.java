package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an attempt of another version, on another machine or on a device that never computes the
 * same twice left of problems, policies and checkpoints.
 */
class AnotherAttemptIT {
  private static final String CHECKPOINT = "warm-start/update-00000001";

  @TempDir private static Path folder;
  private static Path undisturbed;
  private static int runs;
  private final Telling progress = new Telling();
  private Path run;

  @BeforeAll
  static void makeARunThatNothingDisturbs() throws Exception {
    undisturbed = SmallRun.fresh(folder.resolve("undisturbed"));
    RunActions actions = actions(undisturbed, Progress.silent());
    actions.makeProblems();
    actions.warmStart();
    actions.sample(Chain.ROUNDS, 1);
    actions.train(Chain.ROUNDS, 1);
  }

  @BeforeEach
  void begin() throws IOException {
    run = SmallRun.fresh(folder.resolve("run-" + ++runs));
  }

  @Test
  void filesThatDifferAndHaveNoManifestAreSetAsideAndTheRunEndsTheSame() throws Exception {
    List<String> left =
        List.of(
            "problems/held-out/shard-00000.parquet",
            "problems/" + SmallRun.BENCHMARK + "/of-another-time.parquet",
            CHECKPOINT + "/model.safetensors",
            "policies/round-000000/config.json",
            "policies/round-000000/model-00001-of-00002.safetensors",
            "policies/round-000001/trainer/moments.safetensors",
            "policies/round-000001/model.safetensors");
    for (String path : left) {
      Files.createDirectories(run.resolve(path).getParent());
      Files.writeString(run.resolve(path), "left");
    }
    Path config = Path.of("policies/round-000001/config.json");
    Files.copy(undisturbed.resolve(config), run.resolve(config));

    RunActions actions = actions(run, progress);
    actions.makeProblems();
    actions.warmStart();
    actions.sample(Chain.ROUNDS, 1);
    actions.train(Chain.ROUNDS, 1);

    SortedMap<String, String> files = files(run);
    for (String path : left) {
      assertThat(files.remove("damaged/" + path)).as(path).isNotNull();
    }
    assertThat(files).isEqualTo(files(undisturbed));
    assertThat(progress.said)
        .filteredOn(line -> line.startsWith("Makes "))
        .hasSize(5)
        .contains(
            "Makes policies/round-000001 anew: what an earlier attempt left of it without a"
                + " manifest differs, and is in damaged/policies/round-000001 now");
  }

  @Test
  void problemsOfWhichAnotherVersionMadeSomeAreAllOfThisOne() throws Exception {
    actions(run, progress).makeProblems();
    Files.delete(run.resolve("problems/training/__rondo/manifest.json"));
    for (String problems : List.of("held-out", "demonstrations")) {
      edit("problems/" + problems + "/__rondo/manifest.json", CodeVersion.version(), "another");
    }

    RunDirectory directory = RunDirectory.open(run);
    assertThatThrownBy(() -> RunContinuity.require(directory, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problems/demonstrations is of code version another (allowed: ")
        .hasMessageEndingWith(", or with rondo run --accept-code-version another)");
    RunContinuity.require(directory, true);
    actions(run, progress).makeProblems();

    assertThat(progress.said)
        .hasSize(2)
        .contains(
            "Makes problems/held-out anew: what was left of it is of another plan (code-version"
                + " another instead of "
                + CodeVersion.version()
                + "), and is in damaged/problems/held-out now");
    assertThat(SmallRun.files(run.resolve("problems")))
        .isEqualTo(SmallRun.files(undisturbed.resolve("problems")));
  }

  @Test
  void aWarmStartThatAnotherProgramOrMachineBeganIsBegunAnewWhereThatIsAccepted() throws Exception {
    warmStartUntilItsCheckpoint();
    Lineage lineage = RunDirectory.open(run).dataset(CHECKPOINT).committedManifest().lineage();
    Map<String, String> others = new LinkedHashMap<>();
    others.put("code version", CodeVersion.current());
    others.put("numeric class", lineage.numericClass().torchVersion());
    others.put("policy program", lineage.programDigest());
    RunDirectory directory = RunDirectory.open(run);
    RunContinuity.require(directory, false);
    Path manifest = run.resolve(CHECKPOINT).resolve(DatasetManifest.FILE_NAME);
    String text = Files.readString(manifest);
    for (Map.Entry<String, String> other : others.entrySet()) {
      Files.writeString(manifest, text);
      String another = other.getKey().equals("policy program") ? "d".repeat(64) : "another";
      edit(CHECKPOINT + "/" + DatasetManifest.FILE_NAME, other.getValue(), another);
      assertThatThrownBy(() -> RunContinuity.require(directory, false))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(CHECKPOINT + " is of " + other.getKey() + " ")
          .hasMessageContaining(another)
          .hasMessageContaining("accept");
      RunContinuity.require(directory, true);
    }
    actions(run, progress).warmStart();

    assertThat(progress.said)
        .singleElement()
        .asString()
        .startsWith("Trains without checkpoint " + CHECKPOINT + ", which cannot be gone on from (")
        .contains("program-digest " + "d".repeat(12) + " instead of ")
        .endsWith("), and is in damaged/" + CHECKPOINT + " now");
    requireTheSameBasePolicy();
  }

  @Test
  void aDamagedCheckpointIsSetAside() throws Exception {
    warmStartUntilItsCheckpoint();
    Files.writeString(run.resolve(CHECKPOINT).resolve("model.safetensors"), "damaged");
    RunContinuity.require(RunDirectory.open(run), false);
    actions(run, progress).warmStart();

    assertThat(progress.said).singleElement().asString().contains("model.safetensors");
    requireTheSameBasePolicy();
  }

  private void warmStartUntilItsCheckpoint() throws Exception {
    actions(run, progress).makeProblems();
    progress.endsAtFirstUpdate = true;
    assertThatThrownBy(() -> actions(run, progress).warmStart()).hasMessage("killed");
    progress.endsAtFirstUpdate = false;
    assertThat(RunDirectory.open(run).isCommitted(CHECKPOINT)).isTrue();
  }

  private void requireTheSameBasePolicy() throws IOException {
    String policy = RunDirectory.policyDirectory(0);
    assertThat(SmallRun.files(run.resolve(policy)))
        .isEqualTo(SmallRun.files(undisturbed.resolve(policy)));
    assertThat(run.resolve("damaged").resolve(CHECKPOINT).resolve(DatasetManifest.FILE_NAME))
        .exists();
    assertThat(RunDirectory.open(run).storage().list("warm-start")).isEmpty();
  }

  private void edit(String path, String from, String to) throws IOException {
    String text = Files.readString(run.resolve(path));
    assertThat(text).contains('"' + from + '"');
    Files.writeString(run.resolve(path), text.replace('"' + from + '"', '"' + to + '"'));
  }

  private static SortedMap<String, String> files(Path root) throws IOException {
    return new TreeMap<>(SmallRun.files(root));
  }

  private static RunActions actions(Path root, Progress progress) {
    return new RunActions(
        RunDirectory.open(root), new SmallRun.OneAfterTheOther(), page -> {}, progress);
  }

  /** Keeps the lines; may end a training at its first update, after the checkpoint of it. */
  private static final class Telling implements Progress {
    private final List<String> said = new ArrayList<>();
    private boolean endsAtFirstUpdate;

    @Override
    public Work start(String what, long total, String unit) {
      return new Work() {
        @Override
        public void advanceTo(long done) {
          if (endsAtFirstUpdate) {
            throw new IllegalStateException("killed");
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void say(String line) {
      said.add(line);
    }
  }
}
