// The work that comparisons of devices and repetitions have in common.
package dev.rondo.benchmark;

import dev.rondo.policy.Completion;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.schema.SamplingSettings;
import dev.rondo.trainer.network.LoraSettings;
import dev.rondo.trainer.network.MemorySettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A few rollouts and one update of a policy, the same for every device. */
final class SmallWork {
  private static final int GROUP_SIZE = 4;
  private static final int PROMPT_TOKENS = 24;
  private static final int RESPONSE_TOKENS = 40;

  private SmallWork() {}

  /** Prompts of different lengths, each several times. */
  static List<SampleRequest> requests(int vocabularySize, int rows) {
    Random random = new Random(1);
    List<SampleRequest> requests = new ArrayList<>();
    while (requests.size() < rows) {
      int problem = requests.size() / GROUP_SIZE;
      int[] prompt = random.ints(PROMPT_TOKENS + problem % 7, 0, vocabularySize).toArray();
      for (int k = 0; k < GROUP_SIZE && requests.size() < rows; k++) {
        requests.add(new SampleRequest(prompt, new SampleKey(1, 1, "p" + problem, k)));
      }
    }
    return requests;
  }

  /** Responses to the requests, each as long as may be. */
  static List<Completion> sample(
      DjlPolicy policy, List<SampleRequest> requests, double temperature, int newTokens) {
    SamplingSettings settings = new SamplingSettings(temperature, 1, 0, newTokens);
    try (SamplingSession session = policy.startSampling(requests, settings)) {
      boolean isFinished = false;
      while (!isFinished) {
        isFinished = session.advance(newTokens);
      }
      return session.completions();
    }
  }

  /** An update on random rollouts of different lengths, some sharing a micro-batch. */
  static TrainingWork update(
      Path checkpoint, DeviceSettings where, ComputeType type, boolean isLora) {
    int[] lengths = new int[4 * GROUP_SIZE];
    Arrays.setAll(lengths, i -> RESPONSE_TOKENS - i % 5 * 3);
    LoraSettings lora = isLora ? new LoraSettings(8, 32, LoraSettings.TARGETS, 0) : null;
    return new TrainingWork(
        checkpoint,
        where,
        GROUP_SIZE,
        PROMPT_TOKENS,
        lengths,
        new MemorySettings(512, true, type, ComputeType.FLOAT32, lora, 1));
  }
}
