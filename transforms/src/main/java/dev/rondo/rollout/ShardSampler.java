package dev.rondo.rollout;

import dev.rondo.policy.Completion;
import dev.rondo.policy.Policy;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.SampledResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Samples one shard: problems in, rows of SampledResponse out. Writes nothing.
 *
 * <p>Batches are composed by rule: the shard's responses in order of problem and sample index, cut
 * every {@code batchSequences}, or earlier where the policy's memory asks for it. If that makes
 * several batches, longer prompts go first, so that prompts of like length share a batch. Between
 * two native calls it looks whether its thread was interrupted, and then stops.
 *
 * <p>A group whose prompt the policy refuses (its tokenizer or chat template cannot read it, it is
 * empty or too long) leaves whole, with its reason; the others are sampled as if it had never been
 * planned.
 *
 * <p>Where the plan has reserves, {@link UniformGroups} replaces groups that teach nothing before
 * anything is written.
 */
public final class ShardSampler {
  private static final int MOST_DETAIL_CHARACTERS = 400;

  private final PolicySource policies;

  /**
   * @param policies the behavior policy
   */
  public ShardSampler(PolicySource policies) {
    this.policies = policies;
  }

  /**
   * Samples a shard.
   *
   * @throws InterruptedException if the thread was interrupted between two native calls
   */
  public SampledShard sample(ShardPlan plan) throws IOException, InterruptedException {
    try (ShardPermits.Permit permit = ShardPermits.acquire();
        Policy policy = policies.open(plan.lineage().policyDigest())) {
      Sampled sampled = UniformGroups.replace(plan, policy, sampleGroups(plan, policy));
      return new SampledShard(plan, sampled.rows(), sampled.rejected(), sampled.counts());
    }
  }

  /**
   * What sampling made of a shard.
   *
   * @param rows of the groups that were sampled, in order
   * @param rejected the other groups, in order
   * @param counts of the groups that were replaced; empty without reserves
   */
  record Sampled(
      List<SampledResponse> rows, List<RejectedGroup> rejected, SortedMap<String, Long> counts) {
    Sampled(List<SampledResponse> rows, List<RejectedGroup> rejected) {
      this(rows, rejected, new TreeMap<>());
    }
  }

  /** Samples all groups of a shard; writes nothing. */
  static Sampled sampleGroups(ShardPlan plan, Policy policy) throws InterruptedException {
    List<Prompt> prompts = new ArrayList<>();
    List<RejectedGroup> rejected = new ArrayList<>();
    for (PlannedProblem problem : plan.problems()) {
      try {
        int[] tokens = policy.tokenizer().encodePrompt(problem.prompt());
        if (tokens.length > 0) {
          prompts.add(new Prompt(problem, tokens));
        } else {
          rejected.add(
              Rejections.beforeSampling(
                  problem, "prompt-empty", "The prompt has no token (allowed: at least 1)"));
        }
      } catch (InvalidInputException refusal) {
        rejected.add(Rejections.beforeSampling(problem, "prompt-unreadable", detail(refusal)));
      }
    }
    try {
      return new Sampled(sampleBatches(plan, policy, prompts), rejected);
    } catch (InvalidInputException refusal) {
      return new Sampled(
          sampleBatches(plan, policy, fitting(plan, policy, prompts, rejected, refusal)),
          inOrder(plan, rejected));
    }
  }

  /**
   * The prompts that the policy takes; the others are added to the rejected groups.
   *
   * @throws InvalidInputException the refusal, if no prompt is the reason for it
   */
  private static List<Prompt> fitting(
      ShardPlan plan,
      Policy policy,
      List<Prompt> prompts,
      List<RejectedGroup> rejected,
      InvalidInputException refusal) {
    List<Prompt> fitting = new ArrayList<>();
    for (Prompt prompt : prompts) {
      String objection = objection(plan, policy, prompt);
      if (objection == null) {
        fitting.add(prompt);
      } else {
        rejected.add(Rejections.beforeSampling(prompt.problem(), "prompt-refused", objection));
      }
    }
    if (fitting.size() == prompts.size()) {
      throw refusal;
    }
    return fitting;
  }

  /** A refusal as one line that says nothing of where this machine keeps its files. */
  private static String detail(InvalidInputException refusal) {
    String line =
        refusal
            .getMessage()
            .replaceAll("[^\\s]*/(?=[^\\s/]+\\.(json|jinja))", "")
            .replaceAll("\\s+", " ");
    return line.length() > MOST_DETAIL_CHARACTERS
        ? line.substring(0, MOST_DETAIL_CHARACTERS) + "..."
        : line;
  }

