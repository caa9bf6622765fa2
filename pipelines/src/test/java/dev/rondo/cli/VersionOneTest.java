package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.schema.Rollout;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Datasets of version 1 of the format, as the last program that wrote it left them, are read. The
 * fixture is of a quickstart of size tiny, and of an import with a duplicate and a row without an
 * answer.
 */
class VersionOneTest {
  private static final Path DATA = Path.of("src/test/resources/version-1");
  private static final Path ROLLOUTS = DATA.resolve("rollouts/round-000001");

  @TempDir private Path directory;

  @Test
  void itsDatasetsAreVerified() {
    Outcome outcome = rondo("datasets", "verify", DATA);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("Verified 5 datasets, 16 files: all sound.")
        .contains("imported  problems, 3 files, 3 rows");
  }

  @Test
  void itsDatasetsAreShown() {
    Outcome outcome = rondo("datasets", "show", DATA.resolve("imported"));

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("rejected/shard-000-00000.parquet", "import.json");
  }

  @Test
  void itsEvaluationsAreCompared() {
    Path evaluations = DATA.resolve("evals/held-out");

    Outcome outcome =
        rondo("compare", evaluations.resolve("round-000000"), evaluations.resolve("round-000002"));

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("round-000000", "round-000002");
  }

  @Test
  void itsRolloutsAreJudgedAnewIntoTheVersionOfToday() throws Exception {
    Path target = directory.resolve("again");

    Outcome outcome =
        rondo(
            "reverify",
            "--rollouts",
            ROLLOUTS,
            "--problems",
            DATA.resolve("problems/training"),
            "--to",
            target);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("0 of 32 verdicts changed");
    assertThat(rondo("datasets", "verify", target).out()).contains("1 datasets", "all sound");
    assertThat(target.resolve("__rondo/manifest.json")).exists();
    DatasetManifest manifest = store(target).committedManifest();
    assertThat(manifest.formatVersion()).isEqualTo(2);
    List<Rollout> before = store(ROLLOUTS).readAllRows(Rollout.class);
    List<Rollout> after = store(target).readAllRows(Rollout.class);
    assertThat(after).hasSameSizeAs(before).hasSize(32);
    for (int i = 0; i < before.size(); i++) {
      assertThat(before.get(i).getPrompt()).isNull();
      assertThat(before.get(i).getRound()).isNull();
      assertThat(after.get(i).getPrompt()).isNotEmpty();
      assertThat(after.get(i).getRound()).isEqualTo(1);
      for (Schema.Field field : Rollout.getClassSchema().getFields()) {
        if (field.getObjectProp("since") == null) {
          assertThat(after.get(i).get(field.pos()))
              .as(field.name())
              .isEqualTo(before.get(i).get(field.pos()));
        }
      }
    }
  }

  private static DatasetStore store(Path dataset) {
    return new DatasetStore(new LocalStorage(dataset), "");
  }
}
