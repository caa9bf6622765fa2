package dev.rondo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The two lines of the module's README do what it says. */
class ReadmeTest {

  @Test
  void theTwoLinesJudgeAnAnswer() {
    Verifier verifier = Verifiers.named("math");
    Verdict verdict = verifier.verify("\\frac{1}{2}", "Half of them, so \\boxed{0.5}.");

    assertThat(verdict.outcome()).isEqualTo(Outcome.CORRECT);
    assertThat(verdict.reason()).isEqualTo("equal");
    assertThat(verdict.extractedAnswer()).isEqualTo("0.5");
  }

  @Test
  void theReadmeShowsTheLinesThatThisTestRuns() throws IOException {
    Path test = Path.of("src", "test", "java", "dev", "rondo", "verify", "ReadmeTest.java");
    String source = Files.readString(test);

    assertThat(Files.readString(Path.of("README.md")))
        .contains(line(source, "Verifier verifier"))
        .contains(line(source, "Verdict verdict"))
        .contains("verdict.extractedAnswer()");
  }

  private static String line(String source, String start) {
    return source.lines().filter(line -> line.strip().startsWith(start)).findFirst().get().strip();
  }
}
