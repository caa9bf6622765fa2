// Small random policies and shards for tests of the trainer.
package dev.rondo.trainer;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.trainer.batch.RolloutShard;
import dev.rondo.trainer.batch.Sequences;
import dev.rondo.trainer.network.Learner;
import dev.rondo.trainer.network.MemorySettings;
import java.util.SplittableRandom;

/** Small random policies and shards, the same for the same seed. */
public final class TestPolicies {

  public static final ModelConfig CONFIG = ModelConfig.qwen2(29, 16, 24, 2, 4, 2, 8, 64);

  private TestPolicies() {}

  public static Learner learner(long seed) {
    return learner(seed, CONFIG, MemorySettings.small(4096));
  }

  public static Learner learner(long seed, ModelConfig config, MemorySettings memory) {
    return new Learner(
        PolicyModel.initialize(
            config,
            ModelInitializer.uniformDeviation(0.3),
            seed,
            Learner.program(),
            DeviceSettings.CPU),
        memory);
  }

  /** Random groups of random tokens; every second group is mixed, the others of one class. */
  public static RolloutShard shard(int groupCount, int groupSize, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int sequences = groupCount * groupSize;
    int[] promptOffsets = new int[sequences + 1];
    int[] responseOffsets = new int[sequences + 1];
    double[] rewards = new double[sequences];
    for (int i = 0; i < sequences; i++) {
      promptOffsets[i + 1] = promptOffsets[i] + 2 + (i / groupSize) % 3;
      responseOffsets[i + 1] = responseOffsets[i] + 1 + random.nextInt(9);
      rewards[i] = (i / groupSize) % 2 == 0 ? i % 3 == 0 ? 1 : 0 : (i / groupSize) % 4 / 2;
    }
    int[] promptTokens = tokens(random, promptOffsets[sequences]);
    int[] responseTokens = tokens(random, responseOffsets[sequences]);
    float[] behaviorLogprobs = new float[responseTokens.length];
    return new RolloutShard(
        groupSize,
        new Sequences(promptOffsets, promptTokens, responseOffsets, responseTokens),
        behaviorLogprobs,
        rewards,
        0,
        new boolean[rewards.length]);
  }

  /** The same shard, but each sequence has the prompt of its group's first one. */
  public static RolloutShard withPromptsOfGroups(RolloutShard shard) {
    Sequences sequences = shard.sequences();
    int[] prompts = sequences.promptTokens().clone();
    for (int i = 0; i < shard.sequenceCount(); i++) {
      int ofGroup = sequences.promptOffsets()[i / shard.groupSize() * shard.groupSize()];
      int own = sequences.promptOffsets()[i];
      System.arraycopy(prompts, ofGroup, prompts, own, sequences.promptOffsets()[i + 1] - own);
    }
    return new RolloutShard(
        shard.groupSize(),
        new Sequences(
            sequences.promptOffsets(),
            prompts,
            sequences.responseOffsets(),
            sequences.responseTokens()),
        shard.behaviorLogprobs(),
        shard.outcomeRewards(),
        shard.unknownCount(),
        shard.truncated());
  }

  public static int[] groupOffsets(RolloutShard shard) {
    int[] offsets = new int[shard.groupCount() + 1];
    for (int g = 0; g < offsets.length; g++) {
      offsets[g] = g * shard.groupSize();
    }
    return offsets;
  }

  private static int[] tokens(SplittableRandom random, int count) {
    return random.ints(count, 0, CONFIG.vocabularySize()).toArray();
  }
}
