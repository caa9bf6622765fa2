package dev.rondo.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Made-up rows that hold every invariant, the same for the same arguments: a fake for tests of any
 * module. What the tokens say is of no meaning.
 */
public final class SampleRollouts {
  private static final int VOCABULARY = 40;
  private static final int LONGEST_RESPONSE = 12;

  private SampleRollouts() {}

  /** Whole groups: {@code groups} problems with {@code groupSize} rollouts each, verdicts mixed. */
  public static List<Rollout> groups(int groups, int groupSize, long seed) {
    List<Rollout> rollouts = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      rollouts.addAll(group("problem-" + g, groupSize, seed * 1_000_003 + g));
    }
    return rollouts;
  }

  /** One group. */
  public static List<Rollout> group(String problemId, int groupSize, long seed) {
    Random random = new Random(seed);
    List<Integer> promptTokens = tokens(random, 1 + random.nextInt(6));
    List<Rollout> rollouts = new ArrayList<>();
    for (int sampleIndex = 0; sampleIndex < groupSize; sampleIndex++) {
      int length = 1 + random.nextInt(LONGEST_RESPONSE);
      boolean isCorrect = random.nextBoolean();
      List<Integer> responseTokens = tokens(random, length);
      rollouts.add(
          Rollout.newBuilder()
              .setProblemId(problemId)
              .setSampleIndex(sampleIndex)
              .setPromptTokens(promptTokens)
              .setResponseTokens(responseTokens)
              .setBehaviorLogprobs(logprobs(random, length))
              .setSamplingLogprobs(null)
              .setFinishReason(FinishReason.STOP)
              .setResponseText(text(responseTokens))
              .setExtractedAnswer(isCorrect ? "7" : null)
              .setVerdict(isCorrect ? Outcome.CORRECT : Outcome.INCORRECT)
              .setVerdictReason(isCorrect ? "equal" : "no-answer")
              .setOutcomeReward(isCorrect ? 1f : 0f)
              .setRound(1)
              .setPrompt("What is " + problemId + "?")
              .build());
    }
    return rollouts;
  }

  /** The same rows before they were judged. */
  public static List<SampledResponse> unjudged(List<Rollout> rollouts) {
    List<SampledResponse> responses = new ArrayList<>();
    for (Rollout rollout : rollouts) {
      responses.add(
          SampledResponse.newBuilder()
              .setProblemId(rollout.getProblemId())
              .setSampleIndex(rollout.getSampleIndex())
              .setPromptTokens(rollout.getPromptTokens())
              .setResponseTokens(rollout.getResponseTokens())
              .setBehaviorLogprobs(rollout.getBehaviorLogprobs())
              .setSamplingLogprobs(rollout.getSamplingLogprobs())
              .setFinishReason(rollout.getFinishReason().name())
              .setResponseText(rollout.getResponseText())
              .build());
    }
    return responses;
  }

  /** Problems with ids {@code problem-0} and on, such as {@code 3+4=} with answer {@code 7}. */
  public static List<Problem> problems(int count) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int a = i % 10;
      int b = i / 10 % 10;
      problems.add(
          Problem.newBuilder()
              .setProblemId("problem-" + i)
              .setPrompt(a + "+" + b + "=")
              .setAnswer(Integer.toString(a + b))
              .setVerifier("arithmetic")
              .setSource("sample")
              .setSolution("\\boxed{" + (a + b) + "}")
              .build());
    }
    return problems;
  }

  private static List<Integer> tokens(Random random, int count) {
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tokens.add(random.nextInt(VOCABULARY));
    }
    return tokens;
  }

  private static List<Float> logprobs(Random random, int count) {
    List<Float> logprobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      logprobs.add(-random.nextFloat() * 3);
    }
    return logprobs;
  }

  private static String text(List<Integer> tokens) {
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append((char) ('A' + token)));
    return text.toString();
  }
}
