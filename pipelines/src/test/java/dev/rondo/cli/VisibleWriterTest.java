package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands print is obeyed by no terminal. */
class VisibleWriterTest {
  private static final String NASTY = "\u001B[2J\u202E";
  private static final String SHOWN = "\\u001b[2J\\u202e";

  @TempDir private Path directory;

  @Test
  void linesAndPairsPassAndEverythingElseIsShown() {
    StringWriter text = new StringWriter();
    PrintWriter out = VisibleWriter.over(text);
    out.println("one\ttwo" + NASTY);
    out.write("\uD83D");
    out.write("\uDE00\uD83D");
    out.flush();

    assertThat(text.toString())
        .isEqualTo("one\ttwo" + SHOWN + System.lineSeparator() + "\uD83D\uDE00\\ud83d");
  }

  @Test
  void namesAndValuesInComplaintsAreShown() throws IOException {
    Path config = directory.resolve("a" + NASTY + ".yaml");
    Files.writeString(config, "run:\n  seed: \"x\\e[2J\\u202e\"\n");

    for (Outcome outcome :
        new Outcome[] {
          rondo("init", "--config", config, "--run", directory.resolve("run")),
          rondo("datasets", "show", directory.resolve("no" + NASTY)),
          rondo("status", "--run", directory.resolve("no" + NASTY)),
          rondo("no" + NASTY),
          rondo("init", "--no" + NASTY),
        }) {
      assertThat(outcome.exitCode()).isNotZero();
      assertThat(outcome.out() + outcome.err()).contains(SHOWN).doesNotContain("\u001B", "\u202E");
      assertThat(outcome.err().strip()).hasLineCount(1);
    }
  }

  @Test
  void aRunWithSuchANameIsMadeAndNamedVisibly() {
    Path run = directory.resolve("run" + NASTY);
    Outcome outcome = rondo("init", "--config", "../configs/tiny.yaml", "--run", run);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("run" + SHOWN).doesNotContain("\u001B", "\u202E");
    assertThat(run).isDirectory();
  }
}
