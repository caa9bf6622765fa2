package dev.rondo.pipelines;

import static dev.rondo.pipelines.FakeFlink.failure;
import static dev.rondo.pipelines.FakeFlink.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a job ends that a driver follows: by its own end, or because it gets no further. */
@Timeout(60)
class ClusterJobEndTest {
  private static final JobName NAME = new JobName("tiny-round-000001", "aaaaaaaa", "bbbbbbbb", 4);
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final SilenceWatch.Patience IMPATIENT =
      new SilenceWatch.Patience(
          Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(900));
  private static final ClusterJob.Waiting FOR_EVER =
      millis -> {
        Thread.sleep(millis);
        return false;
      };

  private final List<String> said = new ArrayList<>();
  private FakeFlink flink;

  @BeforeEach
  void start() throws IOException {
    flink = new FakeFlink();
    flink.list(job("1", NAME, "RUNNING"));
    flink.failures("1");
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  @Test
  void aTaskThatFailsAgainAndAgainWhileNoShardIsFinishedEndsTheDriver() {
    ScriptedTraces thenItFails = new ScriptedTraces(this::failTooOften);

    assertThatThrownBy(() -> following(thenItFails, said::add).follow(false, FOR_EVER))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Job tiny-round-000001 failed 10 times in one task without finishing a shard (left:"
                + " rollouts/round-000001 shards 3): java.lang.Error: a; finished shards are kept");
    assertThat(said)
        .containsExactly("tiny-round-000001: a task failed and starts again: java.lang.Error: a");
  }

  private void failTooOften() {
    flink.failures(
        "1",
        IntStream.range(0, FailureWatch.MOST)
            .map(i -> FailureWatch.MOST - 1 - i)
            .mapToObj(i -> failure(MINUTE * i, attempt(i), "java.lang.Error: a\\n\\tat x"))
            .toArray(String[]::new));
  }

  @Test
  void aShardThatWasFinishedSinceTheLastLookKeepsTheJob() throws Exception {
    int[] looks = {0};
    ScriptedTraces[] traces = {null};
    traces[0] =
        new ScriptedTraces(
            () -> {
              if (looks[0]++ == 0) {
                failTooOften();
              } else {
                traces[0].finished = 1;
                flink.list(job("1", NAME, "FINISHED"));
              }
            });
    assertThat(following(traces[0], said::add).follow(false, FOR_EVER)).isEqualTo("FINISHED");
  }

  @Test
  void aJobThatWritesNothingBeforeItsEndIsNotGivenUp() throws Exception {
    ScriptedTraces silent = new ScriptedTraces(this::failTooOften);
    silent.canTellProgress = false;
    int[] ticks = {0};
    ClusterJob.Waiting untilItWasSaid =
        millis -> {
          Thread.sleep(millis);
          return !said.isEmpty() && ticks[0]++ > 3;
        };
    assertThat(following(silent, said::add).follow(false, untilItWasSaid)).isEmpty();
    assertThat(said).hasSize(1);
  }

  @Test
  void whatWasOverBeforeADriversOwnJobIsNotItsEnd() throws Exception {
    flink.list(job("1", NAME, "FAILED"));
    ClusterJob before = following(new ScriptedTraces(), said::add);
    assertThat(before.takeOver()).isFalse();
    flink.failures("2");
    ScriptedTraces thenItEnds =
        new ScriptedTraces(() -> flink.list(job("1", NAME, "FAILED"), job("2", NAME, "FINISHED")));
    ClusterJob own = following(thenItEnds, said::add).after(before);
    int[] ticks = {0};
    assertThat(own.follow(false, millis -> ticks[0]++ > 0)).isEmpty();
    flink.list(job("1", NAME, "FAILED"), job("2", NAME, "RUNNING"));
    assertThat(own.follow(false, FOR_EVER)).isEqualTo("FINISHED");
  }

  @Test
  void onlyFailuresOfOneTaskCountThatComeWhileNothingIsFinished() throws Exception {
    FailureWatch watch = new FailureWatch(NAME);
    watch.look(failures(20, "a", "E"), 0);
    assertThat(watch.tooOften()).as("what was there at the first look").isEmpty();
    for (int task = 0; task < 32; task++) {
      watch.look(failures(9, "task " + task, "E"), 0);
    }
    assertThat(watch.tooOften()).as("machines with many slots were lost").isEmpty();
    watch.look(failures(30, "b", "x.NoResourceAvailableException: none"), 0);
    assertThat(watch.tooOften()).as("no machine for an hour").isEmpty();
    watch.look(failures(1, "task 3", "E: other"), 1);
    assertThat(watch.tooOften()).as("a shard was finished in between").isEmpty();
    watch.look(failures(9, "task 3", "E: third"), 1);
    assertThat(watch.tooOften().orElseThrow().reason()).isEqualTo("E: third");
  }

  @Test
  void failuresThatComeFastAreNoEndBeforeMinutesPassed() throws Exception {
    FailureWatch watch = new FailureWatch(NAME);
    watch.look(history(), 0);
    String[] ofNinetySeconds =
        IntStream.range(0, 12)
            .map(i -> 11 - i)
            .mapToObj(i -> failure(8000 * i, attempt(i), "E"))
            .toArray(String[]::new);
    watch.look(history(ofNinetySeconds), 0);
    assertThat(watch.tooOften()).as("storage that was away for 90 s").isEmpty();
    watch.look(history(failure(5 * MINUTE - 1, attempt(12), "E")), 0);
    assertThat(watch.tooOften()).isEmpty();
    watch.look(history(failure(-MINUTE, attempt(13), "E")), 0);
    watch.look(history(failure(4 * MINUTE - 1, attempt(14), "E")), 0);
    assertThat(watch.tooOften()).as("the cluster's clock was set back").isEmpty();
    watch.look(history(failure(4 * MINUTE, attempt(15), "E: last")), 0);
    assertThat(watch.tooOften().orElseThrow().reason()).isEqualTo("E: last");
  }

  /** A task's name as Flink tells it of a failure. */
  private static String attempt(int number) {
    return "Sample (2/4) - execution #" + number;
  }

  private static JsonNode history(String... newestFirst) throws IOException {
    return new ObjectMapper()
        .readTree("{\"exceptionHistory\":{\"entries\":[" + String.join(",", newestFirst) + "]}}");
  }

  private static JsonNode failures(int count, String task, String stackTrace) throws IOException {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(0, failure(MINUTE * i, task + " - execution #" + i, stackTrace));
    }
    return history(entries.toArray(String[]::new));
  }

