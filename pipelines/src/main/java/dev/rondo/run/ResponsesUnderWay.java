package dev.rondo.run;

import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.SamplingProgress;
import dev.rondo.rollout.ShardPlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds up the responses of a job's shards that this process samples, and says how far they are.
 * What a shard samples is told in parts: its own problems, and each lot of reserves that is tried
 * for groups that teach nothing. Nobody knows before how many lots there will be, so each raises
 * what is to be done when it begins. A part that is sampled again stays as far as it was.
 */
final class ResponsesUnderWay implements SamplingProgress.Listener, SamplingProgress.Registration {
  private final Progress.Work work;
  private final Set<String> directories = new HashSet<>();
  private final Set<String> ownParts = new HashSet<>();
  private final Map<String, Integer> finished = new HashMap<>();
  private long done;
  private long expected;
  private SamplingProgress.Registration registration = () -> {};

  /**
   * @param work of as many units as {@link #planned} says
   */
  ResponsesUnderWay(List<DatasetPlan> datasets, Progress.Work work) {
    this.work = work;
    this.expected = planned(datasets);
    for (DatasetPlan dataset : datasets) {
      directories.add(dataset.directory());
      dataset.shards().forEach(shard -> ownParts.add(part(shard)));
    }
  }

  /** As above, told of what this process samples until it is closed. */
  static ResponsesUnderWay follow(List<DatasetPlan> datasets, Progress.Work work) {
    ResponsesUnderWay responses = new ResponsesUnderWay(datasets, work);
    responses.registration = SamplingProgress.listen(responses);
    return responses;
  }

  /** Responses of all shards, without any reserves. */
  static long planned(List<DatasetPlan> datasets) {
    return datasets.stream()
        .flatMap(dataset -> dataset.shards().stream())
        .mapToLong(ShardPlan::plannedResponses)
        .sum();
  }

  @Override
  public synchronized void advanced(ShardPlan plan, int finishedResponses, long sampledTokens) {
    if (!directories.contains(plan.dataset())) {
      return;
    }
    String part = part(plan);
    Integer before = finished.putIfAbsent(part, 0);
    if (before == null && !ownParts.contains(part)) {
      expected += plan.plannedResponses();
      work.expect(expected);
    }
    int more = finishedResponses - finished.get(part);
    if (more > 0) {
      finished.put(part, finishedResponses);
      done += more;
    }
    work.advanceTo(done);
  }

  /** All is done: what workers elsewhere sampled, and what had not to be. */
  synchronized void complete() {
    work.advanceTo(Math.max(1, expected));
  }

  @Override
  public void close() {
    registration.close();
  }

  private static String part(ShardPlan plan) {
    return plan.dataset() + "/" + plan.shardIndex() + "/" + plan.problems().get(0).problemId();
  }
}
