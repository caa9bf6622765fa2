package dev.rondo.rollout;

import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.policy.Policy;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampledResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Replaces groups that teach nothing, those whose rollouts are all correct or none of them: the
 * dynamic sampling of DAPO (Yu et al., arXiv 2503.14476v2, section 3.2), within a shard. As many of
 * the shard's reserve problems as there are such groups are sampled; each whose verdicts differ
 * takes the place of one of them, first come first; and again with the next reserves, until there
 * is no such group or no reserve left. What cannot be replaced stays.
 *
 * <p>Deviation: DAPO samples until a batch is full, over all prompts; here each shard has its own
 * reserves, in an order that the plan fixes, so that its bytes depend on nothing but the plan.
 */
final class UniformGroups {
  /** Count of the groups that taught nothing before any was replaced. */
  static final String UNIFORM = "uniform-groups";

  private UniformGroups() {}

  /**
   * The shard with its groups replaced, how many were, and what the shard's own problems gave.
   *
   * @param sampled the shard's own problems
   */
  static ShardSampler.Sampled replace(ShardPlan plan, Policy policy, ShardSampler.Sampled sampled)
      throws InterruptedException {
    if (plan.reserves().isEmpty()) {
      return sampled;
    }
    Map<String, List<SampledResponse>> groups = groups(sampled.rows());
    List<String> order = new ArrayList<>(groups.keySet());
    ShardVerifier.Judged first = judge(plan.of(plan.problems()), sampled);
    List<String> uniform = uniform(plan, first);
    long uniformAtFirst = uniform.size();
    long replaced = 0;
    int tried = 0;
    while (!uniform.isEmpty() && tried < plan.reserves().size()) {
      int more = Math.min(uniform.size(), plan.reserves().size() - tried);
      ShardPlan others = plan.of(plan.reserves().subList(tried, tried + more));
      tried += more;
      ShardSampler.Sampled drawn = ShardSampler.sampleGroups(others, policy);
      ShardVerifier.Judged judged = judge(others, drawn);
      Map<String, List<SampledResponse>> taken = groups(drawn.rows());
      taken.keySet().removeAll(uniform(others, judged));
      // One whose answer cannot be compared with would only be rejected.
      judged.rejected().forEach(group -> taken.remove(group.getProblemId()));
      for (Map.Entry<String, List<SampledResponse>> group : taken.entrySet()) {
        String gone = uniform.remove(0);
        order.set(order.indexOf(gone), group.getKey());
        groups.remove(gone);
        groups.put(group.getKey(), group.getValue());
        replaced++;
      }
    }
    SortedMap<String, Long> counts =
        new TreeMap<>(
            new FirstRollouts(
                    RolloutTally.of(first.rollouts()), ShardVerifier.tokens(first.rollouts()))
                .counts());
    counts.put(UNIFORM, uniformAtFirst);
    counts.put("replaced-groups", replaced);
    counts.put("reserve-groups", (long) tried);
    return new ShardSampler.Sampled(
        order.stream().flatMap(id -> groups.get(id).stream()).toList(), sampled.rejected(), counts);
  }

  private static Map<String, List<SampledResponse>> groups(List<SampledResponse> rows) {
    Map<String, List<SampledResponse>> groups = new LinkedHashMap<>();
    rows.forEach(
        row -> groups.computeIfAbsent(row.getProblemId(), id -> new ArrayList<>()).add(row));
    return groups;
  }

  /** Problems whose rollouts are all correct, or none of them, in order. */
  private static List<String> uniform(ShardPlan plan, ShardVerifier.Judged judged) {
    Map<String, Integer> correct = new LinkedHashMap<>();
    for (Rollout rollout : judged.rollouts()) {
      correct.merge(
          rollout.getProblemId(), rollout.getVerdict() == Outcome.CORRECT ? 1 : 0, Integer::sum);
    }
    List<String> uniform = new ArrayList<>();
    correct.forEach(
        (problem, count) -> {
          if (count == 0 || count == plan.groupSize()) {
            uniform.add(problem);
          }
        });
    return uniform;
  }

  private static ShardVerifier.Judged judge(ShardPlan plan, ShardSampler.Sampled sampled) {
    return ShardVerifier.judge(plan, sampled.rows(), sampled.rejected());
  }
}
