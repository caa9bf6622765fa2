package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.Digests;
import dev.rondo.schema.InvalidInputException;
import java.nio.charset.StandardCharsets;
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
  private final Map<String, Integer> failuresByTask = new HashMap<>();
  private long finished;
  private boolean isCounting;
  private Failure tooOften;

  FailureWatch(JobName name) {
    this.name = name;
  }

  /** A task's failure. */
  final class Failure {
    private final String stackTrace;

    private Failure(String stackTrace) {
      this.stackTrace = stackTrace;
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
    if (finishedNow > finished) {
      finished = finishedNow;
      failuresByTask.clear();
    }
    List<Failure> failures = new ArrayList<>();
    for (JsonNode entry : exceptions.path("exceptionHistory").path("entries")) {
      String stackTrace = entry.path("stacktrace").asText();
      String task = entry.path("taskName").asText();
      String identity = entry.path("timestamp").asLong() + " " + task + stackTrace;
      if (known.add(Digests.sha256(identity.getBytes(StandardCharsets.UTF_8)))) {
        Failure failure = new Failure(stackTrace);
        failures.add(0, failure);
        if (isCounting) {
          count(task, failure);
        }
      }
    }
    isCounting = true;
    return failures;
  }

  /** A machine that is lost fails each of its tasks once; a lack of slots is no failure at all. */
  private void count(String task, Failure failure) {
    if (!failure.stackTrace.contains(WITHOUT_SLOTS)
        && failuresByTask.merge(task, 1, Integer::sum) >= MOST
        && tooOften == null) {
      tooOften = failure;
    }
  }

  /** A failure of a task that failed {@link #MOST} times while nothing was finished. */
  Optional<Failure> tooOften() {
    return Optional.ofNullable(tooOften);
  }
}
