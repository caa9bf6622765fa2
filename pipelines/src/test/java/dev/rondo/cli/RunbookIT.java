package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the runbooks as they stand there, in this process, with {@code runs/} in a
 * temporary directory. Blocks marked {@code sh long} take minutes and are only parsed.
 */
class RunbookIT {
  private static final Path RUNBOOKS = Path.of("..", "runbooks");

  @TempDir private Path directory;

  @Test
  void theFirstRunAndItsResumeGoAsTheRunbooksSay() throws IOException {
    for (String command : commands("first-run.md")) {
      Outcome outcome = run(command);
      assertThat(outcome.exitCode()).as("%s%n%s", command, outcome.err()).isZero();
    }
    assertThat(directory.resolve("runs/tiny/report/index.html")).exists();
    assertThat(directory.resolve("runs/mine/report/index.html")).exists();

    for (String command : commands("resume-after-a-crash.md")) {
      Outcome outcome = run(command);
      assertThat(outcome.exitCode()).as("%s%n%s", command, outcome.err()).isZero();
    }
    assertThat(run("./rondo status --run runs/mine").out()).contains("the run is done");
    evaluatesAPolicyAndTopsUp();
    findsACorruptPolicy();
  }

  private void evaluatesAPolicyAndTopsUp() throws IOException {
    String eval =
        "./rondo eval --policy runs/tiny/policies/round-000002 --problems runs/tiny/problems/held-out"
            + " --out runs/eval --k 1,4 --samples ";
    assertThat(run(eval + "4").out()).contains("held-out: 16 problems, 4 samples each", "pass@4");
    byte[] first =
        Files.readAllBytes(
            directory.resolve("runs/eval/held-out/block-000000-000004/manifest.json"));

    assertThat(run(eval + "8").out()).contains("16 problems, 8 samples each");
    assertThat(directory.resolve("runs/eval/held-out/block-000000-000004/manifest.json"))
        .hasBinaryContent(first);

    Outcome other = run(eval + "8 --seed 9");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err().strip()).hasLineCount(1).contains("holds another evaluation");
  }

  /** A byte of the weights is changed: found by verify, and refused before anything is sampled. */
  private void findsACorruptPolicy() throws IOException {
    Path weights = directory.resolve("runs/tiny/policies/round-000001/model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);

    Outcome verified = run("./rondo datasets verify runs/tiny");
    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.err().strip()).hasLineCount(1).contains("model.safetensors", "sha256");

    Outcome evaluated =
        run(
            "./rondo eval --policy runs/tiny/policies/round-000001"
                + " --problems runs/tiny/problems/held-out --out runs/bad --samples 1");
    assertThat(evaluated.exitCode()).as(evaluated.err()).isEqualTo(1);
    assertThat(evaluated.err().lines().filter(line -> line.startsWith("rondo: ")))
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).contains("model.safetensors"));
  }

  private Outcome run(String command) {
    List<String> words = new ArrayList<>(List.of(command.split("\\s+")));
    assertThat(words.remove(0)).isEqualTo("./rondo");
    words.replaceAll(
        word ->
            word.startsWith("runs/")
                ? directory.resolve(word).toString()
                : word.startsWith("configs/") ? Path.of("..").resolve(word).toString() : word);
    return rondo(words.toArray());
  }

  /** The {@code ./rondo} lines of the {@code sh} blocks of a runbook, in order. */
  private static List<String> commands(String runbook) throws IOException {
    List<String> commands = new ArrayList<>();
    boolean isInside = false;
    for (String line : Files.readAllLines(RUNBOOKS.resolve(runbook))) {
      if (line.startsWith("```")) {
        isInside = !isInside && line.equals("```sh");
      } else if (isInside) {
        assertThat(line).as("a command of " + runbook).startsWith("./rondo ");
        commands.add(line);
      }
    }
    assertThat(commands).isNotEmpty();
    return commands;
  }
}
