package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> said = new ArrayList<>();
  private volatile boolean isHanging;
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          if (isHanging) {
            return;
          }
          String path = exchange.getRequestURI().getPath();
          String answer = answers.get(path);
          Integer status = statuses.get(exchange.getRequestMethod() + " " + path);
          byte[] bytes = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
          int usual = answer == null ? 404 : 200;
          exchange.sendResponseHeaders(status == null ? usual : status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
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
  }

  @Test
  void anotherFlinkIsRefused() {
    answers.put("/config", "{\"flink-version\":\"2.1.0\"}");
    assertThatThrownBy(() -> job().requireSameFlink())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("runs Flink 2.1.0 (allowed: ");
  }

  @Test
  void thisFlinkIsTakenWhateverItsPatchIs() throws Exception {
    String version = EnvironmentInformation.getVersion();
    answers.put(
        "/config",
        "{\"flink-version\":\"" + version.substring(0, version.lastIndexOf('.')) + ".99\"}");
    job().requireSameFlink();
  }

  @Test
  void whatIsNotFlinkIsRefused() {
    assertThatThrownBy(() -> job().requireSameFlink())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("status 404");
    answers.put("/config", "<html>");
    assertThatThrownBy(() -> job().requireSameFlink())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no JSON");
    answers.put("/config", "{}");
    assertThatThrownBy(() -> job().requireSameFlink())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not Flink");
  }

  @Test
  void jobsOfThisRunThatMakeSomethingElseAreCancelledAndThoseOfOthersAreLeft() throws Exception {
    answers.put(
        "/jobs/overview",
        jobs(
            job("1", NAME.toString(), "FAILED"),
            job("2", new JobName(NAME.work(), "aaaaaaaa", "bbbbbbbb", 8).toString(), "RUNNING"),
            job("3", new JobName(NAME.work(), "cccccccc", "bbbbbbbb", 4).toString(), "RUNNING"),
            job("4", "WordCount", "RUNNING")));
    answers.put("/jobs/2", job("2", "x", "CANCELED"));

    assertThat(job().takeOver()).isFalse();
    assertThat(requests).contains("PATCH /jobs/2?mode=cancel");
    assertThat(requests).noneMatch(request -> request.startsWith("PATCH /jobs/3"));
    assertThat(said).singleElement().asString().startsWith("Cancels job ");
  }

  @Test
  void aJobThatEndsBeforeItIsCancelledOrIsForgottenThenEndsNoDriver() throws Exception {
    answers.put(
        "/jobs/overview",
        jobs(
            job("2", new JobName(NAME.work(), "aaaaaaaa", "bbbbbbbb", 8).toString(), "RUNNING"),
            job("3", new JobName(NAME.work(), "aaaaaaaa", "bbbbbbbb", 9).toString(), "RUNNING")));
    statuses.put("PATCH /jobs/2", 409);
    statuses.put("PATCH /jobs/3", 200);
    assertThat(job().takeOver()).isFalse();
    assertThat(requests).contains("GET /jobs/3").doesNotContain("GET /jobs/2");
  }

  @Test
  @Timeout(60)
  void aJobManagerThatHangsIsSaidAndThenGivenUpAndNotAskedAgain() {
    answers.put("/jobs/overview", jobs(job("1", NAME.toString(), "RUNNING")));
    answers.put("/overview", "{}");
    answers.put("/jobs/1/exceptions", "{}");
    Runnable onPoll = () -> isHanging = true;
    SilenceWatch.Patience impatient =
        new SilenceWatch.Patience(
            Duration.ofMillis(300), Duration.ofMillis(500), Duration.ofSeconds(3));
    ClusterJob job = new ClusterJob(rest(), NAME, impatient, said::add, onPoll);

    assertThatThrownBy(() -> job.follow(() -> false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is gone with job " + NAME + " (no whole answer of http://");
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith(NAME.work() + ": no good answer of the JobManager for ")
        .endsWith("ends after 3 s");
    int asked = requests.size();
    job.cancel();
    assertThat(requests).hasSize(asked);
  }

  @Test
  void aJobManagerThatAnswersAgainIsSaidOnce() throws Exception {
    SilenceWatch silence = new SilenceWatch("http://x", NAME, SilenceWatch.Patience.USUAL);
    silence.begin(0);
    assertThat(silence.look("no connection", 7 * SECOND)).isEmpty();
    assertThat(silence.look("no connection", 9 * SECOND))
        .contains(
            "tiny-round-000001: no good answer of the JobManager for 9 s (no connection): ends"
                + " after 40 s");
    assertThat(silence.look("no connection", 39 * SECOND)).isEmpty();
    assertThat(silence.look(null, 40 * SECOND))
        .contains("tiny-round-000001: the JobManager answers again");
    assertThat(silence.look(null, 41 * SECOND)).isEmpty();
    assertThat(silence.look("no connection", 80 * SECOND)).isPresent();
    assertThatThrownBy(() -> silence.look("no connection", 82 * SECOND))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theSameJobOfAnEarlierDriverIsWaitedFor() throws Exception {
    answers.put("/jobs/overview", jobs(job("1", NAME.toString(), "RUNNING")));
    answers.put("/overview", "{\"slots-total\":4,\"slots-available\":0}");
    answers.put("/jobs/1/exceptions", "{}");
    int[] polls = {0};
    Runnable onPoll =
        () -> {
          if (++polls[0] == 2) {
            answers.put("/jobs/overview", jobs(job("1", NAME.toString(), "FINISHED")));
          }
        };

    assertThat(new ClusterJob(rest(), NAME, said::add, onPoll).takeOver()).isTrue();
    assertThat(said).containsExactly("Waits for job " + NAME + ", which an earlier driver left");
  }

  @Test
  void aJobThatFailsBecauseTheClusterRunsAnotherBuildIsCancelled() {
    answers.put("/jobs/overview", jobs(job("1", NAME.toString(), "RUNNING")));
    answers.put("/overview", "{}");
    answers.put(
        "/jobs/1/exceptions",
        "{\"exceptionHistory\":{\"entries\":[{\"timestamp\":1,\"stacktrace\":\"java.lang.X: no\\n"
            + "Caused by: java.io.InvalidClassException: dev.rondo.rollout.Y; local class\"}]}}");

    assertThatThrownBy(() -> job().follow(() -> false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("another build of Rondo (InvalidClassException: dev.rondo.rollout.Y");
    assertThat(requests).contains("PATCH /jobs/1?mode=cancel");
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
    assertThat(failures.look(first))
        .singleElement()
        .extracting(FailureWatch.Failure::line)
        .isEqualTo("tiny-round-000001: a task failed and starts again: E: a");
    assertThat(failures.look(first)).isEmpty();
    JsonNode afterTheClockJumpedBack =
        json(
            "{\"exceptionHistory\":{\"entries\":[{\"timestamp\":2,\"stacktrace\":\"E: b\"},"
                + "{\"timestamp\":5,\"stacktrace\":\"E: a\\nat\"}]}}");
    assertThat(failures.look(afterTheClockJumpedBack))
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
    ReceiptWatch watch = new ReceiptWatch(List.of(plan), storage);
    List<Integer> told = new ArrayList<>();
    try (SamplingProgress.Registration listening =
        SamplingProgress.listen((shard, responses, tokens) -> told.add(shard.shardIndex()))) {
      watch.run();
      assertThat(told).isEmpty();
      DatasetStore store = new DatasetStore(storage.open(), plan.directory());
      FileEntry file = new FileEntry("x.parquet", 0, "0".repeat(64), 0, null);
      for (String stage : List.of(ShardPlan.SAMPLED, ShardPlan.VERIFIED)) {
        store.writeReceipt(new Receipt(stage, 1, file, 1, 0, 4));
        watch.run();
        watch.run();
      }
    }
    assertThat(told).containsExactly(1);
  }

  private FlinkRest rest() {
    return new FlinkRest(FlinkAccess.of("localhost:" + server.getAddress().getPort(), null));
  }

  private ClusterJob job() {
    return new ClusterJob(rest(), NAME, said::add, () -> {});
  }

  private static String jobs(String... jobs) {
    return "{\"jobs\":[" + String.join(",", jobs) + "]}";
  }

  private static String job(String id, String name, String state) {
    return String.format(
        "{\"jid\":\"%s\",\"name\":\"%s\",\"state\":\"%s\",\"start-time\":1,\"tasks\":{}}",
        id, name, state);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
