// rondo reverify: new verdicts for committed rollouts.
package dev.rondo.cli;

import dev.rondo.programs.Reverification;
import dev.rondo.rollout.LabelDifferences;
import dev.rondo.run.Progress;
import dev.rondo.schema.Outcome;
import dev.rondo.verify.Extraction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo reverify}: new verdicts for committed rollouts, as a new dataset. */
@Command(
    name = "reverify",
    mixinStandardHelpOptions = true,
    header = "Judges committed rollouts anew.",
    description = {
      "",
      "Writes a new dataset with the same rollouts and new verdicts, whose lineage names the one it"
          + " came from, and says which labels changed. The old dataset stays as it is.",
      "",
      "Of an evaluation all blocks of samples are judged anew and pass@k is counted over them: what"
          + " another verifier, or the ladder instead of boxes, would have said of the same"
          + " responses.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo reverify --rollouts runs/first/rollouts/round-000001 --verifier math \\",
      "      --to runs/first/reverified/round-000001",
      "  rondo reverify --rollouts runs/first/evals/held-out/round-000040 --extraction ladder \\",
      "      --to evals/ladder"
    })
final class ReverifyCommand implements Callable<Integer> {
  private static final int MOST_CHARACTERS = 160;

  @Spec private CommandSpec spec;
  @Mixin private BeamOptions beam;

  @Option(
      names = "--rollouts",
      required = true,
      paramLabel = "DIR",
      description = "A committed dataset of rollouts, an evaluation, or a block of one.")
  private Path rollouts;

  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      description = "Verifier of all of them (default: the one that each problem names).")
  private String verifier;

  @Option(
      names = "--extraction",
      paramLabel = "WHERE",
      description =
          "Where verifiers look for the answer: boxed, unfinished or ladder, as rondo eval has it"
              + " (default: where they did).")
  private Extraction extraction;

  @Option(
      names = "--problems",
      paramLabel = "DIR",
      description = "The problems they were sampled from (default: found in the run around them).")
  private Path problems;

  @Option(names = "--to", required = true, paramLabel = "DIR", description = "The new dataset.")
  private Path target;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = TerminalProgress.forStandardError();
    if (Reverification.isEvaluation(rollouts)) {
      Reverification.Rescored rescored =
          Reverification.evaluation(
              rollouts, problems, verifier, extraction, target, beam.arguments(), progress::say);
      rescored
          .differences()
          .forEach(
              (block, differences) -> {
                out.println(block + ":");
                print(out, differences);
              });
      EvaluationText.lines(rescored.summary()).forEach(out::println);
    } else {
      print(
          out,
          Reverification.run(
              rollouts, problems, verifier, extraction, target, beam.arguments(), progress::say));
    }
    out.println("Wrote " + target);
    out.flush();
    return 0;
  }

  private static void print(PrintWriter out, LabelDifferences differences) {
    out.println(
        differences.changed()
            + " of "
            + (differences.same() + differences.changed())
            + " verdicts changed: "
            + differences.changed(Outcome.INCORRECT, Outcome.CORRECT)
            + " from INCORRECT to CORRECT, "
            + differences.changed(Outcome.CORRECT, Outcome.INCORRECT)
            + " from CORRECT to INCORRECT");
    if (differences.left() + differences.joined() > 0) {
      out.println(
          differences.left()
              + " rollouts left with rejected groups, "
              + differences.joined()
              + " joined");
    }
    differences.changes().forEach((change, examples) -> print(out, change, examples));
  }

  private static void print(
      PrintWriter out, LabelDifferences.Change change, List<LabelDifferences.Example> examples) {
    out.println("  " + change + ": " + examples.size());
    for (LabelDifferences.Example example :
        examples.subList(0, Math.min(LabelDifferences.MOST_EXAMPLES, examples.size()))) {
      String text = Failures.oneLine(example.responseText());
      out.println(
          "    "
              + example.problemId()
              + " sample "
              + example.sampleIndex()
              + ": reference "
              + Failures.oneLine(example.answer())
              + ", extracted "
              + example.extracted()
              + ", response ..."
              + text.substring(Math.max(0, text.length() - MOST_CHARACTERS)));
    }
  }
}
