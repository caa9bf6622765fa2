// The plan of a dataset that holds the rollouts of another with new verdicts.
package dev.rondo.rollout;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.Rollout;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Plans a dataset that holds the rollouts of a committed one with new verdicts. Lineage is the
 * parent's, with the parent's version as {@code parents.rollouts} and the new verifier.
 */
public final class ReverifyPlan {
  private static final String PROBLEMS = "problems";

  private ReverifyPlan() {}

  /**
   * Plans.
   *
   * @param parent a committed dataset of rollouts, or a block of an evaluation
   * @param problems the problems that it was sampled from
   * @param verifier of all problems, or null for that of each problem
   * @param extraction where verifiers look for the answer, or null for where they did
   * @param directory of the new dataset in its storage
   * @throws InvalidInputException if the parent holds no rollouts, or is of other problems
   */
  public static DatasetPlan of(
      DatasetStore parent,
      DatasetStore problems,
      String verifier,
      Extraction extraction,
      String directory,
      String codeVersion)
      throws IOException {
    DatasetManifest manifest = parent.committedManifest();
    requireRollouts(parent);
    requireSame(manifest, problems);
    if (verifier != null) {
      Verifiers.named(verifier);
    }
    Map<String, PlannedProblem> byId =
        problems.readAllRows(Problem.class).stream()
            .map(PlannedProblem::of)
            .map(problem -> verifier == null ? problem : problem.judgedBy(verifier))
            .collect(Collectors.toMap(PlannedProblem::problemId, problem -> problem));
    List<List<PlannedProblem>> byShard = new ArrayList<>();
    int firstSample = 0;
    for (FileEntry file : shardFiles(parent)) {
      Set<String> ids = new LinkedHashSet<>();
      List<Rollout> rollouts = parent.readRows(file, Rollout.class);
      rollouts.forEach(rollout -> ids.add(rollout.getProblemId()));
      firstSample = rollouts.isEmpty() ? firstSample : rollouts.get(0).getSampleIndex();
      rejected(parent, file).forEach(group -> ids.add(group.getProblemId()));
      byShard.add(ids.stream().map(id -> found(byId, id)).toList());
    }
    Extraction looking =
        extraction == null ? Verifiers.extractionOf(manifest.lineage().verifier()) : extraction;
    Lineage lineage = lineage(parent, byShard, looking, codeVersion);
    List<ShardPlan> shards = new ArrayList<>();
    for (List<PlannedProblem> shard : byShard) {
      shards.add(new ShardPlan(directory, shards.size(), shard, firstSample, 1, 1, lineage));
    }
    return new DatasetPlan(directory, manifest.kind(), shards);
  }

  /** The parent's files of rollouts, in order; shard i of the new dataset is made of the i-th. */
  static List<FileEntry> shardFiles(DatasetStore parent) throws IOException {
    return parent.committedManifest().files().stream()
        .filter(file -> file.hasRows() && !DatasetLayout.isRejected(file.path()))
        .toList();
  }

  /** The groups that were rejected from a file of rollouts. */
  static List<RejectedGroup> rejected(DatasetStore parent, FileEntry file) throws IOException {
    for (FileEntry other : parent.committedManifest().files()) {
      if (DatasetLayout.isRejectedOf(other.path(), file.path())) {
        return parent.readRows(other, RejectedGroup.class);
      }
    }
    return List.of();
  }

  /**
   * Refuses what cannot be verified again.
   *
   * @throws InvalidInputException if a dataset holds no rollouts
   */
  public static void requireRollouts(DatasetStore parent) throws IOException {
    DatasetManifest manifest = parent.committedManifest();
    if (!manifest.kind().equals("rollouts") && !manifest.kind().equals("evaluation")) {
      throw new InvalidInputException(
          "Cannot verify again a dataset of kind: "
              + manifest.kind()
              + " (allowed: rollouts, evaluation)");
    }
  }

  private static void requireSame(DatasetManifest manifest, DatasetStore problems)
      throws IOException {
    String wanted = manifest.lineage().parents().get(PROBLEMS);
    String given = problems.manifestDigest();
    if (!given.equals(wanted)) {
      throw new InvalidInputException(
          "Cannot verify with problems of version " + given + " (allowed: " + wanted + ")");
    }
  }

  private static PlannedProblem found(Map<String, PlannedProblem> byId, String id) {
    PlannedProblem problem = byId.get(id);
    if (problem == null) {
      throw new InvalidInputException(
          "Cannot verify again problem "
              + id
              + ": it is not among the problems (allowed: those that the rollouts were sampled"
              + " from)");
    }
    return problem;
  }

  private static Lineage lineage(
      DatasetStore parent,
      List<List<PlannedProblem>> byShard,
      Extraction extraction,
      String codeVersion)
      throws IOException {
    Lineage before = parent.committedManifest().lineage();
    SortedMap<String, String> parents = new TreeMap<>(before.parents());
    parents.put("rollouts", parent.manifestDigest());
    String verifiers =
        byShard.stream()
            .flatMap(List::stream)
            .map(PlannedProblem::verifier)
            .distinct()
            .sorted()
            .map(name -> Verifiers.named(name).identity())
            .collect(Collectors.joining(","));
    return before
        .withParents(parents)
        .judgedBy(
            Verifiers.beginInReasoning(before.verifier())
                ? Verifiers.inReasoning(Verifiers.looking(verifiers, extraction))
                : Verifiers.looking(verifiers, extraction))
        .writtenBy(codeVersion);
  }
}
