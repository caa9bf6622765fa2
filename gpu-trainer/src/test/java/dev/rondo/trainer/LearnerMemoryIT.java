// Ten thousand native calls with forced garbage collection: memory stays flat.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class LearnerMemoryIT {

  private static final AdamWSettings ADAM = new AdamWSettings(0.9, 0.99, 1e-8, 0);
  private static final int WARM_UP = 500;
  private static final int UPDATES = 2500;

  @Test
  void memoryStaysFlatOverTenThousandCalls() throws IOException {
    RolloutShard shard = TestPolicies.shard(2, 4, 1);
    PackedBatch batch = PackedBatch.of(shard.sequences(), 0, shard.sequenceCount());
    double[] coefficients = new double[batch.tokenCount()];
    Arrays.fill(coefficients, 1e-3);
    try (Learner learner = TestPolicies.learner(1)) {
      int arrays = 0;
      long residentBefore = 0;
      for (int update = 0; update < WARM_UP + UPDATES; update++) {
        if (update == WARM_UP) {
          System.gc();
          arrays = learner.model().manager().getManagedArrays().size();
          residentBefore = residentBytes();
        }
        if (update % 250 == 0) {
          System.gc();
        }
        learner.score(learner.weights(), batch, 1);
        try (Learner.Forward forward = learner.forward(batch, 1)) {
          forward.accumulate(coefficients);
        }
        learner.step(ADAM, 1e-6, 1);
      }
      System.gc();
      assertThat(learner.model().manager().getManagedArrays()).hasSize(arrays);
      assertThat(residentBytes() - residentBefore).isLessThan(48L << 20);
    }
  }

  private static long residentBytes() throws IOException {
    String status = Files.readString(Path.of("/proc/self/status"));
    String line = status.lines().filter(text -> text.startsWith("VmRSS")).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }
}
