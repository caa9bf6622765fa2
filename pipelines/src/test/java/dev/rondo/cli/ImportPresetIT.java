package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks of the paper out of a folder of files, in one command. */
class ImportPresetIT {
  private static final String ROW = "{\"problem\": \"What is 1 + 1?\", \"answer\": \"2\"}\n";

  @TempDir private Path directory;

  @Test
  void whatIsThereIsImportedAndWhatIsMissingIsNamedWithWhatWasLookedFor() throws IOException {
    Path folder = directory.resolve("files");
    write(
        folder.resolve("GSM-8K/test.jsonl"),
        "{\"question\": \"What is 2 + 2?\", \"answer\": \"It is 4.\\n#### 4\"}\n");
    write(folder.resolve("GSM-8K/train.jsonl"), "{\"question\": \"?\", \"answer\": \"#### 1\"}\n");
    write(folder.resolve("math_500.json"), "[" + ROW.strip() + "]");
    write(folder.resolve("amc 23/test.jsonl"), ROW.replace("problem", "statement"));
    write(folder.resolve("aime24.jsonl"), ROW.replace("problem", "Problem").replace("an", "An"));

    Outcome outcome = rondo("import", "--preset=paper", "--from=" + folder, "--to=" + data());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains(
            "gsm8k: " + folder.resolve("GSM-8K/test.jsonl"),
            data().resolve("gsm8k") + ": 1 rows in, 1 problems, 0 rejected",
            data().resolve("math-500") + ": 1 rows in, 1 problems, 0 rejected",
            data().resolve("aime-2024") + ": 1 rows in, 1 problems, 0 rejected");
    assertThat(outcome.err().lines().filter(line -> line.contains("not as it was published")))
        .hasSize(3)
        .contains(
            "Imported gsm8k, which is not as it was published: 1 problems of "
                + folder.resolve("GSM-8K/test.jsonl")
                + " (allowed: 1319, once "
                + data().resolve("gsm8k")
                + " is removed; --format gsm8k takes any number, of several --from)");
    assertThat(outcome.err().lines().filter(line -> line.startsWith("Cannot find")))
        .containsExactly(
            "Cannot find amc23 in "
                + folder
                + ": a .jsonl, .json or .parquet file with amc23 or amc2023 in its path (blanks, -"
                + " and _ do not matter), whose rows have question or problem and answer",
            "Cannot find aime-2025 in "
                + folder
                + ": a .jsonl, .json or .parquet file with aime2025 or aime25 in its path (blanks,"
                + " - and _ do not matter), whose rows have problem and answer or expected_answer");
    assertThat(data().resolve("amc23")).doesNotExist();
  }

  @Test
  void oneThatCannotBeImportedIsNamedAndTheOthersAreImported() throws IOException {
    Path folder = directory.resolve("files");
    write(folder.resolve("aime2024-I.jsonl"), ROW.replace("problem", "Problem"));
    rondo("import", "--preset=paper", "--from=" + folder, "--to=" + data());
    write(folder.resolve("aime2024-II.jsonl"), ROW.replace("1 + 1", "0 + 2"));
    write(folder.resolve("aime2025.jsonl"), ROW.replace("1 + 1", "3 - 1"));

    Outcome outcome = rondo("import", "--preset=paper", "--from=" + folder, "--to=" + data());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().lines())
        .contains(
            "Cannot import into "
                + data().resolve("aime-2024")
                + ": it holds something else (allowed: an empty directory, or the same import"
                + " again)");
    assertThat(outcome.out())
        .contains(data().resolve("aime-2025") + ": 1 rows in, 1 problems, 0 rejected");
  }

  @Test
  void aPresetAndAFormatExcludeEachOtherAndOneIsNeeded() {
    Outcome both =
        rondo(
            "import", "--preset=paper", "--format=gsm8k", "--from=" + directory, "--to=" + data());
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("Cannot use --preset: paper with --format");
    for (String option :
        List.of("--split=a=0.5,b=0.5", "--answer-field=a", "--answer-rule=boxed")) {
      Outcome refused =
          rondo("import", "--preset=paper", option, "--from=" + directory, "--to=" + data());
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err())
          .contains("paper with " + option.substring(0, option.indexOf('=')) + " (allowed");
    }
    Outcome none = rondo("import", "--from=" + directory, "--to=" + data());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("Missing required option: '--format=NAME'");
    Outcome nowhere =
        rondo("import", "--preset=paper", "--from=" + directory.resolve("no"), "--to=" + data());
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.err()).contains("no such folder");
  }

  private Path data() {
    return directory.resolve("data");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
