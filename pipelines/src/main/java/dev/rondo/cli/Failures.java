package dev.rondo.cli;

import dev.rondo.config.InvalidConfigurationException;
import dev.rondo.process.FullHeap;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.VisibleText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Turns a failure into one line for the person and the whole story for the log. The line is that of
 * the outermost {@link InvalidInputException} where there is one, however frameworks wrapped it.
 */
final class Failures {
  private Failures() {}

  /** More would scroll the first ones away. */
  private static final int MOST_FAULTS = 20;

  private static final int MOST_CHARACTERS = 500;
  private static final int KEPT_AT_END = 200;
  private static final int MOST_KEPT_AT_END = 350;

  /** How errors begin that tell of a full heap. */
  private static final List<String> OF_HEAP =
      List.of("Java heap space", "GC overhead limit", "Requested array size", "Required ");

  /** Picocli's handler for whatever a command throws. */
  static int report(Exception failure, CommandLine command, ParseResult parsed) {
    int code = report(failure, command.getErr());
    return runsJobs(command) && !FullHeap.isFull() ? ExitCode.ofJobs(chain(failure)) : code;
  }

  /** Such a command goes on where it ended: a scheduler may start it again. */
  private static boolean runsJobs(CommandLine command) {
    return command.getCommandSpec().mixins().values().stream()
        .anyMatch(mixin -> mixin.userObject() instanceof BeamOptions);
  }

  static int report(Throwable failure, PrintWriter err) {
    Path log = LogFile.append(stackTrace(failure));
    InvalidInputException input = invalidInput(failure);
    OutOfMemoryError memory = outOfMemory(failure);
    if (memory != null && !isOfHeap(memory)) {
      FullHeap.said();
      err.println(
          "rondo: Cannot go on: out of memory beside the Java heap: "
              + oneLine(memory.getMessage())
              + " (allowed: more of what it names)"
              + details(log));
    } else if (memory != null || FullHeap.isFull()) {
      FullHeap.said();
      sayOutOfMemory(err);
    } else if (input != null) {
      List<String> faults =
          input instanceof InvalidConfigurationException configuration
              ? configuration.faults()
              : List.of(input.getMessage());
      faults.stream().limit(MOST_FAULTS).forEach(fault -> err.println("rondo: " + oneLine(fault)));
      if (faults.size() > MOST_FAULTS) {
        err.println("rondo: ... and " + (faults.size() - MOST_FAULTS) + " more of the kind");
      }
    } else if (root(failure) instanceof FileSystemException file) {
      String details = FileFaults.isUnderstood(file) ? "" : details(log);
      err.println("rondo: " + oneLine(FileFaults.line(file)) + details);
    } else {
      err.println("rondo: " + oneLine(describe(root(failure))) + details(log));
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String details(Path log) {
    return log == null ? "" : " (details: " + log + ")";
  }

  /** The outermost complaint about input in a chain of causes, or null. */
  static InvalidInputException invalidInput(Throwable failure) {
    for (Throwable cause : chain(failure)) {
      if (cause instanceof InvalidInputException input) {
        return input;
      }
    }
    return null;
  }

  /** The error that says that memory ran out, wherever in the chain of causes; null without one. */
  private static OutOfMemoryError outOfMemory(Throwable failure) {
    return chain(failure).stream()
        .filter(OutOfMemoryError.class::isInstance)
        .map(OutOfMemoryError.class::cast)
        .findFirst()
        .orElse(null);
  }

  /** Whether it is the heap that was full, and not threads, classes or direct memory. */
  private static boolean isOfHeap(OutOfMemoryError error) {
    String message = error.getMessage();
    return message == null || OF_HEAP.stream().anyMatch(message::startsWith);
  }

  /** Memory that ran out says nothing about the input: it may be sound. */
  static void sayOutOfMemory(PrintWriter err) {
    err.println(
        "rondo: Cannot go on: out of memory, the Java heap of "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB is full (allowed: a larger one, such as RONDO_HEAP=4g rondo ...)");
    err.flush();
  }

  private static Throwable root(Throwable failure) {
    List<Throwable> chain = chain(failure);
    return chain.get(chain.size() - 1);
  }

  /** The failure and its causes, outermost first; stops at a cycle. */
  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }

  /** What went wrong; a message that says itself what cannot be done stands alone. */
  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof IOException && message != null && message.startsWith("Cannot ")) {
      return message;
    }
    String kind = failure.getClass().getSimpleName();
    return "Cannot go on: " + kind + (message == null || message.isBlank() ? "" : ": " + message);
  }

  /**
   * The text on one line, with nothing a terminal obeys. Where it gets too long to read the middle
   * is left out: in front stands what is wrong, at the end what is allowed.
   */
  static String oneLine(String text) {
    String line = String.valueOf(text).strip().replaceAll("\\s*[\\r\\n]\\s*", " ");
    if (line.length() <= MOST_CHARACTERS) {
      return VisibleText.of(line);
    }
    int allowed = line.lastIndexOf("(allowed: ");
    int ending = allowed < 0 ? KEPT_AT_END : Math.max(KEPT_AT_END, line.length() - allowed);
    int kept = ending <= MOST_KEPT_AT_END ? ending : KEPT_AT_END;
    return VisibleText.of(
        line.substring(0, MOST_CHARACTERS - kept - 3)
            + "..."
            + line.substring(line.length() - kept));
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
