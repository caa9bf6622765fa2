package dev.rondo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.verify.Verifiers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerVotesTest {

  /** The definition itself: the vote in every subset of k of the n samples. */
  @Test
  void equalsTheShareOfSubsetsWhoseMostFrequentAnswerIsCorrect() {
    List<String> samples = Arrays.asList("a", "a", "a", "b", "b", "c", null, "a", "b");
    AnswerVotes votes = AnswerVotes.none();
    samples.forEach(answer -> votes.add(answer, "a".equals(answer)));
    List<AnswerVotes.Count> classes = votes.classes(String::equals);

    for (int k = 1; k <= samples.size(); k++) {
      assertThat(AnswerVotes.majorityAt(classes, samples.size(), k, 5, 1_000))
          .as("k=%d", k)
          .isCloseTo(overAllSubsets(samples, "a", k), within(k == samples.size() ? 1e-12 : 0.05));
    }
    assertThat(AnswerVotes.majorityAt(classes, samples.size(), 4, 5, 1_000))
        .isEqualTo(AnswerVotes.majorityAt(classes, samples.size(), 4, 5, 1_000));
  }

  private static double overAllSubsets(List<String> samples, String correct, int k) {
    double sum = 0;
    int subsets = 0;
    for (int subset = 0; subset < 1 << samples.size(); subset++) {
      if (Integer.bitCount(subset) != k) {
        continue;
      }
      Map<String, Integer> votes = new HashMap<>();
      for (int i = 0; i < samples.size(); i++) {
        if ((subset >> i & 1) == 1 && samples.get(i) != null) {
          votes.merge(samples.get(i), 1, Integer::sum);
        }
      }
      int most = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
      long ties = votes.values().stream().filter(count -> count == most).count();
      subsets++;
      sum += most > 0 && votes.getOrDefault(correct, 0) == most ? 1.0 / ties : 0;
    }
    return sum / subsets;
  }

  @Test
  void answersThatMeanTheSameVoteTogether() {
    AnswerVotes votes = AnswerVotes.none();
    votes.add("0.5", true);
    votes.add("\\frac{1}{2}", true);
    votes.add("3", false);
    votes.add("3", false);
    votes.add("1/2", true);
    AnswerVotes none = AnswerVotes.none();
    none.add(null, false);
    votes.addAll(none);

    List<AnswerVotes.Count> classes = votes.classes(Verifiers.named("math")::isSameAnswer);

    assertThat(classes)
        .containsExactlyInAnyOrder(new AnswerVotes.Count(3, 3), new AnswerVotes.Count(2, 0));
    assertThat(AnswerVotes.majorityAt(classes, 6, 6, 1, 1_000)).isEqualTo(1);
    assertThat(AnswerVotes.majorityAt(votes.classes(String::equals), 6, 6, 1, 1_000)).isZero();
    assertThat(AnswerVotes.majorityAt(none.classes(String::equals), 3, 2, 1, 1_000)).isZero();
  }

  @Test
  void manyProblemsNeedFewerSubsetsEach() {
    assertThat(AnswerVotes.subsets(1)).isEqualTo(1_000);
    assertThat(AnswerVotes.subsets(1_000)).isEqualTo(1_000);
    assertThat(AnswerVotes.subsets(10_000)).isEqualTo(100);
    assertThat(AnswerVotes.subsets(1_000_000)).isEqualTo(20);
  }
}
