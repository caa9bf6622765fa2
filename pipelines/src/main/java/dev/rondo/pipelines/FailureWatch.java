package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.Digests;
import dev.rondo.schema.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notices failures of tasks that the cluster starts again, each once, whatever the clocks of the
 * cluster do.
 */
final class FailureWatch {
  private static final Pattern ANOTHER_BUILD =
      Pattern.compile(
          "(InvalidClassException|ClassNotFoundException|NoClassDefFoundError|NoSuchMethodError"
              + "|NoSuchFieldError|IncompatibleClassChangeError|AbstractMethodError)[^\\n]*");
  private static final int LONGEST_LINE = 200;

  private final JobName name;
  private final Set<String> known = new HashSet<>();

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
      String root = stackTrace.lines().findFirst().orElse("no reason given");
      return name.work()
          + ": a task failed and starts again: "
          + (root.length() <= LONGEST_LINE ? root : root.substring(0, LONGEST_LINE - 3) + "...");
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
   * Failures that are new since the last look, oldest first.
   *
   * @param exceptions what {@code /jobs/<id>/exceptions} says
   */
  List<Failure> look(JsonNode exceptions) {
    List<Failure> failures = new ArrayList<>();
    for (JsonNode entry : exceptions.path("exceptionHistory").path("entries")) {
      String stackTrace = entry.path("stacktrace").asText();
      String identity =
          entry.path("timestamp").asLong() + " " + entry.path("taskName").asText() + stackTrace;
      if (known.add(Digests.sha256(identity.getBytes(StandardCharsets.UTF_8)))) {
        failures.add(0, new Failure(stackTrace));
      }
    }
    return failures;
  }
}