  @Test
  void onlyClassesOfOursAndOfBeamTellThatTheClusterRunsAnotherBuild() throws Exception {
    for (String ofAnother :
        List.of(
            "java.io.InvalidClassException: dev.rondo.rollout.X; local class incompatible",
            "E: x\\nCaused by: java.lang.ClassNotFoundException: dev.rondo.rollout.X",
            "java.lang.NoClassDefFoundError: org/apache/beam/sdk/X",
            "java.lang.NoSuchMethodError: 'void dev.rondo.rollout.X.y(int)'")) {
      assertThat(new FailureWatch(NAME).look(failures(1, "a", ofAnother), 0))
          .allMatch(FailureWatch.Failure::isOfAnotherBuild);
    }
    for (String once :
        List.of(
            "java.lang.NoClassDefFoundError: Could not initialize class ai.djl.pytorch.jni.LibUtils"
                + "\\n\\tat dev.rondo.policy.X.y(X.java:1)",
            "java.lang.NoClassDefFoundError: Could not initialize class dev.rondo.policy.X",
            "java.lang.ClassNotFoundException: org.example.X\\n\\tat dev.rondo.policy.X",
            "java.lang.UnsatisfiedLinkError: no x in java.library.path: dev.rondo")) {
      assertThat(new FailureWatch(NAME).look(failures(1, "a", once), 0))
          .noneMatch(FailureWatch.Failure::isOfAnotherBuild);
    }
  }

  @Test
  void aJobThatIsGoneBetweenTheFirstLookAndTheNextEndsTheDriver() {
    ClusterJob job = following(new ScriptedTraces(), line -> flink.list());
    assertThatThrownBy(job::takeOver)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is gone with job " + NAME + " (it does not know the job any more)");
  }

  @Test
  void aJobThatIsSuspendedAndStaysSoIsOver() throws Exception {
    Consumer<String> say =
        line -> {
          said.add(line);
          flink.list(job("1", NAME, "SUSPENDED"));
        };
    assertThat(following(new ScriptedTraces(), say).takeOver()).isFalse();
    assertThat(said)
        .last()
        .asString()
        .isEqualTo("Job " + NAME + " ended as SUSPENDED: goes on from the shards it finished");
  }

  @Test
  void ofTwoJobsOfOneNameTheOneThatGoesOnIsFollowed() throws Exception {
    flink.list(job("1", NAME, "RUNNING"), job("2", NAME, "RUNNING"));
    flink.failures("2");
    ScriptedTraces thenBothEnd =
        new ScriptedTraces(
            () -> {
              boolean isFirstOver = flink.answers.get("/jobs/overview").contains("FAILED");
              flink.list(
                  job("1", NAME, "FAILED"), job("2", NAME, isFirstOver ? "FINISHED" : "RUNNING"));
            });
    assertThat(following(thenBothEnd, said::add).follow(false, FOR_EVER)).isEqualTo("FINISHED");
  }

