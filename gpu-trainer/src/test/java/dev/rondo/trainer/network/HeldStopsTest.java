// Log-probabilities, entropies and gradients where stop tokens are out of the distribution, against
// the whole distribution renormalised in Java.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.trainer.TestPolicies;
import dev.rondo.trainer.batch.HeldStops;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.batch.Sequences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldStopsTest {
  private static final double TEMPERATURE = 0.8;
  private static final Set<Integer> STOPS = Set.of(1, 3, 4);
  private static final HeldStops HELD = new HeldStops(3, STOPS);
  private static final int VOCABULARY = TestPolicies.CONFIG.vocabularySize();

  @Test
  void logprobsEntropiesAndGradientsAreThoseOfTheOtherTokensAlone() {
    Sequences sequences = withoutEarlyStops();
    for (PackedBatch whole :
        List.of(
            PackedBatch.of(sequences, 0, sequences.count()),
            PackedBatch.shared(sequences, 0, sequences.count()))) {
      PackedBatch held = HELD.in(whole);
      int tokens = whole.tokenCount();
      double[] coefficients = new double[tokens];
      for (int t = 0; t < tokens; t++) {
        coefficients[t] = Math.sin(t);
      }
      double[] logprobs;
      double[] entropies;
      List<float[]> gradients;
      try (Learner learner = TestPolicies.learner(11)) {
        try (Learner.Forward forward = learner.forward(held, TEMPERATURE)) {
          logprobs = forward.logprobs();
          entropies = forward.entropies();
          forward.accumulate(coefficients);
        }
        assertThat(learner.score(learner.weights(), held, TEMPERATURE)).isEqualTo(logprobs);
        gradients = learner.gradients();
      }
      try (Learner learner = TestPolicies.learner(11)) {
        double[][] byToken = new double[VOCABULARY][];
        for (int token = 0; token < VOCABULARY; token++) {
          byToken[token] = learner.score(learner.weights(), always(whole, token), TEMPERATURE);
        }
        double[] mass = new double[tokens];
        for (int t = 0; t < tokens; t++) {
          double entropy = 0;
          for (int token = 0; token < VOCABULARY; token++) {
            if (!isHeld(held, t, token)) {
              mass[t] += Math.exp(byToken[token][t]);
            }
          }
          for (int token = 0; token < VOCABULARY; token++) {
            double logprob = byToken[token][t] - Math.log(mass[t]);
            entropy -= isHeld(held, t, token) ? 0 : Math.exp(logprob) * logprob;
          }
          double expected = byToken[(int) whole.targets()[t]][t] - Math.log(mass[t]);
          assertThat(logprobs[t]).isCloseTo(expected, within(1e-5));
          assertThat(entropies[t]).isCloseTo(entropy, within(1e-5));
        }
        // log p' = log p - log(1 - sum of held p), so its derivative adds p / mass of each held
        // one.
        accumulate(learner, whole, coefficients);
        for (int stop : STOPS) {
          double[] ofStop = new double[tokens];
          for (int t = 0; t < tokens; t++) {
            ofStop[t] =
                isHeld(held, t, stop) ? coefficients[t] * Math.exp(byToken[stop][t]) / mass[t] : 0;
          }
          accumulate(learner, always(whole, stop), ofStop);
        }
        List<float[]> expected = learner.gradients();
        for (int k = 0; k < expected.size(); k++) {
          for (int e = 0; e < expected.get(k).length; e++) {
            assertThat((double) gradients.get(k)[e])
                .as("weight %d[%d]", k, e)
                .isCloseTo(expected.get(k)[e], within(2e-5));
          }
        }
      }
    }
  }

  @Test
  void nothingIsHeldWithoutAMinimum() {
    RolloutShard shard = TestPolicies.shard(2, 3, 5);
    PackedBatch batch = PackedBatch.of(shard.sequences(), 0, shard.sequenceCount());
    assertThat(HeldStops.NONE.in(batch)).isSameAs(batch);
  }

  private static boolean isHeld(PackedBatch batch, int t, int token) {
    return batch.held()[t] == 1 && STOPS.contains(token);
  }

  private static void accumulate(Learner learner, PackedBatch batch, double[] coefficients) {
    try (Learner.Forward forward = learner.forward(batch, TEMPERATURE)) {
      forward.accumulate(coefficients);
    }
  }

  /** The batch with one token as the target of every place. */
  private static PackedBatch always(PackedBatch batch, int token) {
    long[] targets = new long[batch.tokenCount()];
    Arrays.fill(targets, token);
    return new PackedBatch(
        batch.ids(),
        batch.positions(),
        batch.tiles(),
        batch.selected(),
        targets,
        batch.tokenOffsets(),
        new long[0],
        new long[0]);
  }

  private static Sequences withoutEarlyStops() {
    Sequences sequences = TestPolicies.withPromptsOfGroups(TestPolicies.shard(4, 3, 5)).sequences();
    int[] responses = sequences.responseTokens().clone();
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < sequences.count(); i++) {
      int from = sequences.responseOffsets()[i];
      lengths.add(sequences.responseLength(i));
      for (int t = from; t < Math.min(from + 3, sequences.responseOffsets()[i + 1]); t++) {
        responses[t] = STOPS.contains(responses[t]) ? 2 : responses[t];
      }
    }
    assertThat(lengths).anyMatch(length -> length > 4).anyMatch(length -> length < 3);
    return new Sequences(
        sequences.promptOffsets(),
        sequences.promptTokens(),
        sequences.responseOffsets(),
        responses);
  }
}
