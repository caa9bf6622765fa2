package dev.rondo.benchmark;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes a small evaluation a large one, for measurements of what counts stored samples: the
 * responses of its first block are drawn again, with their lineage, into as many further blocks as
 * {@code rondo eval --samples N} looks for. No policy has sampled them, so their numbers mean
 * nothing. Some of them get a wrong answer of their own, so that the number of different answers
 * grows with the samples as it does where policies guess.
 */
@Command(
    name = "grow-evaluation",
    mixinStandardHelpOptions = true,
    description = "Draws the samples of an evaluation again, until there are N of each problem.")
final class GrowEvaluation implements Callable<Integer> {
  private static final String FIRST = "block-000000-000064";
  private static final int BLOCK_SAMPLES = 64;

  @Option(
      names = "--evaluation",
      required = true,
      description = "OUT/BENCHMARK/POLICY of rondo eval, with 64 samples of each problem.")
  private Path evaluation;

  @Option(names = "--samples", required = true, description = "Of each problem, N.")
  private int samples;

  @Option(
      names = "--guesses",
      description = "Share of samples with an answer of their own (default: ${DEFAULT-VALUE}).")
  private double guesses = 0.05;

  @Override
  public Integer call() throws IOException {
    Storage storage = new LocalStorage(evaluation.toAbsolutePath().normalize());
    DatasetStore first = new DatasetStore(storage, FIRST);
    DatasetManifest manifest = first.committedManifest();
    Map<FileEntry, Map<String, List<Rollout>>> groups = new LinkedHashMap<>();
    for (FileEntry file : manifest.files()) {
      Map<String, List<Rollout>> ofFile = new LinkedHashMap<>();
      for (Rollout row : first.readRows(file, Rollout.class)) {
        ofFile.computeIfAbsent(row.getProblemId(), id -> new ArrayList<>()).add(row);
      }
      groups.put(file, ofFile);
    }
    for (int from = BLOCK_SAMPLES; from < samples; from += BLOCK_SAMPLES) {
      write(storage, manifest, groups, from, Math.min(samples, from + BLOCK_SAMPLES));
    }
    return 0;
  }

  private void write(
      Storage storage,
      DatasetManifest manifest,
      Map<FileEntry, Map<String, List<Rollout>>> groups,
      int from,
      int to)
      throws IOException {
    String name = String.format(Locale.ROOT, "block-%06d-%06d", from, to);
    DatasetStore block = new DatasetStore(storage, name);
    if (block.isCommitted()) {
      throw new InvalidInputException(
          "Cannot grow " + evaluation + ": " + name + " is there (allowed: a first block alone)");
    }
    var lineage = manifest.lineage().inGroupsOf(to - from);
    SplittableRandom random = new SplittableRandom(from);
    List<FileEntry> files = new ArrayList<>();
    long tokens = 0;
    long rows = 0;
    for (var file : groups.entrySet()) {
      List<Rollout> drawn = new ArrayList<>();
      for (List<Rollout> group : file.getValue().values()) {
        for (int sample = from; sample < to; sample++) {
          Rollout again = drawn(group.get(random.nextInt(group.size())), sample, random);
          tokens += again.getResponseTokens().size();
          drawn.add(again);
        }
      }
      rows += drawn.size();
      files.add(
          block.writeRows(
              file.getKey().path(),
              Rollout.getClassSchema(),
              drawn,
              DatasetStore.lineageMetadata(lineage)));
    }
    SortedMap<String, Long> counts = new TreeMap<>(manifest.counts());
    counts.put("rows", rows);
    counts.put("response-tokens", tokens);
    block.commit(manifest.kind(), files, counts, lineage);
  }

  private Rollout drawn(Rollout response, int sample, SplittableRandom random) {
    double factor = 1 - random.nextDouble() / 1_000; // log-probabilities hardly repeat
    var again =
        Rollout.newBuilder(response)
            .setSampleIndex(sample)
            .setBehaviorLogprobs(
                response.getBehaviorLogprobs().stream()
                    .map(logprob -> (float) (factor * logprob))
                    .toList());
    if (random.nextDouble() < guesses) {
      again
          .setExtractedAnswer(Integer.toString(1_000_000 + random.nextInt(1_000_000)))
          .setVerdict(Outcome.INCORRECT)
          .setVerdictReason("different")
          .setOutcomeReward(0f);
    }
    return again.build();
  }
}
