package dev.rondo.evaluate;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlannedProblem;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plans the blocks of samples that evaluations of one policy on the same problems are made of.
 * Blocks that are committed stay as their manifests say, whichever version of this program and
 * however many threads made them; further samples go into further blocks, so that none is ever
 * drawn twice.
 *
 * @param storage where the blocks lie
 * @param subject lineage of every block as far as it is the same in all: policy, problems, seed,
 *     verifiers, and by whom a new one is computed
 * @param problems in order
 * @param shards of a block
 * @param batchSequences responses that are sampled together
 * @param maxPositionsPerCall token positions that one native call samples
 */
public record EvaluationPlanner(
    Storage storage,
    Lineage subject,
    List<Problem> problems,
    int shards,
    int batchSequences,
    int maxPositionsPerCall) {
  /** Samples per problem in one block, at most. */
  public static final int BLOCK_SAMPLES = 64;

  private static final String KIND = "evaluation";
  private static final Pattern BLOCK = Pattern.compile("block-([0-9]{6})-([0-9]{6})");

  /** Copies the problems; an id that two of them have would count as one problem of 2 n samples. */
  public EvaluationPlanner {
    problems = List.copyOf(problems);
    Set<String> ids = new HashSet<>();
    for (Problem problem : problems) {
      if (!ids.add(problem.getProblemId())) {
        throw new InvalidInputException(
            "Cannot evaluate on problems with id "
                + problem.getProblemId()
                + " twice (allowed: each id once)");
      }
    }
  }

  /**
   * What an evaluation counts and what of it is not there yet.
   *
   * @param all blocks in the order of their samples
   * @param missing plans of those that are not committed
   */
  public record Blocks(List<EvaluationBlock> all, List<DatasetPlan> missing) {

    /** Samples per problem in all blocks together. */
    public int samples() {
      return all.stream().mapToInt(block -> block.lineage().groupSize()).sum();
    }
  }

  /**
   * The blocks of an evaluation.
   *
   * @param directory of the evaluation in the storage
   * @param samples per problem, at least; there are more if more are committed
   * @throws InvalidInputException if a committed block holds samples of something else
   */
  public Blocks blocks(String directory, SamplingSettings sampling, int samples)
      throws IOException {
    Lineage wanted = subject.sampledWith(sampling);
    SortedMap<Integer, Integer> committed = committedBlocks(storage, directory);
    List<int[]> ranges = blockRanges(committed, samples);
    int end = ranges.stream().mapToInt(range -> range[1]).max().orElse(0);
    if (!ranges.stream().allMatch(range -> isCommitted(committed, range))) {
      requireReadableSummary(end, sampling.maxResponseTokens());
    }
    List<EvaluationBlock> all = new ArrayList<>();
    List<DatasetPlan> missing = new ArrayList<>();
    for (int[] range : ranges) {
      String block = directory + "/" + blockName(range[0], range[1]);
      Lineage lineage = wanted.inGroupsOf(range[1] - range[0]);
      if (isCommitted(committed, range)) {
        all.add(committed(block, lineage));
      } else {
        all.add(new EvaluationBlock(block, lineage, null));
        missing.add(plan(block, lineage, range[0]));
      }
    }
    return new Blocks(List.copyOf(all), List.copyOf(missing));
  }

  private static boolean isCommitted(SortedMap<Integer, Integer> committed, int[] range) {
    return Objects.equals(committed.get(range[0]), range[1]);
  }

  /** Refuses problems of which the summary would be too large to be read, before hours of work. */
  private void requireReadableSummary(int samples, int mostTokens) {
    List<String> ids = problems.stream().map(Problem::getProblemId).toList();
    long bytes = SummaryJson.mostBytes(ids, samples, mostTokens);
    if (bytes > RegularFiles.MOST_DOCUMENT_BYTES) {
      throw new InvalidInputException(
          "Cannot evaluate on problems: "
              + problems.size()
              + " (allowed: about "
              + problems.size() * RegularFiles.MOST_DOCUMENT_BYTES / bytes
              + " in one evaluation, of which "
              + EvaluationSummary.FILE_NAME
              + " can be read; divide them into several datasets)");
    }
  }

  private DatasetPlan plan(String block, Lineage lineage, int firstSample) {
    return DatasetPlan.of(
        block,
        KIND,
        lineage,
        problems.stream().map(PlannedProblem::of).toList(),
        shards,
        firstSample,
        batchSequences,
        maxPositionsPerCall);
  }

  /**
   * A block that is there, if it holds samples of the same distribution, judged in the same way.
   */
  private EvaluationBlock committed(String block, Lineage wanted) throws IOException {
    DatasetStore store = new DatasetStore(storage, block);
    DatasetManifest manifest = store.committedManifest();
    Lineage found = manifest.lineage();
    requireSame(block, "kind", manifest.kind(), KIND);
    requireSame(block, "parents", found.parents(), wanted.parents());
    requireSame(block, "seed", found.seed(), wanted.seed());
    requireSame(block, "policy-digest", found.policyDigest(), wanted.policyDigest());
    requireSame(block, "tokenizer-digest", found.tokenizerDigest(), wanted.tokenizerDigest());
    requireSame(block, "sampling", found.sampling(), wanted.sampling());
    requireSame(block, "group-size", found.groupSize(), wanted.groupSize());
    requireSame(block, "verifier", found.verifier(), wanted.verifier());
    return new EvaluationBlock(block, found, store.manifestDigest());
  }

  private static void requireSame(String block, String field, Object found, Object wanted) {
    if (!Objects.equals(found, wanted)) {
      throw new InvalidInputException(
          "Cannot count the samples of "
              + block
              + ": its "
              + field
              + " is "
              + found
              + " (allowed: "
              + wanted
              + ", or an evaluation in a new directory)");
    }
  }

  /**
   * Blocks that cover samples 0 .. n-1: those that are there, then new ones that end at multiples
   * of the block size or at n.
   *
   * @param committed ranges from-to of blocks that are there; only those that follow each other
   *     without a gap count
   */
  static List<int[]> blockRanges(SortedMap<Integer, Integer> committed, int samples) {
    List<int[]> ranges = new ArrayList<>();
    int from = 0;
    while (committed.containsKey(from)) {
      ranges.add(new int[] {from, committed.get(from)});
      from = committed.get(from);
    }
    while (from < samples) {
      int to = Math.min(samples, (from / BLOCK_SAMPLES + 1) * BLOCK_SAMPLES);
      ranges.add(new int[] {from, to});
      from = to;
    }
    return ranges;
  }

  /** The name of a block in the directory of its evaluation. */
  public static String blockName(int firstSample, int endSample) {
    return String.format(Locale.ROOT, "block-%06d-%06d", firstSample, endSample);
  }

  /**
   * The verifiers of an evaluation whose policy has no tokenizer any more, since retention removed
   * it: whether responses begin inside reasoning is what the committed blocks say.
   *
   * @param directory of the evaluation in the storage, or empty
   * @param identities of the verifiers
   */
  public static String judgesOfBlocks(Storage storage, String directory, String identities)
      throws IOException {
    String inReasoning = Verifiers.inReasoning(identities);
    return judges(storage, directory).contains(inReasoning) ? inReasoning : identities;
  }

  /** By which verifiers, and how, the committed blocks of an evaluation were judged. */
  private static Set<String> judges(Storage storage, String directory) throws IOException {
    Set<String> judges = new HashSet<>();
    for (Map.Entry<Integer, Integer> range : committedBlocks(storage, directory).entrySet()) {
      String name = blockName(range.getKey(), range.getValue());
      String block = directory.isEmpty() ? name : directory + "/" + name;
      String verifier = new DatasetStore(storage, block).committedManifest().lineage().verifier();
      if (verifier != null) {
        judges.add(verifier);
      }
    }
    return judges;
  }

  /** Samples per problem that the committed blocks of an evaluation hold, from the first one on. */
  static int committedSamples(Storage storage, String directory) throws IOException {
    List<int[]> ranges = blockRanges(committedBlocks(storage, directory), 0);
    return ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1)[1];
  }

  /**
   * The blocks of an evaluation that are committed.
   *
   * @param directory of the evaluation in the storage, or empty
   * @return first sample of each block, and the one behind its last
   */
  public static SortedMap<Integer, Integer> committedBlocks(Storage storage, String directory)
      throws IOException {
    SortedMap<Integer, Integer> ranges = new TreeMap<>();
    int prefix = directory.isEmpty() ? 0 : directory.length() + 1;
    for (String path : storage.list(directory)) {
      Matcher block = BLOCK.matcher(DatasetLayout.datasetOf(path.substring(prefix)).orElse(""));
      if (block.matches()) {
        int from = Integer.parseInt(block.group(1));
        int to = Integer.parseInt(block.group(2));
        if (to > from) {
          ranges.put(from, to);
        }
      }
    }
    return ranges;
  }
}
