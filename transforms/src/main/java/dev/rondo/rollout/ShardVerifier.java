package dev.rondo.rollout;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampledResponse;
import dev.rondo.verify.AnswerExtractor;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verdict;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Judges one sampled shard: rows of SampledResponse in, rows of Rollout out, then the receipt that
 * makes the shard complete. A shard that has this receipt is not judged again.
 *
 * <p>A group whose reference answer cannot be compared with leaves whole, with its reason and rows.
 * A fault of a single response keeps its row: the verdict says so.
 */
public final class ShardVerifier {
  private final Storage storage;

  /**
   * @param storage where the dataset lives
   */
  public ShardVerifier(Storage storage) {
    this.storage = storage;
  }

  /** Judges a shard unless an earlier attempt did. */
  public VerifiedShard verify(SampledShard sampled) throws IOException {
    return verify(sampled, outcome -> {});
  }

  /**
   * As above.
   *
   * @param verdicts told of every verdict that is given now
   */
  VerifiedShard verify(SampledShard sampled, Consumer<Outcome> verdicts) throws IOException {
    ShardPlan plan = sampled.plan();
    DatasetStore store = new DatasetStore(storage, plan.dataset());
    Optional<Receipt> finished = store.receipt(ShardPlan.VERIFIED, plan.shardIndex());
    if (finished.isPresent()) {
      return new VerifiedShard(plan.dataset(), finished.get());
    }
    Judged judged = judge(plan, sampled.rows(), sampled.rejected());
    judged.rollouts().forEach(rollout -> verdicts.accept(rollout.getVerdict()));
    return new VerifiedShard(plan.dataset(), write(storage, plan, judged, sampled.counts()));
  }

  /**
   * What judging made of a shard.
   *
   * @param rollouts of the accepted groups, in order
   * @param rejected the other groups, in order
   */
  record Judged(List<Rollout> rollouts, List<RejectedGroup> rejected) {}

  /** Judges the rows of a shard; reads and writes nothing. */
  static Judged judge(
      ShardPlan plan, List<SampledResponse> rows, List<RejectedGroup> rejectedBefore) {
    String judges = plan.lineage().verifier();
    Extraction extraction = Verifiers.extractionOf(judges);
    Map<String, List<SampledResponse>> groups = new LinkedHashMap<>();
    rows.forEach(
        row -> groups.computeIfAbsent(row.getProblemId(), id -> new ArrayList<>()).add(row));
    Map<String, RejectedGroup> before = new LinkedHashMap<>();
    rejectedBefore.forEach(group -> before.put(group.getProblemId(), group));

    List<Rollout> rollouts = new ArrayList<>();
    List<RejectedGroup> rejected = new ArrayList<>();
    for (PlannedProblem problem : problems(plan, groups.keySet(), before.keySet())) {
      RejectedGroup unsampled = before.get(problem.problemId());
      if (unsampled != null) {
        rejected.add(unsampled);
        continue;
      }
      List<SampledResponse> group = groups.getOrDefault(problem.problemId(), List.of());
      if (group.size() != plan.groupSize()) {
        throw new InvalidInputException(
            "Cannot judge "
                + plan.dataset()
                + " shard "
                + plan.shardIndex()
                + ": problem "
                + problem.problemId()
                + " has "
                + group.size()
                + " responses (allowed: "
                + plan.groupSize()
                + ")");
      }
      Verifier verifier = Verifiers.named(problem.verifier());
      Optional<String> objection = verifier.checkReference(problem.answer());
      if (objection.isPresent()) {
        rejected.add(
            Rejections.whenJudged(problem, "unreadable-reference", objection.get(), group));
      } else {
        boolean inReasoning =
            Verifiers.beginInReasoning(judges) || AnswerExtractor.opensReasoning(problem.prompt());
        for (SampledResponse response : group) {
          String text = response.getResponseText();
          String judged = inReasoning ? AnswerExtractor.begunInReasoning(text) : text;
          Verdict verdict = verifier.verify(problem.answer(), judged, extraction);
          rollouts.add(rollout(plan, problem, response, verdict));
        }
      }
    }
    return new Judged(rollouts, rejected);
  }

  /** The shard's problems, each where its group stands: reserves in the places of others. */
  private static List<PlannedProblem> problems(
      ShardPlan plan, Set<String> sampled, Set<String> rejected) {
    if (plan.reserves().isEmpty()) {
      return plan.problems();
    }
    Map<String, PlannedProblem> byId = new LinkedHashMap<>();
    plan.problems().forEach(problem -> byId.put(problem.problemId(), problem));
    plan.reserves().forEach(problem -> byId.put(problem.problemId(), problem));
    List<PlannedProblem> problems = new ArrayList<>();
    rejected.forEach(id -> problems.add(byId.get(id)));
    sampled.forEach(id -> problems.add(byId.get(id)));
    if (problems.contains(null) || problems.size() != plan.problems().size()) {
      throw new InvalidInputException(
          "Cannot judge "
              + plan.dataset()
              + " shard "
              + plan.shardIndex()
              + ": it has "
              + problems.size()
              + " groups (allowed: "
              + plan.problems().size()
              + ", of its problems and their reserves)");
    }
    return problems;
  }

  static Receipt write(Storage storage, ShardPlan plan, Judged judged) throws IOException {
    return write(storage, plan, judged, new TreeMap<>());
  }

  private static Receipt write(
      Storage storage, ShardPlan plan, Judged judged, SortedMap<String, Long> counts)
      throws IOException {
    ShardFiles files = new ShardFiles(storage, plan, ShardPlan.VERIFIED);
    if (!judged.rejected().isEmpty()) {
      files.write(plan.rejectedPath(), RejectedGroup.getClassSchema(), judged.rejected());
    }
    FileEntry file = files.write(plan.shardPath(), Rollout.getClassSchema(), judged.rollouts());
    SortedMap<String, Long> all = new TreeMap<>(counts);
    if (plan.lineage().round() != null) {
      // Of an evaluation its summary counts them.
      all.putAll(RolloutTally.of(judged.rollouts()).counts());
    }
    Receipt receipt =
        new Receipt(
            ShardPlan.VERIFIED,
            plan.shardIndex(),
            file,
            judged.rollouts().size() / plan.groupSize(),
            judged.rejected().size(),
            tokens(judged.rollouts()),
            all);
    new DatasetStore(storage, plan.dataset()).writeReceipt(receipt);
    return receipt;
  }

  /** Response tokens of some rollouts. */
  static long tokens(List<Rollout> rollouts) {
    return rollouts.stream().mapToLong(row -> row.getResponseTokens().size()).sum();
  }

  private static Rollout rollout(
      ShardPlan plan, PlannedProblem problem, SampledResponse response, Verdict verdict) {
    return Rollout.newBuilder()
        .setProblemId(response.getProblemId())
        .setSampleIndex(response.getSampleIndex())
        .setPromptTokens(response.getPromptTokens())
        .setResponseTokens(response.getResponseTokens())
        .setBehaviorLogprobs(response.getBehaviorLogprobs())
        .setSamplingLogprobs(response.getSamplingLogprobs())
        .setFinishReason(FinishReason.valueOf(response.getFinishReason()))
        .setResponseText(response.getResponseText())
        .setExtractedAnswer(verdict.extractedAnswer())
        .setVerdict(verdict.outcome())
        .setVerdictReason(verdict.reason())
        .setOutcomeReward(
            verdict.outcome() == Outcome.UNKNOWN
                ? null
                : verdict.outcome() == Outcome.CORRECT ? 1f : 0f)
        .setRound(plan.lineage().round())
        .setPrompt(problem.prompt())
        .build();
  }
}
