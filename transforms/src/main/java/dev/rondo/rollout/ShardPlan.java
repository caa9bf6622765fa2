package dev.rondo.rollout;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.Lineage;
import dev.rondo.policy.SampleKey;
import dev.rondo.schema.InvalidInputException;
import java.util.List;
import java.util.Locale;

/**
 * Everything that decides one shard's bytes: problems and settings, never tokens.
 *
 * @param dataset directory of the dataset in its storage, such as {@code rollouts/round-000001}
 * @param shardIndex 0-based
 * @param problems the shard's problems, in order; at least one
 * @param reserves other problems, in the order in which they take the places of problems whose
 *     groups have verdicts that are all equal; none where such groups stay
 * @param firstSample sample index of each group's first response, 0 or above; above 0 only in later
 *     blocks of an evaluation
 * @param batchSequences responses that are sampled together, at least 1; a batch never crosses a
 *     shard
 * @param maxPositionsPerCall token positions that one native call samples, at least 1
 * @param lineage lineage of the dataset; its seed, round (null counts as 0), sampling and group
 *     size are what the shard is sampled with
 */
public record ShardPlan(
    String dataset,
    int shardIndex,
    List<PlannedProblem> problems,
    List<PlannedProblem> reserves,
    int firstSample,
    int batchSequences,
    int maxPositionsPerCall,
    Lineage lineage) {

  /** Stage of the receipt that says a shard lies in the spool. */
  public static final String SAMPLED = "sampled";

  /** Stage of the receipt that says a shard is complete. */
  public static final String VERIFIED = "verified";

  /** Checks every field. */
  public ShardPlan {
    problems = List.copyOf(problems);
    reserves = List.copyOf(reserves);
    require(shardIndex >= 0, "shard-index", shardIndex, "0 and above");
    require(!problems.isEmpty(), "problems", 0, "at least 1");
    require(firstSample >= 0, "first-sample", firstSample, "0 and above");
    require(batchSequences >= 1, "batch-sequences", batchSequences, "1 and above");
    require(maxPositionsPerCall >= 1, "max-positions-per-call", maxPositionsPerCall, "1 and above");
    require(lineage.seed() != null, "seed", "none", "a number");
    require(lineage.sampling() != null, "sampling", "none", "sampling settings");
    require(
        lineage.groupSize() != null && lineage.groupSize() >= 1,
        "group-size",
        lineage.groupSize(),
        "1 and above");
  }

  /** A shard without reserves. */
  public ShardPlan(
      String dataset,
      int shardIndex,
      List<PlannedProblem> problems,
      int firstSample,
      int batchSequences,
      int maxPositionsPerCall,
      Lineage lineage) {
    this(
        dataset,
        shardIndex,
        problems,
        List.of(),
        firstSample,
        batchSequences,
        maxPositionsPerCall,
        lineage);
  }

  /** A shard of other problems, without reserves, that is sampled like this one. */
  ShardPlan of(List<PlannedProblem> others) {
    return new ShardPlan(
        dataset, shardIndex, others, firstSample, batchSequences, maxPositionsPerCall, lineage);
  }

  /** This shard with reserves. */
  ShardPlan withReserves(List<PlannedProblem> others) {
    return new ShardPlan(
        dataset,
        shardIndex,
        problems,
        others,
        firstSample,
        batchSequences,
        maxPositionsPerCall,
        lineage);
  }

  /** Responses that each problem gets in this shard. */
  public int groupSize() {
    return lineage.groupSize();
  }

  /** Responses that the shard holds if no group is rejected. */
  public int plannedResponses() {
    return problems.size() * groupSize();
  }

  /** Where the randomness of one response comes from. */
  public SampleKey sampleKey(PlannedProblem problem, int sampleIndex) {
    int round = lineage.round() == null ? 0 : lineage.round();
    return new SampleKey(lineage.seed(), round, problem.problemId(), sampleIndex);
  }

  /** Path of the shard's final file, relative to the dataset's directory. */
  public String shardPath() {
    return shardPath(shardIndex);
  }

  /** As above, of any shard. */
  static String shardPath(int shardIndex) {
    return String.format(Locale.ROOT, "shard-%05d", shardIndex) + DatasetLayout.ROWS_SUFFIX;
  }

  /** Path of the groups that were rejected, relative to the dataset's directory. */
  public String rejectedPath() {
    return rejectedPath(shardIndex);
  }

  /** As above, of any shard. */
  static String rejectedPath(int shardIndex) {
    return DatasetLayout.rejectedOf(shardPath(shardIndex));
  }

  /** Path of the sampled, not yet judged shard, relative to the dataset's directory. */
  public String spoolPath() {
    return spoolPath(shardIndex);
  }

  /** As above, of any shard. */
  static String spoolPath(int shardIndex) {
    return DatasetLayout.spoolOf(shardPath(shardIndex));
  }

  /** Path of the groups that were rejected before sampling, until they are judged. */
  public String spoolRejectedPath() {
    return spoolRejectedPath(shardIndex);
  }

  /** As above, of any shard. */
  static String spoolRejectedPath(int shardIndex) {
    return DatasetLayout.spoolRejectedOf(shardPath(shardIndex));
  }

  private static void require(boolean holds, String field, Object value, String allowed) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot plan a shard with " + field + ": " + value + " (allowed: " + allowed + ")");
    }
  }
}
