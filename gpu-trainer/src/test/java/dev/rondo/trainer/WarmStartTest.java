// Supervised training: it lowers the loss, and kills do not change a byte.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.state.TrainerState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WarmStartTest {

  private static final int UPDATES = 45;

  @TempDir Path directory;

  @Test
  void crossEntropyFallsFromThatOfARandomPolicy() throws IOException {
    TinyRun run = newRun("learn", 1);
    PublishedPolicy policy = WarmStart.run(run.warmStart(UPDATES, TrainProgress.SILENT));
    List<MetricsLog.Row> rows = run.metrics().rows();
    assertThat(rows).hasSize(UPDATES);
    assertThat(rows.get(0).values().get("train/cross_entropy")).isBetween(2.4, 2.7);
    // The solutions are one of ten digits and then always the stop token.
    assertThat(rows.get(UPDATES - 1).values().get("train/cross_entropy")).isLessThan(1.5);
    assertThat(policy.updates()).isEqualTo(UPDATES);
    new DatasetStore(run.storage, "policies/round-000000").verify();
    assertThat(run.digests("policies/round-000000"))
        .containsOnlyKeys(
            "config.json",
            "generation_config.json",
            "manifest.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json",
            TrainerState.PATH);
    assertThat(run.digests("checkpoints")).isEmpty();
  }

  @Test
  void stoppingAtAnyUpdateAndStartingAgainEndsWithTheSameBytes() throws IOException {
    TinyRun straight = newRun("straight", 2);
    WarmStart.run(straight.warmStart(UPDATES, TrainProgress.SILENT));
    TinyRun stopped = newRun("stopped", 2);
    for (int stop : new int[] {1, 9, 10, 19, 32, 44}) {
      WarmStartInputs inputs =
          stopped.warmStart(
              UPDATES,
              (done, planned, metrics) -> {
                if (done >= stop) {
                  throw new IllegalStateException("stopped at " + done);
                }
              });
      assertThatThrownBy(() -> WarmStart.run(inputs)).hasMessageStartingWith("stopped at");
      // At most one checkpoint at a time.
      assertThat(
              stopped.digests("checkpoints/warm-start").keySet().stream()
                  .map(path -> path.split("/", 2)[0])
                  .distinct())
          .hasSize(stop < 10 ? 0 : 1);
    }
    WarmStart.run(stopped.warmStart(UPDATES, TrainProgress.SILENT));
    assertThat(stopped.digests("policies")).isEqualTo(straight.digests("policies"));
    assertThat(updates(stopped)).isEqualTo(IntStream.rangeClosed(1, UPDATES).boxed().toList());
    assertThat(stopped.digests("checkpoints")).isEmpty();
  }

  /** kill -9 of a real process at several instants; the last one may end by itself. */
  @Test
  void killingTheProcessEndsWithTheSameBytes() throws Exception {
    TinyRun straight = newRun("straight", 3);
    WarmStart.run(straight.warmStart(UPDATES, TrainProgress.SILENT));
    TinyRun killed = newRun("killed", 3);
    int kills = 0;
    for (int lines : new int[] {3, 8, 15}) {
      Process child = start(killed);
      boolean isKilled = killAfter(child, killed, lines);
      kills += isKilled ? 1 : 0;
    }
    assertThat(kills).isEqualTo(3);
    WarmStart.run(killed.warmStart(UPDATES, TrainProgress.SILENT));
    assertThat(killed.digests("policies")).isEqualTo(straight.digests("policies"));
    assertThat(updates(killed)).isEqualTo(IntStream.rangeClosed(1, UPDATES).boxed().toList());
  }

  /** Kills the child once it has logged so many rows beyond what was there. */
  private static boolean killAfter(Process child, TinyRun run, int moreRows) throws Exception {
    int before = updates(run).size();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (child.isAlive() && System.nanoTime() < deadline) {
      // A child that resumes first cuts its rows back, so both directions count.
      if (Math.abs(updates(run).size() - before) >= moreRows) {
        child.destroyForcibly().waitFor();
        return true;
      }
      Thread.sleep(1);
    }
    child.destroyForcibly().waitFor();
    return false;
  }

  private static Process start(TinyRun run) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
    command.add("-Dai.djl.offline=true");
    command.add("-Djava.io.tmpdir=" + run.directory); // a killed process leaves what is there
    command.add("-Dai.djl.pytorch.graph_optimizer=false");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(WarmStartProcess.class.getName());
    command.add(run.directory.toString());
    command.add(String.valueOf(run.seed));
    command.add(String.valueOf(UPDATES));
    File log = run.directory.resolve("child.log").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("OMP_NUM_THREADS", "1");
    return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log)).start();
  }

  @Test
  void theControlTrainsACommittedPolicyOn() throws IOException {
    TinyRun run = newRun("control", 4);
    WarmStart.run(run.warmStart(10, TrainProgress.SILENT));
    WarmStartInputs control =
        run.supervised(
            new WarmStartInputs.Origin.CommittedPolicy("policies/round-000000"),
            "controls/supervised",
            "supervised",
            25,
            TrainProgress.SILENT);
    PublishedPolicy policy = WarmStart.run(control);
    DatasetStore store = new DatasetStore(run.storage, "controls/supervised");
    store.verify();
    assertThat(store.committedManifest().lineage().parents())
        .containsEntry(
            "policy", new DatasetStore(run.storage, "policies/round-000000").manifestDigest())
        .containsKey("problems");
    assertThat(policy.digest())
        .isNotEqualTo(new DatasetStore(run.storage, "policies/round-000000").manifestDigest());
    SortedMap<String, String> files = run.digests("controls/supervised");
    assertThat(files.get("tokenizer.json"))
        .isEqualTo(run.digests("policies/round-000000").get("tokenizer.json"));
    assertThat(run.metrics().rows().stream().filter(row -> row.phase().equals("supervised")))
        .hasSize(25);
  }

  @Test
  void noUpdatesPublishTheFirstWeights() throws IOException {
    TinyRun run = newRun("zero", 5);
    assertThat(WarmStart.run(run.warmStart(0, TrainProgress.SILENT)).updates()).isZero();
    new DatasetStore(run.storage, "policies/round-000000").verify();
  }

  @Test
  void aCheckpointOfAnotherRunOrThatIsDamagedIsRefused() throws IOException {
    TinyRun run = newRun("one", 6);
    stopAfter(12, run);
    TinyRun other = new TinyRun(run.directory, 7);
    assertThatThrownBy(() -> WarmStart.run(other.warmStart(UPDATES, TrainProgress.SILENT)))
        .isInstanceOf(UnusableCheckpointException.class)
        .hasMessage(
            "Cannot resume from checkpoints/warm-start/update-00000010: seed 6 instead of 7"
                + " (allowed: a whole checkpoint of this training; without this one it begins"
                + " anew)");
    run.storage.delete("checkpoints/warm-start/update-00000010/model.safetensors");
    assertThatThrownBy(() -> WarmStart.run(run.warmStart(UPDATES, TrainProgress.SILENT)))
        .isInstanceOf(UnusableCheckpointException.class)
        .hasMessageContaining("checkpoints/warm-start/update-00000010/model.safetensors");
  }

  @Test
  void aFileBesideAWholeCheckpointIsNamedAndCostsNoUpdate() throws IOException {
    TinyRun run = newRun("note", 8);
    stopAfter(12, run);
    String checkpoint = "checkpoints/warm-start/update-00000010/";
    run.storage.putIfAbsent(checkpoint + "note.txt", out -> out.write(1));

    assertThatThrownBy(() -> WarmStart.run(run.warmStart(UPDATES, TrainProgress.SILENT)))
        .isInstanceOf(InvalidInputException.class)
        .isNotInstanceOf(UnusableCheckpointException.class)
        .hasMessageContaining(checkpoint + "note.txt: no manifest lists it");
    run.storage.delete(checkpoint + "note.txt");
    List<Integer> updates = new ArrayList<>();
    WarmStart.run(run.warmStart(UPDATES, (done, planned, metrics) -> updates.add(done)));
    assertThat(updates.get(0)).isEqualTo(11);
  }

  private TinyRun newRun(String name, long seed) throws IOException {
    TinyRun run = new TinyRun(Files.createDirectories(directory.resolve(name)), seed);
    run.writeProblems();
    return run;
  }

  private static List<Integer> updates(TinyRun run) throws IOException {
    return run.metrics().rows().stream().map(row -> row.position().update()).toList();
  }

  private static void stopAfter(int updates, TinyRun run) {
    WarmStartInputs inputs =
        run.warmStart(
            UPDATES,
            (done, planned, metrics) -> {
              if (done == updates) {
                throw new IllegalStateException("stopped");
              }
            });
    assertThatThrownBy(() -> WarmStart.run(inputs)).hasMessage("stopped");
  }
}
