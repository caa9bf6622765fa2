// Workers: who does what, what comes of a failure, and that the sum of their gradients is the
// gradient.
package dev.rondo.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.policy.program.ComputeType;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.TestPolicies;
import dev.rondo.trainer.batch.Budget;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.RolloutShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkersTest {

  @ParameterizedTest
  @CsvSource({"1, 7", "3, 7", "3, 2", "4, 1", "2, 0"})
  void tasksGoRoundByRuleAndResultsComeInOrder(int count, int tasks) {
    Workers workers = new Workers(count);
    List<String> results = workers.run(tasks, (index, worker) -> index + " by " + worker);
    int used = tasks == 1 ? 1 : count;
    assertThat(results)
        .isEqualTo(IntStream.range(0, tasks).mapToObj(i -> i + " by " + i % used).toList());
  }

  @Test
  void workersWorkAtTheSameTime() {
    CountDownLatch both = new CountDownLatch(2);
    Workers workers = new Workers(2);
    assertThat(
            workers.run(
                2,
                (index, worker) -> {
                  both.countDown();
                  try {
                    return both.await(60, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    return false;
                  }
                }))
        .containsExactly(true, true);
  }

  @Test
  void theFailureOfTheLowestWorkerIsThrownWhenAllHaveEnded() {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    Workers workers = new Workers(3);
    assertThatThrownBy(
            () ->
                workers.run(
                    6,
                    (index, worker) -> {
                      if (index == 1 || index == 2) {
                        throw new IllegalStateException("task " + index);
                      }
                      return done.add(index);
                    }))
        .hasMessage("task 1");
    assertThat(done).containsExactlyInAnyOrder(0, 3);
    assertThat(workers.run(3, (index, worker) -> index)).containsExactly(0, 1, 2);
  }

  @Test
  void anErrorTooIsThrownWhenAllHaveEnded() {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    assertThatThrownBy(
            () ->
                new Workers(2)
                    .run(
                        6,
                        (index, worker) -> {
                          if (index == 0) {
                            throw new AssertionError("task 0");
                          }
                          return done.add(index);
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("task 0");
    assertThat(done).containsExactlyInAnyOrder(1, 3, 5);
  }

  @Test
  void theBudgetGivesEveryWorkerAShareAndNeverSplitsAUnitThatFits() {
    assertThat(memory(1).budget(1000, 100)).isEqualTo(Budget.of(4096));
    assertThat(memory(2).budget(1000, 100)).isEqualTo(new Budget(550, 4 * 4096));
    assertThat(memory(2).budget(100_000, 100)).isEqualTo(Budget.of(4096));
    assertThat(memory(8).budget(300, 100)).isEqualTo(new Budget(100, 4 * 4096));
    assertThatThrownBy(() -> memory(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot train with memory.workers: 0 (allowed: 1 and above)");
  }

  @Test
  void theSumOfTheirGradientsIsTheGradientAndHasTheSameBitsEveryTime() {
    List<float[]> alone = gradient(1);
    List<float[]> together = gradient(3);
    List<float[]> again = gradient(3);
    for (int k = 0; k < alone.size(); k++) {
      assertThat(again.get(k)).isEqualTo(together.get(k));
      for (int e = 0; e < alone.get(k).length; e++) {
        assertThat(together.get(k)[e]).isCloseTo(alone.get(k)[e], within(2e-5f));
      }
    }
  }

  @Test
  void whatWorkersAccumulatedIsForgottenWhole() {
    try (Learner learner = TestPolicies.learner(3, TestPolicies.CONFIG, memory(2))) {
      accumulate(learner, new Workers(2));
      learner.discardGradient();
      assertThat(learner.gradients()).allSatisfy(gradient -> assertThat(gradient).containsOnly(0));
    }
  }

  private static List<float[]> gradient(int count) {
    try (Learner learner = TestPolicies.learner(3, TestPolicies.CONFIG, memory(count))) {
      accumulate(learner, new Workers(count));
      List<float[]> copies = new ArrayList<>();
      learner.gradients().forEach(gradient -> copies.add(gradient.clone()));
      return copies;
    }
  }

  private static void accumulate(Learner learner, Workers workers) {
    RolloutShard shard = TestPolicies.shard(8, 4, 1);
    workers.run(
        8,
        (index, worker) -> {
          PackedBatch batch = PackedBatch.of(shard.sequences(), 4 * index, 4 * index + 4);
          double[] coefficients = new double[batch.tokenCount()];
          for (int t = 0; t < coefficients.length; t++) {
            coefficients[t] = Math.cos(index + t);
          }
          try (Learner.Forward forward = learner.forward(batch, 1, worker)) {
            forward.accumulate(coefficients);
          }
          return index;
        });
  }

  private static MemorySettings memory(int workers) {
    return new MemorySettings(4096, false, ComputeType.FLOAT32, ComputeType.FLOAT32, null, workers);
  }
}
