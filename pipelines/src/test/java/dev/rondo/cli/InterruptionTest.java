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
}
