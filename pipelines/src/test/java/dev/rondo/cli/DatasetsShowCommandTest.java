package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.report.CommittedRun;
import dev.rondo.run.RunDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsShowCommandTest {
  private static final String EVALUATION = "evals/held-out/round-000000";

  @TempDir private Path directory;

  @Test
  void passAtKLeadsToTheSamplesTheirFilesAndThePolicyInTheRun() throws Exception {
    RunDirectory run = CommittedRun.finished(directory, 2);
    CommittedRun.block(run, EVALUATION, 0);
    DatasetStore block = run.dataset(EVALUATION + "/block-000000-000002");

    Outcome shown = rondo("datasets", "show", directory.resolve(EVALUATION));

    assertThat(shown.err()).isEmpty();
    assertThat(shown.out().replaceAll(" +", " "))
        .contains(
            EVALUATION + "/__rondo/pass-at-k.json\n",
            " sha256 " + Digests.sha256(directory.resolve(EVALUATION + "/__rondo/pass-at-k.json")),
            " policy "
                + run.dataset("policies/round-000000").manifestDigest()
                + " (policies/round-000000)\n",
            " problems "
                + run.dataset("problems/held-out").manifestDigest()
                + " (problems/held-out)\n",
            " pass@1 ",
            " counted over block-000000-000002, " + block.manifestDigest() + "\n",
            " version " + block.manifestDigest() + "\n",
            " shard-00000.parquet ",
            " sha256 " + block.committedManifest().files().get(0).sha256() + "\n");
  }

  @Test
  void aRoundLeadsToWhatItWasMadeOf() throws Exception {
    RunDirectory run = CommittedRun.finished(directory, 2);

    Outcome shown = rondo("datasets", "show", directory.resolve("policies/round-000002"));

    assertThat(shown.out().replaceAll(" +", " "))
        .contains(
            " from rollouts "
                + run.dataset("rollouts/round-000002").manifestDigest()
                + " (rollouts/round-000002)\n",
            " from policy "
                + run.dataset("policies/round-000001").manifestDigest()
                + " (policies/round-000001)\n",
            " sampling temperature 1.0, top-p 1.0, top-k 0, max-response-tokens 12\n",
            " numeric class device cpu, instruction-set ")
        .doesNotContain("Settings[", "NumericClass[");
  }
}
