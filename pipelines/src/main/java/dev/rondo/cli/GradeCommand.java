package dev.rondo.cli;

import dev.rondo.programs.GradeStream;
import dev.rondo.programs.GradeSummary;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifiers;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rondo grade}: judges answers, one pair or a stream of them. */
@Command(
    name = "grade",
    mixinStandardHelpOptions = true,
    header = "Judges answers against reference answers.",
    description = {
      "",
      "Reads JSON Lines with id, gold and pred (and if wanted verifier and extraction) from"
          + " standard input and writes one line for each, in the same order: id, verdict (correct,"
          + " incorrect, unknown), reason, rung (what marked the answer), extracted, and both"
          + " normal forms. A line that cannot be read is answered with its reason and stops"
          + " nothing; the exit code is then 1. Empty lines at the end are none. A summary goes to"
          + " standard error.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo grade --gold '\\frac{1}{2}' --pred 'so it is \\boxed{0.5}'",
      "  rondo grade < pairs.jsonl > verdicts.jsonl"
    })
final class GradeCommand implements Callable<Integer> {
  private static final int MOST_COMPLAINTS = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--gold",
      paramLabel = "TEXT",
      description = "One reference answer, instead of standard input.")
  private String gold;

  @Option(names = "--pred", paramLabel = "TEXT", description = "The response that goes with it.")
  private String pred;

  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      defaultValue = "math",
      description = "Verifier of lines that name none (default: ${DEFAULT-VALUE}).")
  private String verifier;

  @Option(
      names = "--extraction",
      paramLabel = "WHERE",
      defaultValue = "ladder",
      description =
          "Where the answer is looked for: boxed (the last box only), unfinished (also in reasoning"
              + " that never ended) or ladder (every mark, down to the last expression) (default:"
              + " ${DEFAULT-VALUE}).")
  private Extraction extraction;

  @Override
  public Integer call() throws IOException {
    if ((gold == null) != (pred == null)) {
      throw new ParameterException(
          spec.commandLine(), "Missing option: --gold and --pred go together");
    }
    GradeStream stream = new GradeStream(Verifiers.named(verifier), extraction, "standard input");
    if (gold != null) {
      spec.commandLine().getOut().println(stream.grade(gold, pred));
      spec.commandLine().getOut().flush();
      return 0;
    }
    return gradeStandardInput(stream);
  }

  private int gradeStandardInput(GradeStream stream) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    AtomicLong complaints = new AtomicLong();
    try (InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
        OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      GradeSummary summary =
          stream.run(
              in,
              out,
              complaint -> {
                if (complaints.incrementAndGet() <= MOST_COMPLAINTS) {
                  err.println("rondo: " + Failures.oneLine(complaint));
                }
              });
      if (complaints.get() > MOST_COMPLAINTS) {
        err.println("rondo: " + (complaints.get() - MOST_COMPLAINTS) + " more lines rejected");
      }
      err.println(summary.text());
      err.flush();
      return summary.rejected() == 0 ? 0 : 1;
    }
  }
}
