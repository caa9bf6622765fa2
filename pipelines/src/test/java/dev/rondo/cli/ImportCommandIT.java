// rondo import from file to committed dataset, on both runners.
package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.schema.Problem;
import dev.rondo.schema.RejectedRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandIT {
  @TempDir private Path directory;

  @Test
  void runnerAndParallelismChangeNoByte() throws IOException {
    Path first = rows("first.jsonl", 0, 120);
    Path second = rows("second.jsonl", 100, 80);
    List<List<String>> runners =
        List.of(
            List.of("--", "--runner=DirectRunner", "--targetParallelism=1"),
            List.of("--", "--runner=DirectRunner", "--targetParallelism=2"),
            List.of("--", "--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=1"),
            List.of("--", "--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=2"));
    for (int i = 0; i < runners.size(); i++) {
      Stream<Object> words =
          Stream.of(
              "import",
              "--format",
              "plain",
              "--verifier",
              "arithmetic",
              "--from",
              first,
              "--from",
              second,
              "--to",
              directory.resolve("out" + i),
              "--split",
              "training=0.75,test=0.25",
              "--seed",
              3);
      Outcome outcome = rondo(Stream.concat(words, runners.get(i).stream()).toArray());
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(contents(directory.resolve("out" + i)))
          .isEqualTo(contents(directory.resolve("out0")));
    }
    assertThat(contents(directory.resolve("out0")).keySet())
        .contains(
            "training/__rondo/manifest.json",
            "test/__rondo/manifest.json",
            "training/__rondo/import.json");
    Outcome verified = rondo("datasets", "verify", directory.resolve("out0"));
    assertThat(verified.exitCode()).as(verified.err()).isZero();
    assertThat(problems("out0/training").size() + problems("out0/test").size()).isEqualTo(179);
  }

  @Test
  void everyRowIsAProblemOrRejectedWithItsPlace() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("rows.json"),
            """
            [{"problem": "1+1?", "answer": 2, "solution": "Easy."},
             {"problem": "1 + 1 ?", "answer": "02"},
             {"problem": "2+2?", "answer": "four"},
             {"problem": "3+3?", "answer": "6"},
             {"problem": "3+3?", "answer": "7"},
             {"question": "x"}]
            """);
    Path target = directory.resolve("own");
    Outcome outcome = importPlain(file, target, "--prompt-template", "Say: {problem}\\nEnd.");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("6 rows in, 1 problems, 5 rejected", "duplicate: 1", "conflicting-answers: 2")
        .contains("solutions left out, in which the verifier finds no right answer: 1");
    assertThat(problems("own")).hasSize(1);
    Problem problem = problems("own").get(0);
    assertThat(problem.getPrompt()).isEqualTo("Say: 1+1?\nEnd.");
    assertThat(problem.getAnswer()).isEqualTo("2");
    assertThat(problem.getVerifier()).isEqualTo("arithmetic");
    assertThat(problem.getSource()).isEqualTo("plain");
    assertThat(problem.getSolution()).isNull();
    assertThat(store("own").readAllRows(RejectedRow.class))
        .extracting(row -> row.getFile() + " " + row.getLine() + " " + row.getReason())
        .containsExactly(
            "rows.json 2 duplicate",
            "rows.json 3 unreadable-reference",
            "rows.json 4 conflicting-answers",
            "rows.json 5 conflicting-answers",
            "rows.json 6 missing-field");

    // The benchmark's template comes off before questions are compared.
    Path training = directory.resolve("training.jsonl");
    Files.writeString(
        training,
        "{\"problem\": \"1+1?\", \"answer\": 2}\n{\"problem\": \"5+5?\", \"answer\": 10}\n");
    Outcome against = importPlain(training, directory.resolve("train"), "--against", target);
    assertThat(against.out()).contains("2 rows in, 1 problems, 1 rejected", "in-benchmark: 1");
    assertThat(store("train").committedManifest().lineage().parents())
        .containsEntry("against-own", store("own").manifestDigest());

    // The Parquet files of one import are the source of another.
    Path parquet = target.resolve("shard-000-00000.parquet");
    Outcome again = importPlain(parquet, directory.resolve("again"), "--problem-field", "prompt");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(problems("again").get(0).getPrompt()).isEqualTo("Say: 1+1?\nEnd.");
    Outcome without = importPlain(parquet, directory.resolve("without"));
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.err())
        .contains("no column problem (allowed: of those that it has, problemId, prompt,")
        .hasLineCount(1);
  }

  @Test
  void anImportThatCannotBeLeavesNothingBehind() throws IOException {
    Path file = Files.writeString(directory.resolve("rows.jsonl"), "{\"question\": \"x\"}\n{\n");
    Path target = directory.resolve("none");
    Outcome outcome = importPlain(file, target);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("rows.jsonl", "line 1", "missing-field").hasLineCount(1);
    assertThat(target).doesNotExist();
    assertThat(importPlain(directory.resolve("missing.json"), target).err())
        .contains("missing.json", "no such file");
    assertThat(rondo("import", "--format", "nope", "--from", file, "--to", target).err())
        .contains("nope", "deepscaler");
  }

  private Outcome importPlain(Path file, Path target, Object... more) {
    Stream<Object> words =
        Stream.of(
            "import",
            "--format",
            "plain",
            "--verifier",
            "arithmetic",
            "--from",
            file,
            "--to",
            target);
    return rondo(Stream.concat(words, Stream.of(more)).toArray());
  }

  /** Rows with the sums from..from+count-1, one of them unreadable. */
  private Path rows(String name, int from, int count) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      text.append("{\"problem\": \"What is ").append(i).append("+1?\", \"answer\": ");
      text.append(i == 7 ? "\"?\"" : Integer.toString(i + 1)).append("}\n");
    }
    return Files.writeString(directory.resolve(name), text);
  }

  private List<Problem> problems(String dataset) throws IOException {
    return store(dataset).readAllRows(Problem.class);
  }

  private DatasetStore store(String dataset) {
    return new DatasetStore(new LocalStorage(directory.resolve(dataset)), "");
  }

  /** Files below a directory with their bytes as text of one character a byte. */
  private static SortedMap<String, String> contents(Path root) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            root.relativize(file).toString(),
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
