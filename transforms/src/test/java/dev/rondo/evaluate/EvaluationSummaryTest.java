package dev.rondo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JudgedRollout;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import dev.rondo.schema.SamplingSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class EvaluationSummaryTest {
  private static final String POLICY = digest("policy");
  private static final String PROBLEMS = digest("problems");
  private static final SamplingSettings SAMPLING = new SamplingSettings(1, 1, 0, 24);
  private static final EvaluationSubject SUBJECT =
      new EvaluationSubject("held-out", POLICY, PROBLEMS, SAMPLING, "exact@1");

  @Test
  void passAtKIsTheMeanOverProblems() {
    EvaluationSummary summary =
        summary(List.of(tally("b", 4, 1), tally("a", 4, 4), tally("c", 4, 0)), List.of(2, 1, 2));

    assertThat(summary.passAtK()).hasSize(2);
    assertThat(summary.passAt(1).value()).isCloseTo((0.25 + 1 + 0) / 3, within(1e-15));
    assertThat(summary.passAt(2).value()).isCloseTo((0.5 + 1 + 0) / 3, within(1e-15));
    assertThat(summary.tallies())
        .extracting(ProblemTally::problemId)
        .containsExactly("a", "b", "c");
    assertThat(summary.passAt(1).low()).isBetween(0.0, summary.passAt(1).value());
    assertThat(summary.passAt(1).high()).isBetween(summary.passAt(1).value(), 1.0);
  }

  @Test
  void jsonComesBackAsItWasWrittenAndIsTheSameEachTime() {
    EvaluationSummary summary = summary(List.of(tally("b", 4, 1), tally("a", 4, 3)), List.of(1, 4));
    byte[] json = summary.toJson();

    assertThat(EvaluationSummary.fromJson(json, "pass-at-k.json")).isEqualTo(summary);
    assertThat(summary(List.of(tally("a", 4, 3), tally("b", 4, 1)), List.of(4, 1)).toJson())
        .isEqualTo(json);
    assertThat(new String(json, StandardCharsets.UTF_8))
        .startsWith("{\n  \"format-version\": 3,\n  \"benchmark\": \"held-out\",\n")
        .contains("\"problem-id\": \"a\"")
        .endsWith("}\n");
  }

  @Test
  void aDamagedFileIsRefusedWithItsNameAndField() {
    String json =
        new String(
            summary(List.of(tally("a", 4, 3)), List.of(1, 4)).toJson(), StandardCharsets.UTF_8);

    assertRefused(json.replace("\"samples\": 4", "\"samples\": \"4\""), "samples is \"4\"");
    assertRefused(json.replace("\"benchmark\"", "\"bench\""), "field benchmark is missing");
    assertRefused(json.replace("\"format-version\": 3", "\"format-version\": 9"), "is 9 (allowed");
    assertRefused(json.replace("\"correct\": 3", "\"correct\": 5"), "correct: 5");
    assertRefused(json.replace("\"k\": 4", "\"k\": 5"), "k: 5");
  }

  @Test
  void kAboveTheNumberOfSamplesIsRefused() {
    assertThatThrownBy(() -> summary(List.of(tally("a", 64, 3)), List.of(1, 256)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("k: 256 (allowed: 1 to the number of samples, 64)");
    EvaluationSummary summary = summary(List.of(tally("a", 4, 1)), List.of(1));
    assertThat(summary.passAt(2).value()).as("not asked for, and there").isEqualTo(0.5);
    assertThatThrownBy(() -> summary.passAt(5))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("k: 5 (allowed: 1 to the number of samples, 4)");
  }

  @Test
  void unequalOrNoOrRepeatedProblemsAreRefused() {
    assertThatThrownBy(() -> summary(List.of(tally("a", 4, 3), tally("b", 5, 3)), List.of(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problem b with samples: 5 (allowed: 4");
    assertThatThrownBy(() -> summary(List.of(), List.of(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problems: 0");
    assertThatThrownBy(() -> summary(List.of(tally("a", 4, 3), tally("a", 4, 3)), List.of(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("each id once");
  }

  @Test
  void talliesOfBlocksAddUpToTheTallyOfAll() {
    List<Rollout> rollouts = new ArrayList<>(SampleRollouts.groups(5, 8, 3));
    rollouts.get(0).setVerdict(Outcome.UNKNOWN);
    rollouts.get(0).setOutcomeReward(null);
    rollouts.get(1).setFinishReason(FinishReason.LENGTH);
    List<ProblemTally> all = tallies(rollouts, text -> text.length() > 4);
    Collections.shuffle(rollouts, new Random(1));
    List<Rollout> first = rollouts.subList(0, 17);
    List<Rollout> second = rollouts.subList(17, 40);

    List<ProblemTally> added = new ArrayList<>();
    for (ProblemTally tally : tallies(first, text -> text.length() > 4)) {
      ProblemTally sum = tally;
      for (ProblemTally other : tallies(second, text -> text.length() > 4)) {
        sum = other.problemId().equals(tally.problemId()) ? tally.plus(other) : sum;
      }
      added.add(sum);
    }

    assertThat(added).isEqualTo(all);
    assertThat(all).hasSize(5).allMatch(tally -> tally.samples() == 8);
    EvaluationSummary summary = summary(all, List.of(1));
    assertThat(summary.responses()).isEqualTo(40);
    assertThat(summary.unknown()).isEqualTo(1);
    assertThat(summary.truncatedShare()).isEqualTo(1.0 / 40);
    assertThat(summary.meanResponseTokens())
        .isEqualTo(rollouts.stream().mapToInt(r -> r.getResponseTokens().size()).sum() / 40.0);
    assertThat(summary.wellFormedShare()).isBetween(0.1, 0.9);
    assertThat(summary(tallies(rollouts, null), List.of(1)).wellFormedShare()).isNull();
  }

  @Test
  void aTruncatedResponseIsNoWellFormedAttempt() {
    List<Rollout> group = SampleRollouts.group("p", 2, 1);
    group.get(0).setFinishReason(FinishReason.LENGTH);

    assertThat(tallies(group, text -> true).get(0).wellFormed()).isEqualTo(1);
  }

  @Test
  void pairingTakesTheDifficultyOfProblemsOutOfTheInterval() {
    List<ProblemTally> before = new ArrayList<>();
    List<ProblemTally> after = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      before.add(tally(String.format(Locale.ROOT, "p%02d", i), 100, 2 * i));
      after.add(tally(String.format(Locale.ROOT, "p%02d", i), 100, 2 * i + 10 + i % 2));
    }
    EvaluationSummary first = summary(before, List.of(1));
    EvaluationSummary second = summary(after, List.of(1));
    PairedComparison comparison = PairedComparison.of(first, second, 1, 5);

    assertThat(comparison.difference().value()).isCloseTo(0.105, within(1e-12));
    assertThat(comparison.before()).isEqualTo(first.passAt(1).value());
    assertThat(comparison.after()).isEqualTo(second.passAt(1).value());
    assertThat(comparison.difference().low()).isPositive();
    assertThat(comparison.difference().high() - comparison.difference().low()).isLessThan(0.02);
    assertThat(first.passAt(1).high()).isGreaterThan(second.passAt(1).low());
    assertThat(PairedComparison.of(second, first, 1, 5).difference().value())
        .isCloseTo(-0.105, within(1e-12));
  }

  @Test
  void onlyTheSameProblemsAreCompared() {
    EvaluationSummary first = summary(List.of(tally("a", 4, 1), tally("b", 4, 1)), List.of(1));
    EvaluationSummary other = summary(List.of(tally("a", 4, 1), tally("c", 4, 1)), List.of(1));
    EvaluationSummary fewer = summary(List.of(tally("a", 4, 1)), List.of(1));
    EvaluationSummary elsewhere =
        EvaluationSummary.of(
            new EvaluationSubject("x", POLICY, digest("x"), SAMPLING, "exact@1"),
            first.tallies(),
            List.of(1));

    assertThatThrownBy(() -> PairedComparison.of(first, other, 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problem b: it is in one evaluation only");
    assertThatThrownBy(() -> PairedComparison.of(first, fewer, 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problem b: it is in one evaluation only");
    assertThatThrownBy(() -> PairedComparison.of(first, elsewhere, 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(digest("x"));
    assertThatThrownBy(() -> PairedComparison.of(first, first, 5, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("k: 5");
  }

  @Test
  void otherSamplingOrAnotherVerifierIsNotCompared() {
    EvaluationSummary first = summary(List.of(tally("a", 4, 1)), List.of(1));
    SamplingSettings cooler = new SamplingSettings(0.5, 1, 0, 24);

    assertThatThrownBy(() -> PairedComparison.of(first, with(first, cooler, "exact@1"), 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("temperature 1, at most 24 tokens, and temperature 0.5, at most 24");
    assertThatThrownBy(() -> PairedComparison.of(first, with(first, SAMPLING, "exact@2"), 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("exact@2");
  }

  private static EvaluationSummary with(
      EvaluationSummary summary, SamplingSettings sampling, String verifiers) {
    return EvaluationSummary.of(
        new EvaluationSubject("held-out", POLICY, PROBLEMS, sampling, verifiers),
        summary.tallies(),
        List.of(1));
  }

  @Test
  void whatOnePolicyRejectedIsComparedInNeither() {
    EvaluationSummary both = summary(List.of(tally("a", 4, 1), tally("b", 4, 4)), List.of(1));
    EvaluationSummary one =
        EvaluationSummary.of(
            SUBJECT,
            List.of(tally("a", 4, 3)),
            new TreeMap<>(Map.of("b", "prompt-too-long: 9 tokens")),
            List.of(1),
            null);
    PairedComparison comparison = PairedComparison.of(both, one, 1, 1);

    assertThat(comparison.problems()).isEqualTo(1);
    assertThat(comparison.difference().value()).isEqualTo(0.5);
    assertThat(EvaluationSummary.fromJson(one.toJson(), "pass-at-k.json")).isEqualTo(one);
  }

  @Test
  void theTestOfSignsIsExactWhereItCanBeCounted() {
    // Five gains of one size: of 32 choices of signs two are as far out.
    List<ProblemTally> before = new ArrayList<>();
    List<ProblemTally> after = new ArrayList<>();
    for (String id : List.of("a", "b", "c", "d", "e")) {
      before.add(tally(id, 4, 1));
      after.add(tally(id, 4, 3));
    }
    PairedComparison gain =
        PairedComparison.of(summary(before, List.of(1)), summary(after, List.of(1)), 1, 7);
    PairedComparison none =
        PairedComparison.of(summary(before, List.of(1)), summary(before, List.of(1)), 1, 7);

    assertThat(gain.pValue()).isCloseTo(2.0 / 32, within(0.008));
    assertThat(none.pValue()).isEqualTo(1);
    assertThat(none.difference().low()).isNegative();
    assertThat(none.difference().high()).isPositive();
  }

  @Test
  void aFileOfTheFirstVersionIsRead() {
    EvaluationSummary read =
        EvaluationSummary.fromJson(
            ("{\"format-version\": 1, \"benchmark\": \"held-out\", \"policy-digest\": \""
                    + POLICY
                    + "\", \"problems-digest\": \""
                    + PROBLEMS
                    + "\", \"samples\": 4, \"pass-at-k\": [{\"k\": 1, \"value\": 0.25,"
                    + " \"low\": 0.1, \"high\": 0.5}], \"problems\": [{\"problem-id\": \"a\","
                    + " \"samples\": 4, \"correct\": 1, \"unknown\": 0, \"truncated\": 0,"
                    + " \"well-formed\": null, \"response-tokens\": 9}]}")
                .getBytes(StandardCharsets.UTF_8),
            "pass-at-k.json");

    assertThat(read.passAt(1)).isEqualTo(new Interval(0.25, 0.1, 0.5));
    assertThat(read.subject().sampling()).isNull();
    assertThat(read.rejected()).isEmpty();
  }

  /** Right answers that were written differently split their votes, but for some verifiers. */
  @Test
  void votesOfTheSecondVersionAreReadOnlyWhereTheyMeanTheSame() {
    Map<String, Boolean> areRead =
        Map.of(
            "exact@1", true,
            "math@3+ladder", true,
            "countdown@1", false,
            "linear-equation@2", false,
            "base-number@1+in-reasoning", false,
            "exact@1,math@3", false,
            "one-s-own@1", false);
    areRead.forEach(
        (verifiers, isRead) -> {
          EvaluationSummary summary =
              EvaluationSummary.of(
                  new EvaluationSubject("held-out", POLICY, PROBLEMS, SAMPLING, verifiers),
                  List.of(tally("a", 4, 1), tally("b", 4, 3)),
                  new TreeMap<>(),
                  List.of(1, 2),
                  (tally, k) -> tally.correct() / 4.0);
          String json = new String(summary.toJson(), StandardCharsets.UTF_8);
          EvaluationSummary second = read(json.replace("version\": 3", "version\": 2"));

          assertThat(read(json)).isEqualTo(summary);
          assertThat(second.passAtK()).isEqualTo(summary.passAtK());
          assertThat(second.majAtK())
              .as(verifiers)
              .isEqualTo(isRead ? summary.majAtK() : List.of());
        });
  }

  /** The first programs that wrote the second version gave one of k = n its ends. */
  @Test
  void endsForAllSamplesAreNotReadOfTheSecondVersion() {
    EvaluationSummary summary =
        EvaluationSummary.of(
            SUBJECT,
            List.of(tally("a", 4, 1), tally("b", 4, 3)),
            new TreeMap<>(),
            List.of(1, 4),
            (tally, k) -> tally.correct() / 4.0);
    String json = new String(summary.toJson(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    String withEnds = json;
    for (String name : List.of("pass-at-k", "pass-hat-k", "maj-at-k")) {
      withEnds = edited(withEnds, name, 4, "0.2", "0.9");
    }
    assertThat(withEnds).isNotEqualTo(json);

    assertThat(read(withEnds.replace("version\": 3", "version\": 2"))).isEqualTo(summary);
    assertRefused(withEnds, "interval of k = 4 is 0.2 .. 0.9 (allowed: ");
  }

  private static EvaluationSummary read(String json) {
    return EvaluationSummary.fromJson(json.getBytes(StandardCharsets.UTF_8), "pass-at-k.json");
  }

  @Test
  void numbersThatAreNotThoseOfTheProblemsAreRefused() {
    List<ProblemTally> tallies = List.of(tally("a", 4, 1), tally("b", 4, 3));
    String json =
        new String(summary(tallies, List.of(1, 2)).toJson(), StandardCharsets.UTF_8)
            .replaceAll("\\s+", " ");
    String sound = json.replaceFirst("\"value\": 0.5", "\"value\": 0.50000000001");
    assertThat(sound).isNotEqualTo(json);
    assertThat(
            EvaluationSummary.fromJson(sound.getBytes(StandardCharsets.UTF_8), "x")
                .passAt(1)
                .value())
        .isEqualTo(0.50000000001);

    for (String value : List.of("0.51", "-1", "1E30", "9223372036854775807")) {
      assertRefused(
          json.replaceFirst("\"value\": 0.5", "\"value\": " + value),
          "field pass-at-k, value of k = 1 is " + Double.parseDouble(value) + " (allowed: 0.5");
    }
    assertRefused(
        json.replaceFirst("\"low\": [0-9.E-]+", "\"low\": -3"), "(allowed: within 0 .. 1)");
    assertRefused(
        json.replaceFirst("\"high\": [0-9.E-]+", "\"high\": 4e9"), "(allowed: within 0 .. 1)");
    for (String value : List.of("-0.1", "1.5")) {
      String majority = "\"maj-at-k\": [{\"k\": 1, \"value\": %s, \"low\": 0, \"high\": 1}]";
      assertRefused(
          json.replaceFirst("\"maj-at-k\": \\[ *\\]", majority.formatted(value)),
          "field maj-at-k, value of k = 1 is " + value + " (allowed: within 0 .. 1)");
    }
    assertRefused(
        json.replaceFirst("\"response-tokens\": 40", "\"response-tokens\": 9223372036854775807"),
        "response-tokens");
  }

  /** The interval is a function of the same tallies as the value. */
  @Test
  void intervalsThatAreNotThoseOfTheProblemsAreRefused() {
    List<ProblemTally> tallies = List.of(tally("a", 4, 1), tally("b", 4, 3));
    EvaluationSummary summary =
        EvaluationSummary.of(
            SUBJECT, tallies, new TreeMap<>(), List.of(1, 4), (tally, k) -> tally.correct() / 4.0);
    String json = new String(summary.toJson(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    assertThat(EvaluationSummary.fromJson(json.getBytes(StandardCharsets.UTF_8), "x"))
        .isEqualTo(summary);
    for (String name : List.of("pass-at-k", "pass-hat-k", "maj-at-k")) {
      assertRefused(
          edited(json, name, 1, "0.9", "0.95"),
          "field " + name + ", interval of k = 1 is 0.9 .. 0.95 (allowed: around its value, 0.5)");
      assertRefused(
          edited(json, name, 4, "0.0", "1.0"),
          "field " + name + ", interval of k = 4 is 0.0 .. 1.0 (allowed: none");
      assertRefused(
          edited(json, name, 1, "null", "null"),
          "field " + name + ", interval of k = 1 is none (allowed: ");
    }
    Interval wanted = summary.passAt(1);
    assertRefused(
        edited(json, "pass-at-k", 1, "0.49", "0.51"),
        "interval of k = 1 is 0.49 .. 0.51 (allowed: " + wanted.low() + " .. " + wanted.high());
  }

  /** The file with other ends of one interval. */
  private static String edited(String json, String name, int k, String low, String high) {
    return json.replaceFirst(
        "(\"" + name + "\": \\[[^\\]]*\"k\": " + k + ", \"value\": [0-9.]+, )[^}]*",
        "$1\"low\": " + low + ", \"high\": " + high + " ");
  }

  /** A claim of billions of samples must not ask for memory by them. */
  @Test
  void whatAFileClaimsOfSamplesAsksForNoMemory() {
    String json =
        new String(
                summary(List.of(tally("a", 4, 0), tally("b", 4, 0)), List.of(1)).toJson(),
                StandardCharsets.UTF_8)
            .replace("\"samples\": 4", "\"samples\": 2147483647");

    assertThat(EvaluationSummary.fromJson(json.getBytes(StandardCharsets.UTF_8), "x").samples())
        .isEqualTo(Integer.MAX_VALUE);
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(
            () ->
                EvaluationSummary.fromJson(json.getBytes(StandardCharsets.UTF_8), "pass-at-k.json"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read pass-at-k.json: ")
        .hasMessageContaining(message);
  }

  private static EvaluationSummary summary(List<ProblemTally> tallies, List<Integer> ks) {
    return EvaluationSummary.of(SUBJECT, tallies, ks);
  }

  private static ProblemTally tally(String id, int samples, int correct) {
    return new ProblemTally(id, samples, correct, 0, 0, 0, samples, 10L * samples);
  }

  private static String digest(String of) {
    return Digests.sha256(of.getBytes(StandardCharsets.UTF_8));
  }

  /** Tallies by problem, as they are counted over the rollouts of a block. */
  private static List<ProblemTally> tallies(
      List<Rollout> rollouts, Predicate<String> isWellFormed) {
    SortedMap<String, ProblemTally.Counter> counters = new TreeMap<>();
    for (Rollout rollout : rollouts) {
      JudgedRollout judged =
          new JudgedRollout(
              rollout.getProblemId(),
              rollout.getSampleIndex(),
              rollout.getResponseTokens().size(),
              rollout.getFinishReason() == FinishReason.LENGTH,
              rollout.getVerdict(),
              rollout.getVerdictReason(),
              rollout.getExtractedAnswer(),
              rollout.getResponseText());
      counters
          .computeIfAbsent(judged.problemId(), id -> new ProblemTally.Counter(isWellFormed))
          .add(judged);
    }
    return counters.entrySet().stream().map(e -> e.getValue().tally(e.getKey())).toList();
  }
}
