package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.NumericClass;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MadeByTest {
  @TempDir private Path folder;

  /** Whoever made the policy sampled with it next. */
  @Test
  void aPolicyWhoseManifestIsLostHasTheNumericClassOfWhatWasSampledWithIt() throws Exception {
    BareRun bare = new BareRun(folder, "seed: 0");
    bare.round(1, 10, Optional.of(10));
    NumericClass other = new NumericClass("cpu", "OF ANOTHER", "2.0.0", 1, "float32");
    bare.rollouts(RunDirectory.rolloutsDirectory(2), other);
    String policy = RunDirectory.policyDirectory(1);
    bare.run().storage().delete(bare.run().dataset(policy).manifestPath());

    assertThat(MadeBy.otherOrigin(bare.run(), policy))
        .contains("numeric class " + other + ", and this is ");
  }
}
