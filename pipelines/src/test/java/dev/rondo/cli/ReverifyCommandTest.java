package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.report.CommittedRun;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReverifyCommandTest {
  private static final String EVALUATION = "evals/held-out/round-000000";

  @TempDir private Path directory;

  @Test
  void anEvaluationIsScoredAgainFromItsSamplesAndCountedForTheSameK() throws Exception {
    RunDirectory run = CommittedRun.finished(directory.resolve("run"), 1);
    for (int first = 0; first < CommittedRun.SAMPLES; first += 2) {
      CommittedRun.block(run, EVALUATION, first);
    }

    Outcome boxed = reverify(run, "boxed");
    Outcome ladder = reverify(run, "ladder");

    assertThat(boxed.out())
        .contains("block-000006-000008:", "held-out: 6 problems, 8 samples each", "pass@4");
    assertThat(rescored("boxed").passAt(1).value()).isCloseTo(0.5, within(1e-12));
    assertThat(rescored("ladder").passAt(1).value()).isCloseTo(1, within(1e-12));
    assertThat(rescored("ladder").subject().verifiers()).startsWith("math@").endsWith("+ladder");
    assertThat(rescored("ladder").policyDigest())
        .isEqualTo(run.dataset("policies/round-000000").manifestDigest());
    assertThat(ladder.out()).contains("100.0 %");
    assertThat(rondo("datasets", "verify", directory.resolve("ladder")).out())
        .contains("Verified 4 datasets");
    assertThat(reverify(run, "ladder").exitCode()).as("done twice").isZero();
  }

  /** A block judged anew beside the others holds their samples a second time. */
  @Test
  void noSampleIsCountedTwiceAndNoOtherEvaluationIsOverwritten() throws Exception {
    RunDirectory run = CommittedRun.finished(directory.resolve("run"), 2);
    for (int first = 0; first < CommittedRun.SAMPLES; first += 2) {
      CommittedRun.block(run, EVALUATION, first);
    }
    String block = EVALUATION + "/block-000002-000004";
    assertThat(reverify(run, block, EVALUATION + "/again", "ladder").exitCode()).isZero();
    assertThat(reverify(run, EVALUATION, "again", "ladder").exitCode()).isZero();
    assertThat(
            EvaluationSummary.of(new LocalStorage(run.root().resolve("again")), "")
                .orElseThrow()
                .samples())
        .isEqualTo(CommittedRun.SAMPLES);

    String other = "evals/held-out/round-000002";
    Outcome refused = reverify(run, EVALUATION, other, "ladder");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("it holds something else");

    for (String place : List.of("", EVALUATION, EVALUATION + "/inside")) {
      Outcome within = reverify(run, EVALUATION, place, "ladder");
      assertThat(within.exitCode()).isEqualTo(1);
      assertThat(within.err()).contains("it is or holds ", "or lies in it (allowed: another");
    }
    Path taken = Files.createDirectory(run.root().resolve("taken"));
    Files.writeString(taken.resolve("letters"), "x");
    Outcome full = reverify(run, block, "taken", "ladder");
    assertThat(full.exitCode()).isEqualTo(1);
    assertThat(full.err()).contains("it holds something else");
    assertThat(taken).isDirectoryNotContaining("glob:**rondo");

    Files.move(run.root().resolve(block), directory.resolve("elsewhere"));
    refused = reverify(run, EVALUATION, "missing", "ladder");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("hold samples 0 to 2", "counts 8");
    assertThat(run.root().resolve("missing")).doesNotExist();
  }

  /** Shards of both would lie beside each other until the commit. */
  @Test
  void whatAnotherPlanBeganIsRefusedBeforeAnythingIsMadeAndIsNotRemoved() throws Exception {
    RunDirectory run = CommittedRun.finished(directory.resolve("run"), 1);
    CommittedRun.block(run, EVALUATION, 0);
    String block = EVALUATION + "/block-000000-000002";
    Path begun = run.root().resolve("begun");
    assertThat(reverify(run, block, "begun", "ladder").exitCode()).isZero();
    Files.delete(begun.resolve("__rondo/manifest.json"));
    List<String> left = new LocalStorage(begun).list("");

    Outcome other = reverify(run, block, "begun", "boxed");

    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err())
        .contains("it holds something else, begun by another plan (verifier math@")
        .contains("allowed: a new directory, or what began it; or remove this one)");
    assertThat(new LocalStorage(begun).list("")).isEqualTo(left);
    assertThat(reverify(run, block, "begun", "ladder").exitCode()).as("gone on with").isZero();
  }

  private Outcome reverify(RunDirectory run, String extraction) {
    Outcome outcome = reverify(run, EVALUATION, directory.resolve(extraction), extraction);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome;
  }

  private static Outcome reverify(RunDirectory run, String from, Object to, String extraction) {
    return rondo(
        "reverify",
        "--rollouts",
        run.root().resolve(from),
        "--verifier",
        "math",
        "--extraction",
        extraction,
        "--to",
        run.root().resolve(to.toString()));
  }

  private EvaluationSummary rescored(String name) throws IOException {
    return EvaluationSummary.of(new LocalStorage(directory.resolve(name)), "").orElseThrow();
  }
}
