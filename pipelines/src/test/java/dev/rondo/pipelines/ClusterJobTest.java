package dev.rondo.pipelines;

import static dev.rondo.pipelines.FakeFlink.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.Receipt;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlannedProblem;
import dev.rondo.rollout.SamplingProgress;
import dev.rondo.rollout.ShardPlan;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a driver makes of a cluster's answers; the answers are those that Flink 1.19 gave. */
class ClusterJobTest {
  private static final long SECOND = 1_000_000_000L;
  private static final JobName NAME = new JobName("tiny-round-000001", "aaaaaaaa", "bbbbbbbb", 4);

  private static final ClusterJob.Waiting FOR_EVER =
      millis -> {
        Thread.sleep(millis);
        return false;
      };

  private final List<String> said = new ArrayList<>();
  private FakeFlink flink;

  @BeforeEach
  void startServer() throws IOException {
    flink = new FakeFlink();
  }

  @AfterEach
  void stopServer() {
    flink.close();
  }

  @Test
  void aNameTellsWhoseJobItIs() {
    JobName name =
        JobName.of("a b-round-000001", StorageLocation.directory(Path.of("x")), "c".repeat(64), 12);
    assertThat(JobName.parse(name.toString())).isEqualTo(name);
    assertThat(name.toString()).startsWith("a b-round-000001 [run ").endsWith(", parallelism 12]");
    assertThat(JobName.of("w", StorageLocation.directory(Path.of("y")), "c".repeat(64), 1).run())
        .isNotEqualTo(name.run());
    assertThat(JobName.parse("WordCount [streaming]")).isNull();

    StorageLocation same = StorageLocation.directory(Path.of("x"));
    JobName ofOtherBuild = JobName.of("a b-round-000001", same, "c".repeat(64), "f".repeat(64), 12);
    assertThat(ofOtherBuild.run()).isEqualTo(name.run());
    assertThat(ofOtherBuild.plan()).as("nobody waits for it").isNotEqualTo(name.plan());
  }

