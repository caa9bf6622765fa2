package dev.rondo.benchmark;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Receipt;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes the first round of a run with rollouts at random, as many shards as are asked for, as a
 * job leaves them: Parquet files, receipts, the manifest. What {@code rondo status}, {@code step}
 * and {@code datasets verify} take over many shards is measured on it.
 */
@Command(
    name = "shards",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the first round of a run that has its base policy: rollouts at random in many"
          + " shards.",
      "Measure rondo status and rondo datasets verify on it."
    })
final class MakeShards implements Callable<Integer> {
  private static final String ROUND = "rollouts/round-000001";
  private static final int VOCABULARY = 40;

  @Option(names = "--run", required = true, description = "The run's directory.")
  private Path run;

  @Option(names = "--shards", description = "Number of shards (default: ${DEFAULT-VALUE}).")
  private int shards = 10_000;

  @Option(names = "--problems", description = "Of a shard (default: ${DEFAULT-VALUE}).")
  private int problems = 1;

  @Option(names = "--group-size", description = "Rollouts a problem (default: ${DEFAULT-VALUE}).")
  private int groupSize = 8;

  @Option(names = "--tokens", description = "Of a response (default: ${DEFAULT-VALUE}).")
  private int tokens = 256;

  @Override
  public Integer call() throws IOException {
    Storage storage = new LocalStorage(run);
    DatasetStore policy = new DatasetStore(storage, "policies/round-000000");
    DatasetStore store = new DatasetStore(storage, ROUND);
    Lineage made = policy.committedManifest().lineage();
    Lineage lineage =
        Lineage.of(
                Map.of(
                    "problems",
                    new DatasetStore(storage, "problems/training").manifestDigest(),
                    "policy",
                    policy.manifestDigest()))
            .withSeed(0L)
            .withRound(1)
            .byPolicy(policy.manifestDigest())
            .withTokenizer(FileTokenizer.digestOf(policy.committedManifest().files()))
            .sampledWith(new SamplingSettings(1, 1, 0, tokens))
            .inGroupsOf(groupSize)
            .judgedBy("exact@1")
            .configuredBy(made.configDigest())
            .writtenBy(made.codeVersion())
            .computedBy(made.programDigest())
            .computedOn(made.numericClass());
    SortedMap<String, String> metadata = DatasetStore.lineageMetadata(lineage);
    List<FileEntry> files = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      String path = String.format(Locale.ROOT, "shard-%05d.parquet", shard);
      FileEntry file = store.writeRows(path, Rollout.getClassSchema(), rows(shard), metadata);
      store.writeReceipt(
          new Receipt("verified", shard, file, problems, 0, (long) problems * groupSize * tokens));
      files.add(file);
    }
    long groups = (long) shards * problems;
    SortedMap<String, Long> counts = new TreeMap<>();
    counts.put("planned-groups", groups);
    counts.put("accepted-groups", groups);
    counts.put("rejected-groups", 0L);
    counts.put("rows", groups * groupSize);
    counts.put("response-tokens", groups * groupSize * tokens);
    store.commit("rollouts", files, counts, lineage);
    System.out.printf(
        Locale.ROOT,
        "%s: %d shards, %d rollouts, %.1f MB%n",
        ROUND,
        shards,
        groups * groupSize,
        files.stream().mapToLong(FileEntry::bytes).sum() / 1e6);
    return 0;
  }

  private List<Rollout> rows(int shard) {
    List<Rollout> rows = new ArrayList<>();
    for (int problem = 0; problem < problems; problem++) {
      String id = String.format(Locale.ROOT, "made-up-%08d", shard * (long) problems + problem);
      Random random = new Random(id.hashCode());
      List<Integer> prompt = ids(random, 16);
      for (int sample = 0; sample < groupSize; sample++) {
        List<Integer> response = ids(random, tokens);
        boolean isCorrect = random.nextBoolean();
        rows.add(
            Rollout.newBuilder()
                .setProblemId(id)
                .setSampleIndex(sample)
                .setPromptTokens(prompt)
                .setResponseTokens(response)
                .setBehaviorLogprobs(logprobs(random))
                .setSamplingLogprobs(null)
                .setFinishReason(FinishReason.LENGTH)
                .setResponseText(text(response))
                .setExtractedAnswer(null)
                .setVerdict(isCorrect ? Outcome.CORRECT : Outcome.INCORRECT)
                .setVerdictReason(isCorrect ? "equal" : "different")
                .setOutcomeReward(isCorrect ? 1f : 0f)
                .setRound(1)
                .setPrompt(text(prompt))
                .build());
      }
    }
    return rows;
  }

  private static List<Integer> ids(Random random, int count) {
    List<Integer> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(random.nextInt(VOCABULARY));
    }
    return ids;
  }

  private List<Float> logprobs(Random random) {
    List<Float> logprobs = new ArrayList<>(tokens);
    for (int i = 0; i < tokens; i++) {
      logprobs.add(-3 * random.nextFloat());
    }
    return logprobs;
  }

  private static String text(List<Integer> ids) {
    StringBuilder text = new StringBuilder();
    ids.forEach(id -> text.append((char) ('0' + id)));
    return text.toString();
  }
}