  /** Rejected groups in the order of their problems in the plan. */
  private static List<RejectedGroup> inOrder(ShardPlan plan, List<RejectedGroup> rejected) {
    List<String> ids = plan.problems().stream().map(PlannedProblem::problemId).toList();
    return rejected.stream()
        .sorted(Comparator.comparingInt(group -> ids.indexOf(group.getProblemId())))
        .toList();
  }

  private record Prompt(PlannedProblem problem, int[] tokens) {}

  private record Slot(Prompt prompt, int sampleIndex) {}

  /** Why the policy refuses a prompt, or null if it takes it. */
  private static String objection(ShardPlan plan, Policy policy, Prompt prompt) {
    SampleRequest request =
        new SampleRequest(prompt.tokens(), plan.sampleKey(prompt.problem(), plan.firstSample()));
    try (SamplingSession session =
        policy.startSampling(List.of(request), plan.lineage().sampling())) {
      return null;
    } catch (InvalidInputException e) {
      return e.getMessage();
    }
  }

  private static List<SampledResponse> sampleBatches(
      ShardPlan plan, Policy policy, List<Prompt> prompts) throws InterruptedException {
    List<Slot> slots = new ArrayList<>();
    for (Prompt prompt : prompts) {
      for (int i = 0; i < plan.groupSize(); i++) {
        slots.add(new Slot(prompt, plan.firstSample() + i));
      }
    }
    int size = batchSize(plan, policy, prompts);
    List<Slot> ordered = new ArrayList<>(slots);
    if (slots.size() > size) {
      ordered.sort(Comparator.comparingInt(slot -> -slot.prompt().tokens().length));
    }
    Map<Slot, SampledResponse> sampled = new HashMap<>();
    long tokensBefore = 0;
    SamplingProgress.report(plan, 0, 0);
    for (int from = 0; from < ordered.size(); from += size) {
      List<Slot> batch = ordered.subList(from, Math.min(ordered.size(), from + size));
      List<Completion> completions = sampleBatch(plan, policy, batch, from, tokensBefore);
      for (int i = 0; i < batch.size(); i++) {
        sampled.put(batch.get(i), row(batch.get(i), completions.get(i), policy));
        tokensBefore += completions.get(i).responseTokens().length;
      }
      SamplingProgress.report(plan, sampled.size(), tokensBefore);
    }
    return slots.stream().map(sampled::get).toList();
  }

  private static int batchSize(ShardPlan plan, Policy policy, List<Prompt> prompts) {
    int longest = prompts.stream().mapToInt(prompt -> prompt.tokens().length).max().orElse(1);
    int largest = policy.largestBatch(longest, plan.lineage().sampling());
    return Math.min(plan.batchSequences(), largest);
  }

  private static List<Completion> sampleBatch(
      ShardPlan plan, Policy policy, List<Slot> batch, int finished, long tokensBefore)
      throws InterruptedException {
    List<SampleRequest> requests = new ArrayList<>();
    for (Slot slot : batch) {
      requests.add(
          new SampleRequest(
              slot.prompt().tokens(), plan.sampleKey(slot.prompt().problem(), slot.sampleIndex())));
    }
    try (SamplingSession session = policy.startSampling(requests, plan.lineage().sampling())) {
      boolean isFinished = false;
      while (!isFinished) {
        if (Thread.interrupted()) {
          throw new InterruptedException(
              "Sampling of " + plan.dataset() + " shard " + plan.shardIndex() + " was interrupted");
        }
        isFinished = session.advance(plan.maxPositionsPerCall());
        SamplingProgress.report(plan, finished, tokensBefore + session.sampledTokens());
      }
      return List.copyOf(session.completions());
    }
  }

  private static SampledResponse row(Slot slot, Completion completion, Policy policy) {
    FinishReason finish = completion.isStopped() ? FinishReason.STOP : FinishReason.LENGTH;
    return SampledResponse.newBuilder()
        .setProblemId(slot.prompt().problem().problemId())
        .setSampleIndex(slot.sampleIndex())
        .setPromptTokens(integers(slot.prompt().tokens()))
        .setResponseTokens(integers(completion.responseTokens()))
        .setBehaviorLogprobs(floats(completion.behaviorLogprobs()))
        .setSamplingLogprobs(floats(completion.samplingLogprobs()))
        .setFinishReason(finish.name())
        .setResponseText(policy.responseText(completion))
        .build();
  }

  private static List<Integer> integers(int[] values) {
    List<Integer> list = new ArrayList<>(values.length);
    for (int value : values) {
      list.add(value);
    }
    return list;
  }

  private static List<Float> floats(float[] values) {
    if (values == null) {
      return null;
    }
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
