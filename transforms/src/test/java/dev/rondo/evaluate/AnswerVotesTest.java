package dev.rondo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.schema.Outcome;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;
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

  /** The same draws as those of {@link Random}, bit for bit, counted in the simplest way. */
  @Test
  void drawsAndCountsAsTheSimplestLoopDoes() {
    Random cases = new Random(3);
    for (int i = 0; i < 300; i++) {
      int samples = 1 + cases.nextInt(40);
      List<String> answers = new ArrayList<>();
      int different = 1 + cases.nextInt(6);
      double chance = cases.nextDouble(); // of the first answer
      for (int sample = 0; sample < samples; sample++) {
        String other = cases.nextInt(9) == 0 ? null : "" + cases.nextInt(different);
        answers.add(cases.nextDouble() < chance ? "0" : other);
      }
      boolean[] isCorrect = new boolean[different];
      for (int j = 0; j < different; j++) {
        isCorrect[j] = cases.nextInt(3) == 0;
      }
      AnswerVotes votes = AnswerVotes.none();
      answers.forEach(a -> votes.add(a, a != null && isCorrect[Integer.parseInt(a)]));
      List<AnswerVotes.Count> classes = votes.classes(String::equals);
      for (int k = 1; k <= samples; k++) {
        assertThat(AnswerVotes.majorityAt(classes, samples, k, i, 50))
            .as("case %d, k=%d: %s", i, k, classes)
            .isEqualTo(bySimplestLoop(classes, samples, k, i, 50));
      }
    }
  }

  private static double bySimplestLoop(
      List<AnswerVotes.Count> classes, int samples, int k, long seed, int subsetsOfOne) {
    List<Integer> classOf = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      classOf.addAll(Collections.nCopies(classes.get(i).given(), i));
    }
    classOf.addAll(Collections.nCopies(samples - classOf.size(), -1));
    Random random = new Random(seed);
    int subsets = k == samples ? 1 : subsetsOfOne;
    double sum = 0;
    for (int subset = 0; subset < subsets; subset++) {
      int[] votes = new int[classes.size()];
      for (int i = 0; i < k; i++) {
        Collections.swap(classOf, i, k == samples ? i : i + random.nextInt(samples - i));
        if (classOf.get(i) >= 0) {
          votes[classOf.get(i)]++;
        }
      }
      int most = Arrays.stream(votes).max().orElse(0);
      int ties = 0;
      int correct = 0;
      for (int i = 0; i < votes.length && most > 0; i++) {
        ties += votes[i] == most ? 1 : 0;
        correct +=
            votes[i] == most && 2 * classes.get(i).correct() > classes.get(i).given() ? 1 : 0;
      }
      sum += ties == 0 ? 0 : (double) correct / ties;
    }
    return sum / subsets;
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
    votes.add("6/2", false);
    votes.add("1/2", true);
    AnswerVotes none = AnswerVotes.none();
    none.add(null, false);
    votes.addAll(none);

    List<AnswerVotes.Count> classes = votes.classes(Verifiers.named("math")::isSameAnswer);

    assertThat(classes)
        .containsExactlyInAnyOrder(new AnswerVotes.Count(3, 3), new AnswerVotes.Count(2, 0));
    assertThat(AnswerVotes.majorityAt(classes, 6, 6, 1, 1_000)).isEqualTo(1);
    assertThat(votes.classes(String::equals)).hasSize(3); // the correct one, 3, 6/2
    assertThat(AnswerVotes.majorityAt(none.classes(String::equals), 3, 2, 1, 1_000)).isZero();
  }

  /** References of these tasks have another form than answers: the verdicts say what is right. */
  @Test
  void rightAnswersVoteTogetherHoweverTheyAreWritten() {
    Map<String, List<String>> answers =
        Map.of(
            "countdown", List.of("(3*8)-5", "3*8-5", "8*3-5", "3+8", "3+8"),
            "linear-equation", List.of("5", "x=5", "10/2", "6", "12/2"),
            "base-number", List.of("101111", "00101111", "101111_2", "11", "011"));
    Map<String, String> references =
        Map.of("countdown", "3,5,8=19", "linear-equation", "19=3x+4", "base-number", "101111_2");
    answers.forEach(
        (name, texts) -> {
          Verifier verifier = Verifiers.named(name);
          AnswerVotes votes = AnswerVotes.none();
          for (String text : texts) {
            String response = "\\boxed{" + text + "}";
            Outcome verdict = verifier.verify(references.get(name), response).outcome();
            votes.add(text, verdict == Outcome.CORRECT);
          }
          for (BiPredicate<String, String> isSame :
              List.<BiPredicate<String, String>>of(verifier::isSameAnswer, String::equals)) {
            List<AnswerVotes.Count> classes = votes.classes(isSame);
            assertThat(classes).as(name).contains(new AnswerVotes.Count(3, 3));
            assertThat(AnswerVotes.majorityAt(classes, 5, 5, 1, 1_000)).as(name).isEqualTo(1);
          }
          assertThat(votes.classes(verifier::isSameAnswer))
              .as(name)
              .contains(new AnswerVotes.Count(2, 0));
        });
  }

  /** A right text of a response that hedges is judged wrong, and votes for the right answer. */
  @Test
  void aTextThatIsMostlyJudgedWrongVotesForTheAnswerThatItIs() {
    AnswerVotes votes = AnswerVotes.none();
    for (int i = 0; i < 10; i++) {
      votes.add("5", i < 4);
      votes.add("x=5", true);
    }

    assertThat(votes.classes(Verifiers.named("linear-equation")::isSameAnswer))
        .containsExactly(new AnswerVotes.Count(20, 14));
  }

  @Test
  void manyProblemsNeedFewerSubsetsEach() {
    assertThat(AnswerVotes.subsets(1)).isEqualTo(1_000);
    assertThat(AnswerVotes.subsets(1_000)).isEqualTo(1_000);
    assertThat(AnswerVotes.subsets(10_000)).isEqualTo(100);
    assertThat(AnswerVotes.subsets(1_000_000)).isEqualTo(20);
  }
}