  /** The lock of a run is that of the directory itself, and so is the name of its jobs. */
  @Test
  void aRunHasOneNameWhateverLinkLeadsToIt(@TempDir Path folder) throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), disk);
    String before = runOf(disk.resolve("first"));
    assertThat(runOf(link.resolve("first"))).isEqualTo(before);
    Files.createDirectories(link.resolve("first"));
    assertThat(runOf(link.resolve("first"))).isEqualTo(before);
    assertThat(runOf(disk.resolve("first"))).isEqualTo(before);
    assertThat(runOf(disk.resolve("other"))).isNotEqualTo(before);
  }

  private static String runOf(Path directory) {
    return JobName.of("w", StorageLocation.directory(directory), "c".repeat(64), 1).run();
  }

  @Test
  void anotherFlinkIsRefused() {
    flink.answers.put("/config", "{\"flink-version\":\"2.1.0\"}");
    assertThatThrownBy(() -> ClusterJob.requireSameFlink(flink.rest()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("runs Flink 2.1.0 (allowed: ");
  }

  @Test
  void thisFlinkIsTakenWhateverItsPatchIs() throws Exception {
    String version = EnvironmentInformation.getVersion();
    flink.answers.put(
        "/config",
        "{\"flink-version\":\"" + version.substring(0, version.lastIndexOf('.')) + ".99\"}");
    ClusterJob.requireSameFlink(flink.rest());
  }

  @Test
  void whatIsNotFlinkIsRefused() {
    assertThatThrownBy(() -> ClusterJob.requireSameFlink(flink.rest()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("status 404");
    flink.answers.put("/config", "<html>");
    assertThatThrownBy(() -> ClusterJob.requireSameFlink(flink.rest()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no JSON");
    flink.answers.put("/config", "{}");
    assertThatThrownBy(() -> ClusterJob.requireSameFlink(flink.rest()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not Flink");
  }

  @Test
  void jobsOfThisRunThatMakeSomethingElseAreCancelledAndThoseOfOthersAreLeft() throws Exception {
    flink.list(
        job("1", NAME.toString(), "FAILED"),
        job("2", new JobName(NAME.work(), "aaaaaaaa", "bbbbbbbb", 8).toString(), "RUNNING"),
        job("3", new JobName(NAME.work(), "cccccccc", "bbbbbbbb", 4).toString(), "RUNNING"),
        job("4", "WordCount", "RUNNING"));
    flink.answers.put("/jobs/2", job("2", "x", "CANCELED"));

    assertThat(follower().takeOver()).isFalse();
    assertThat(flink.requests).contains("PATCH /jobs/2?mode=cancel");
    assertThat(flink.requests).noneMatch(request -> request.startsWith("PATCH /jobs/3"));
    assertThat(said).singleElement().asString().startsWith("Cancels job ");
  }

  @Test
  void aJobThatEndsBeforeItIsCancelledOrIsForgottenThenEndsNoDriver() throws Exception {
    flink.list(
        job("2", new JobName(NAME.work(), "aaaaaaaa", "bbbbbbbb", 8).toString(), "RUNNING"),
        job("3", new JobName(NAME.work(), "aaaaaaaa", "bbbbbbbb", 9).toString(), "RUNNING"));
    flink.statuses.put("PATCH /jobs/2", 409);
    flink.statuses.put("PATCH /jobs/3", 200);
    assertThat(follower().takeOver()).isFalse();
    assertThat(flink.requests).contains("GET /jobs/3").doesNotContain("GET /jobs/2");
  }

  @Test
  @Timeout(60)
  void aJobManagerThatHangsIsSaidAndThenGivenUpAndNotAskedAgain() {
    flink.list(job("1", NAME.toString(), "RUNNING"));
    flink.answers.put("/overview", "{}");
    flink.answers.put("/jobs/1/exceptions", "{}");
    ScriptedTraces thenItHangs = new ScriptedTraces(() -> flink.isHanging = true);
    SilenceWatch.Patience impatient =
        new SilenceWatch.Patience(
            Duration.ofMillis(300), Duration.ofMillis(500), Duration.ofSeconds(3));
    ClusterJob job = new ClusterJob(flink.rest(), NAME, impatient, said::add, thenItHangs);

    assertThatThrownBy(() -> job.follow(false, FOR_EVER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is gone with job " + NAME + " (no whole answer of http://");
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith(NAME.work() + ": no good answer of the JobManager for ")
        .endsWith("ends after 3 s");
    int asked = flink.requests.size();
    job.cancel();
    assertThat(flink.requests).hasSize(asked);
  }

  @Test
  void aJobManagerThatAnswersAgainIsSaidOnce() throws Exception {
    SilenceWatch silence = new SilenceWatch("http://x", NAME, SilenceWatch.Patience.USUAL);
    assertThat(silence.look("no connection", 0, 5 * SECOND)).isEmpty();
    assertThat(silence.look("no connection", 6 * SECOND, 9 * SECOND))
        .contains(
            "tiny-round-000001: no good answer of the JobManager for 9 s (no connection): ends"
                + " after 40 s");
    assertThat(silence.look("no connection", 10 * SECOND, 39 * SECOND)).isEmpty();
    assertThat(silence.look(null, 40 * SECOND, 40 * SECOND))
        .contains("tiny-round-000001: the JobManager answers again");
    assertThat(silence.look(null, 41 * SECOND, 41 * SECOND)).isEmpty();
    assertThat(silence.look("no connection", 80 * SECOND, 89 * SECOND)).isPresent();
    assertThatThrownBy(() -> silence.look("no connection", 120 * SECOND, 121 * SECOND))
        .isInstanceOf(IOException.class);
  }

  @Test
  @Timeout(30)
  void oneBadAnswerAfterASlowLookAtTheFileSystemIsNoSilence() throws Exception {
    flink.list(job("1", NAME.toString(), "RUNNING"));
    flink.answers.put("/overview", "{}");
    flink.answers.put("/jobs/1/exceptions", "{}");
    SilenceWatch.Patience impatient =
        new SilenceWatch.Patience(
            Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2));
    ScriptedTraces slowOnce =
        new ScriptedTraces(
            () -> {
              LockSupport.parkNanos(3 * SECOND);
              flink.statuses.put("GET /jobs/overview", 503);
            });
    int[] asked = {0};
    ClusterJob.Waiting goodAfterOneBadAnswer =
        millis -> {
          Thread.sleep(millis);
          if (flink.statuses.isEmpty()) {
            asked[0] = flink.requests.size();
          } else if (flink.requests.size() > asked[0]) {
            flink.list(job("1", NAME.toString(), "FINISHED"));
            flink.statuses.clear();
          }
          return false;
        };
    ClusterJob job = new ClusterJob(flink.rest(), NAME, impatient, said::add, slowOnce);
    assertThat(job.follow(true, goodAfterOneBadAnswer)).isEqualTo("FINISHED");
    assertThat(said).isEmpty();
  }

  @Test
  void theSameJobOfAnEarlierDriverIsWaitedFor() throws Exception {
    flink.list(job("1", NAME.toString(), "RUNNING"));
    flink.answers.put("/overview", "{\"slots-total\":4,\"slots-available\":0}");
    flink.answers.put("/jobs/1/exceptions", "{}");
    ScriptedTraces thenItEnds =
        new ScriptedTraces(() -> flink.list(job("1", NAME.toString(), "FINISHED")));

    assertThat(new ClusterJob(flink.rest(), NAME, said::add, thenItEnds).takeOver()).isTrue();
    assertThat(said).containsExactly("Waits for job " + NAME + ", which an earlier driver left");
  }

  @Test
  void aJobThatFailsBecauseTheClusterRunsAnotherBuildIsCancelled() {
    flink.list(job("1", NAME.toString(), "RUNNING"));
    flink.answers.put("/overview", "{}");
    flink.answers.put(
        "/jobs/1/exceptions",
        "{\"exceptionHistory\":{\"entries\":[{\"timestamp\":1,\"stacktrace\":\"java.lang.X: no\\n"
            + "Caused by: java.io.InvalidClassException: dev.rondo.rollout.Y; local class\"}]}}");

    assertThatThrownBy(() -> follower().follow(false, FOR_EVER))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("another build of Rondo (InvalidClassException: dev.rondo.rollout.Y");
    assertThat(flink.requests).contains("PATCH /jobs/1?mode=cancel");
  }

  @Test
  void missingSlotsAreSaidAfterSecondsAndAgainEachMinute() throws Exception {
    SlotWatch slots = new SlotWatch(NAME);
    JsonNode waiting = json("{\"tasks\":{\"running\":0,\"scheduled\":4}}");
    JsonNode two = json("{\"slots-total\":2,\"slots-available\":0}");

    assertThat(slots.look(waiting, two, 0)).isEmpty();
    assertThat(slots.look(waiting, two, 4 * SECOND))
        .contains(
            "tiny-round-000001: 4 slots wanted, 2 there: waiting (add TaskManagers, or start again"
                + " with --parallelism=2)");
    assertThat(slots.look(waiting, two, 50 * SECOND)).isEmpty();
    assertThat(slots.look(waiting, json("{\"slots-total\":0,\"slots-available\":0}"), 65 * SECOND))
        .contains("tiny-round-000001: 4 slots wanted, 0 there: waiting (start a TaskManager)");
    JsonNode half = json("{\"tasks\":{\"running\":2,\"scheduled\":2}}");
    assertThat(slots.look(half, two, 130 * SECOND).orElseThrow()).contains("goes on with 2");
    JsonNode full = json("{\"tasks\":{\"running\":4,\"scheduled\":0}}");
    assertThat(slots.look(full, two, 300 * SECOND)).isEmpty();
  }

  @Test
  void eachFailureOfATaskIsSaidOnce() throws Exception {
    FailureWatch failures = new FailureWatch(NAME);
    JsonNode first =
        json(
            "{\"exceptionHistory\":{\"entries\":[{\"timestamp\":5,\"stacktrace\":\"E: a\\n"
                + "at\"}]}}");
    assertThat(failures.look(first, 0))
        .singleElement()
        .extracting(FailureWatch.Failure::line)
        .isEqualTo("tiny-round-000001: a task failed and starts again: E: a");
    assertThat(failures.look(first, 0)).isEmpty();
    JsonNode afterTheClockJumpedBack =
        json(
            "{\"exceptionHistory\":{\"entries\":[{\"timestamp\":2,\"stacktrace\":\"E: b\"},"
                + "{\"timestamp\":5,\"stacktrace\":\"E: a\\nat\"}]}}");
    assertThat(failures.look(afterTheClockJumpedBack, 0))
        .singleElement()
        .extracting(FailureWatch.Failure::line)
        .isEqualTo("tiny-round-000001: a task failed and starts again: E: b");
  }

  @Test
  void theReceiptsOfWorkersElsewhereAreProgressEachOnce(@TempDir Path folder) throws Exception {
    List<PlannedProblem> problems =
        List.of(
            new PlannedProblem("a", "1+1=", "2", "exact"),
            new PlannedProblem("b", "1+2=", "3", "exact"));
    Lineage lineage =
        Lineage.ofNoParents()
            .withSeed(1L)
            .sampledWith(new SamplingSettings(1, 1, 0, 4))
            .inGroupsOf(2);
    DatasetPlan plan =
        DatasetPlan.of("rollouts/round-000001", "rollouts", lineage, problems, 2, 0, 4, 4);
    StorageLocation storage = StorageLocation.directory(folder);
    Commits commits = new Commits(storage.open(), List.of(plan.directory()), List.of());
    ReceiptWatch watch = new ReceiptWatch(List.of(plan), storage.open(), commits);
    List<Integer> told = new ArrayList<>();
    try (SamplingProgress.Registration listening =
        SamplingProgress.listen((shard, responses, tokens) -> told.add(shard.shardIndex()))) {
      watch.look();
      assertThat(told).isEmpty();
      DatasetStore store = new DatasetStore(storage.open(), plan.directory());
      FileEntry file = new FileEntry("x.parquet", 0, "0".repeat(64), 0, null);
      for (String stage : List.of(ShardPlan.SAMPLED, ShardPlan.VERIFIED)) {
        store.writeReceipt(new Receipt(stage, 1, file, 1, 0, 4));
        watch.look();
        boolean isComplete = stage.equals(ShardPlan.VERIFIED);
        assertThat(watch.left())
            .isEqualTo(plan.directory() + " shards " + (isComplete ? "0" : "0, 1"));
        watch.look();
      }
      assertThat(watch.look()).isEqualTo(2);
    }
    assertThat(watch.isMade()).isFalse();
    assertThat(told).containsExactly(1);
  }

  private ClusterJob follower() {
    return new ClusterJob(flink.rest(), NAME, said::add, new ScriptedTraces());
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
