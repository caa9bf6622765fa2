// Problems that training data must not hold are found whatever template stands around them.
package dev.rondo.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkTest {
  private static final PromptTemplate TEMPLATE =
      new PromptTemplate("{problem}\nPut the answer in \\boxed{}.");
  private static final String QUESTION = "What is 1 + 1?";
  private static final String PROMPT = TEMPLATE.prompt(QUESTION);

  @TempDir private Path directory;
  private Path source;

  @BeforeEach
  void writeSource() throws IOException {
    source = Files.writeString(directory.resolve("a.json"), "{\"problem\": \"1+1?\"}\n");
  }

  /** The training data's field holds what the benchmark's template adds. */
  @Test
  void aFieldThatHoldsTheBenchmarksTemplateIsFound() throws IOException {
    Path benchmark = imported(TEMPLATE, QUESTION);
    assertThat(found(benchmark, PromptTemplate.NONE, PROMPT)).isEqualTo("bench problem p");
    assertThat(found(benchmark, PromptTemplate.NONE, QUESTION)).isEqualTo("bench problem p");
    assertThat(found(benchmark, PromptTemplate.NONE, "What is 1 + 2?")).isNull();
  }

  /** The benchmark's field holds what the training data get by their import. */
  @Test
  void aFieldWithoutTheTemplateOfItsImportIsFound() throws IOException {
    Path benchmark = imported(PromptTemplate.NONE, PROMPT);
    assertThat(found(benchmark, TEMPLATE, QUESTION)).isEqualTo("bench problem p");
    assertThat(found(benchmark, TEMPLATE, PROMPT)).isEqualTo("bench problem p");
    assertThat(found(benchmark, TEMPLATE, "What is 1 + 2?")).isNull();
    assertThat(found(benchmark, PromptTemplate.NONE, QUESTION)).isNull();
  }

  /** Where a row of an import with a template is found in a benchmark. */
  private String found(Path benchmark, PromptTemplate template, String field) throws IOException {
    ImportPlan plan = plan(template, List.of(Benchmark.read(benchmark, template)));
    String place = plan.inBenchmark(NormalizedText.digest(field));
    return place == null ? null : place.replaceAll("problem .*", "problem p");
  }

  private Path imported(PromptTemplate template, String question) throws IOException {
    Path benchmark = directory.resolve("bench");
    ImportWriter writer = new ImportWriter(plan(template, List.of()), new LocalStorage(benchmark));
    try (ImportWriter.OfFile file = writer.new OfFile(0)) {
      file.add(
          new Candidate(
              new RowPlace(0, 0, 1),
              NormalizedText.digest(question),
              new Candidate.Statement(question, "2", null),
              null,
              "{}"));
      writer.commit(file.end());
    }
    return benchmark;
  }

  private ImportPlan plan(PromptTemplate template, List<Benchmark> benchmarks) throws IOException {
    return new ImportPlan(
        List.of(ImportPlan.Source.of(source)),
        SourceFormat.named("plain"),
        new ProblemForm("plain", "arithmetic", template),
        new Splits(Split.NONE, 0),
        new ImportPlan.Limits(1 << 20, 1 << 20),
        benchmarks,
        "test");
  }
}
