// Cuts that reach beyond the likeliest candidates of a large vocabulary.
package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rondo.policy.checkpoint.ModelConfig;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WideCutsTest {
  private static final int VOCABULARY = 40_000;
  private static final double TOP_P = 0.95;

  private PolicyModel model;

  private record Drawn(long[] tokens, float[] behavior, float[] sampling) {}

  @BeforeAll
  void open() {
    PolicyProgram program = PolicyProgram.standard().withPart(WideCutsTest.class, "probes.py");
    model = TinyPolicies.random(ModelConfig.qwen2(23, 16, 24, 1, 4, 2, 8, 64), 1, program);
  }

  @AfterAll
  void close() {
    model.close();
  }

  /** Each of a batch of one flat row and others that are peaked. */
  @Test
  void aRowDoesNotDependOnWhetherItsNeighboursReachBeyondTheCandidates() {
    float[][] rows = rows(0, 16, 5);
    Drawn peaked = draw(Arrays.copyOfRange(rows, 1, 16), 1);
    Drawn all = draw(rows, 0);
    assertThat(Arrays.copyOfRange(all.tokens, 1, 16)).isEqualTo(peaked.tokens);
    assertThat(Arrays.copyOfRange(all.behavior, 1, 16)).isEqualTo(peaked.behavior);
    assertThat(Arrays.copyOfRange(all.sampling, 1, 16)).isEqualTo(peaked.sampling);
    // The flat one is drawn from all tokens: its cut keeps about 0.95 of them.
    Drawn alone = draw(Arrays.copyOf(rows, 1), 0);
    assertThat(all.tokens[0]).isEqualTo(alone.tokens[0]);
    assertThat(all.behavior[0]).isEqualTo(alone.behavior[0]).isCloseTo(-10.6f, within(1.0f));
    assertThat(all.sampling[0])
        .isEqualTo(alone.sampling[0])
        .isCloseTo(all.behavior[0] - (float) Math.log(TOP_P), within(1e-3f));
  }

  @Test
  void manyFlatRowsAreDrawnAsEachAlone() {
    float[][] rows = rows(0, 11, 0);
    Drawn all = draw(rows, 0);
    for (int i = 0; i < rows.length; i++) {
      Drawn alone = draw(Arrays.copyOfRange(rows, i, i + 1), i);
      assertThat(all.tokens[i]).isEqualTo(alone.tokens[0]);
      assertThat(all.behavior[i]).isEqualTo(alone.behavior[0]);
      assertThat(all.sampling[i]).isEqualTo(alone.sampling[0]);
    }
  }

  /** The first is flat, the others have a spread of so many nats. */
  private static float[][] rows(long seed, int count, double spread) {
    Random random = new Random(seed);
    float[][] rows = new float[count][VOCABULARY];
    for (int i = 0; i < count; i++) {
      for (int v = 0; v < VOCABULARY; v++) {
        rows[i][v] = (float) (random.nextGaussian() * (i == 0 ? 0.1 : Math.max(0.1, spread)));
      }
    }
    return rows;
  }

  /** Rows from number {@code first} on, each with a uniform number of its own. */
  private Drawn draw(float[][] rows, int first) {
    float[] flat = new float[rows.length * VOCABULARY];
    double[] uniforms = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * VOCABULARY, VOCABULARY);
      uniforms[i] = (first + i + 0.5) / 16;
    }
    try (NDManager manager = model.manager().newSubManager()) {
      NDList drawn =
          model
              .module()
              .call("probe_draw_large")
              .tensor(manager.create(flat).reshape(rows.length, VOCABULARY))
              .doubles(uniforms)
              .doubles(1, 0, TOP_P)
              .run(manager);
      return new Drawn(
          drawn.get(0).toLongArray(), drawn.get(1).toFloatArray(), drawn.get(2).toFloatArray());
    }
  }
}
