package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamesBelowTest {
  @TempDir private Path run;

  @Test
  void aBenchmarkMayBeCalledAsAFile() throws Exception {
    Path benchmark = run.resolve("problems/aime.jsonl");
    Files.createDirectories(benchmark.resolve("shard-00000.parquet/inside"));
    Files.writeString(benchmark.resolve("stray.json"), "{}");
    Files.writeString(benchmark.resolve(".stray.json.0.tmp"), "{}");

    assertThat(NamesBelow.of(run, "problems"))
        .containsExactly(
            "problems/aime.jsonl/shard-00000.parquet", "problems/aime.jsonl/stray.json");
    assertThat(NamesBelow.of(run, "evals")).isEmpty();
  }
}
