package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.Digests;
import dev.rondo.schema.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notices failures of tasks that the cluster starts again, each once, whatever the clocks of the
 * cluster do; and counts those of each task since the job last got further. Flink's own count is
 * left out: it begins anew where failures are minutes apart.
 */
final class FailureWatch {
  /** Failures of one task with nothing finished between them, after which it is given up. */
  static final int MOST = 10;

  /** What those span at least: storage that is away for minutes fails a task every ten seconds. */
  static final Duration SPAN = Duration.ofMinutes(5);

  /** What Flink puts behind a task's name, with another number at each attempt. */
  private static final Pattern ATTEMPT = Pattern.compile(" - execution #\\d+$");

  /**
   * A class of ours, or of Beam, that is missing or is another one. One that "could not be
   * initialized" is there: what kept it from that was told before.
   */
  private static final Pattern ANOTHER_BUILD =
      Pattern.compile(
          "(InvalidClassException|ClassNotFoundException|NoClassDefFoundError|NoSuchMethodError"
              + "|NoSuchFieldError|IncompatibleClassChangeError|AbstractMethodError)"
              + "(?!: Could not initialize)[^\\n]*?(dev[./]rondo|org[./]apache[./]beam)[^\\n]*");

  private static final String WITHOUT_SLOTS = "NoResourceAvailableException";
  private static final int LONGEST_LINE = 200;

  private final JobName name;
  private final Set<String> known = new HashSet<>();
  private final Map<String, Streak> streaks = new HashMap<>();
  private long finished;
  private boolean isCounting;
  private Failure tooOften;

  FailureWatch(JobName name) {
    this.name = name;
  }

  /** Failures of one task, and when the first of them was, by the cluster's clock. */
  private record Streak(int failures, long firstMillis) {
    /** With those of another. A clock that is set back makes the time that they span shorter. */
    Streak and(Streak other) {
      return new Streak(failures + other.failures, Math.min(firstMillis, other.firstMillis));
    }

    boolean isTooLong(long lastMillis) {
      return failures >= MOST && lastMillis - firstMillis >= SPAN.toMillis();
    }
  }

  /** A task's failure. */
  final class Failure {
    private final String task;
    private final long millis;
    private final String stackTrace;

    private Failure(JsonNode entry) {
      this.task = entry.path("taskName").asText();
      this.millis = entry.path("timestamp").asLong();
      this.stackTrace = entry.path("stacktrace").asText();
    }

    private String identity() {
      return Digests.sha256((millis + " " + task + stackTrace).getBytes(StandardCharsets.UTF_8));
    }

    /** For a person. */
    String line() {
      return name.work() + ": a task failed and starts again: " + reason();
    }

    /** What failed, in few words. */
    String reason() {
      String root = stackTrace.lines().findFirst().orElse("no reason given");
      return root.length() <= LONGEST_LINE ? root : root.substring(0, LONGEST_LINE - 3) + "...";
    }

    /** Whether starting again is of no use, since the cluster's code does not fit this one. */
    boolean isOfAnotherBuild() {
      return ANOTHER_BUILD.matcher(stackTrace).find();
    }

    /** What the driver ends with then. */
    InvalidInputException refusal() {
      Matcher what = ANOTHER_BUILD.matcher(stackTrace);
      return new InvalidInputException(
          "Cannot run job "
              + name.work()
              + ": the cluster runs another build of Rondo ("
              + (what.find() ? what.group() : "")
              + "; allowed: the jars of this build in the lib folder of every process)");
    }
  }

  /**
   * Failures that are new since the last look, oldest first. Those of the first look are not
   * counted: what was finished between them is not known.
   *
   * @param exceptions what {@code /jobs/<id>/exceptions} says
   * @param finishedNow how much of the job is finished, never less than before
   */
  List<Failure> look(JsonNode exceptions, long finishedNow) {
    reached(finishedNow);
    List<Failure> failures = new ArrayList<>();
    for (JsonNode entry : exceptions.path("exceptionHistory").path("entries")) {
      Failure failure = new Failure(entry);
      if (known.add(failure.identity())) {
        failures.add(0, failure);
      }
    }
    if (isCounting) {
      failures.forEach(this::count);
    }
    isCounting = true;
    return failures;
  }

  /** So much is finished now: if that is more than before, failures are counted anew. */
  void reached(long finishedNow) {
    if (finishedNow > finished) {
      finished = finishedNow;
      streaks.clear();
      tooOften = null;
    }
  }

  /** A machine that is lost fails each of its tasks once; a lack of slots is no failure at all. */
  private void count(Failure failure) {
    if (failure.stackTrace.contains(WITHOUT_SLOTS)) {
      return;
    }
    String task = ATTEMPT.matcher(failure.task).replaceFirst("");
    Streak streak = streaks.merge(task, new Streak(1, failure.millis), Streak::and);
    if (tooOften == null && streak.isTooLong(failure.millis)) {
      tooOften = failure;
    }
  }

  /**
   * A failure of a task that failed {@link #MOST} times or more, over {@link #SPAN} at least, while
   * nothing was finished.
   */
  Optional<Failure> tooOften() {
    return Optional.ofNullable(tooOften);
  }
}
