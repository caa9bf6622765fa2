package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptionTest {

  @Test
  void aCommandThatGoesOnIsNamedAsItCanBeTyped() {
    assertThat(Interruption.message(List.of("run", "--run", "runs/my first", "--until", "round")))
        .isEqualTo(
            "rondo: Interrupted. What is committed is kept and whole; the same command goes on:"
                + " rondo run --run 'runs/my first' --until round");
    assertThat(Interruption.message(List.of("run", "--run", "it's\u001B")))
        .endsWith("--run 'it'\\''s\\u001b'");
  }

  @Test
  void aCommandThatChangesNothingSaysSo() {
    assertThat(Interruption.message(List.of("datasets", "verify", "x")))
        .isEqualTo("rondo: Interrupted. Nothing was changed.");
    assertThat(Interruption.message(List.of())).contains("Nothing was changed");
  }

  /** Who adds a command says here whether it writes. */
  @Test
  void onlyCommandsThatWriteNothingSaySo() {
    assertThat(Main.commandLine().getSubcommands().keySet())
        .filteredOn(name -> Interruption.message(List.of(name)).contains("Nothing was changed"))
        .containsExactlyInAnyOrder(
            "status", "prompt", "compare", "grade", "datasets", "completion");
    assertThat(Interruption.message(List.of("repair", "--run", "runs/first")))
        .endsWith("the same command goes on: rondo repair --run runs/first");
    assertThat(Interruption.message(List.of("reproduce")))
        .contains("lies in the directory of --out");
  }
}