  @Test
  void bothJobsOfOneNameAreCancelled() {
    flink.list(job("1", NAME, "RUNNING"), job("2", NAME, "RUNNING"));
    following(new ScriptedTraces(), said::add).cancel();
    assertThat(flink.requests).contains("PATCH /jobs/1?mode=cancel", "PATCH /jobs/2?mode=cancel");
  }

  @Test
  void aJobThatIsJustBeingSentIsCancelledOnceItIsThere() {
    flink.list();
    ClusterJob job = following(new ScriptedTraces(), said::add);
    assertThatThrownBy(
            () ->
                job.follow(
                    false,
                    millis -> {
                      if (millis > 0) {
                        throw new InterruptedException("stopped");
                      }
                      return false;
                    }))
        .isInstanceOf(InterruptedException.class);
    int asked = flink.requests.size();
    new Thread(
            () -> {
              while (flink.requests.size() < asked + 2) {
                Thread.onSpinWait();
              }
              flink.list(job("1", NAME, "INITIALIZING"));
            })
        .start();
    job.cancel();
    assertThat(flink.requests).last().isEqualTo("PATCH /jobs/1?mode=cancel");
  }

  @Test
  void whatAJobWritesIsLeftAloneUntilTheClusterSaysThatItEnded() {
    JobName older = new JobName("import-x", NAME.run(), "cccccccc", 1);
    ClusterJob job = following(new ScriptedTraces(), said::add);
    flink.list(job("1", NAME, "CANCELED"), job("2", "WordCount", "RUNNING"));
    assertThat(job.mayRun()).isFalse();
    flink.list(job("1", NAME, "CANCELED"), job("3", older, "CANCELLING"));
    new Thread(
            () -> {
              while (flink.requests.size() < 3) {
                Thread.onSpinWait();
              }
              flink.list(job("3", older, "CANCELED"));
            })
        .start();
    assertThat(job.mayRun()).isFalse();
    assertThat(flink.requests).hasSizeGreaterThan(2);
    flink.statuses.put("GET /jobs/overview", 403);
    assertThat(job.mayRun()).isTrue();
  }

  @Test
  void aQuietJobIsAskedForSeldomAndOneThatIsAboutToEndOften() throws Exception {
    JsonNode job = new ObjectMapper().readTree(job("1", NAME, "RUNNING"));
    JsonNode changed = new ObjectMapper().readTree(job("1", NAME, "RESTARTING"));
    PollPace pace = new PollPace(0);
    assertThat(pace.isDue(0)).isTrue();
    assertThat(pace.isUnsettled(job, 0)).isTrue();
    pace.asked(false, 0);
    assertThat(pace.isDue(SECOND - 1)).isFalse();
    assertThat(pace.isDue(SECOND)).isTrue();
    assertThat(pace.isUnsettled(job, 10 * SECOND)).isFalse();
    pace.asked(false, 10 * SECOND);
    assertThat(pace.isDue(15 * SECOND - 1)).isFalse();
    assertThat(pace.isDue(15 * SECOND)).isTrue();
    pace.asked(true, 15 * SECOND);
    assertThat(pace.isDue(16 * SECOND)).as("something is amiss").isTrue();
    assertThat(pace.isUnsettled(changed, 16 * SECOND)).isTrue();
    pace.asked(false, 16 * SECOND);
    assertThat(pace.isDue(17 * SECOND)).isTrue();

    pace.hurry(16 * SECOND);
    assertThat(pace.isDue(16 * SECOND)).isTrue();
    long now = 16 * SECOND;
    int questions = 0;
    for (; now < 46 * SECOND; now += SECOND / 10) {
      if (pace.isDue(now)) {
        pace.asked(false, now);
        pace.hurry(now);
        questions++;
      }
    }
    assertThat(questions).as("a job that does not end after all").isBetween(10, 25);
  }

  @Test
  void aDriverAsksAQuietJobForNothingButItsState() throws Exception {
    int[] ticks = {0};
    following(new ScriptedTraces(), said::add).follow(true, millis -> ticks[0]++ > 0);
    assertThat(flink.requests).containsExactly("GET /jobs/overview", "GET /jobs/1/exceptions");
  }

  private ClusterJob following(JobTraces traces, Consumer<String> say) {
    return new ClusterJob(flink.rest(), NAME, IMPATIENT, say, traces);
  }
}
