package dev.rondo.benchmark;

import dev.rondo.policy.Completion;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether a device computes what the processor computes, through the classes that runs use. Each
 * line is a difference and the bound that it should keep; the exit status says whether all did.
 */
@Command(
    name = "parity",
    mixinStandardHelpOptions = true,
    description = "Compares sampling, scoring and updates on a device with the processor's.")
final class CompareDevices implements Callable<Integer> {
  private static final double GREEDY_GAP = 0.01;

  @Option(names = "--checkpoint", required = true, description = "Folder of the policy.")
  private Path checkpoint;

  @Option(names = "--device", description = "cpu or cuda (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--rows", description = "Sampled sequences (default: ${DEFAULT-VALUE}).")
  private int rows = 32;

  @Option(names = "--new-tokens", description = "Response length (default: ${DEFAULT-VALUE}).")
  private int newTokens = 48;

  private boolean isWithin = true;

  @Override
  public Integer call() {
    System.out.println(Numerics.numericClass(new DeviceSettings(device)));
    for (ComputeType type : ComputeType.values()) {
      double bound = type == ComputeType.FLOAT32 ? 1e-3 : 0.05;
      samples(type, bound);
      gradients(type, false, bound);
      gradients(type, true, bound);
    }
    return isWithin ? 0 : 1;
  }

  private void samples(ComputeType type, double bound) {
    try (DjlPolicy here = Model.load(checkpoint, new DeviceSettings("cpu", type));
        DjlPolicy there = Model.load(checkpoint, new DeviceSettings(device, type))) {
      List<SampleRequest> requests = SmallWork.requests(here.config().vocabularySize(), rows);
      List<Completion> expected = SmallWork.sample(here, requests, 0, newTokens);
      List<Completion> actual = SmallWork.sample(there, requests, 0, newTokens);
      report(
          type,
          "greedy: gap at the first token that differs",
          gap(here, requests, expected, actual),
          GREEDY_GAP);
      List<TokenSequence> sequences = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        sequences.add(
            new TokenSequence(requests.get(i).promptTokens(), expected.get(i).responseTokens()));
      }
      report(
          type,
          "scores: largest difference",
          largest(here.score(sequences, 1), there.score(sequences, 1)),
          bound);
      List<Completion> drawn = SmallWork.sample(there, requests, 1, newTokens);
      List<TokenSequence> drawnSequences = new ArrayList<>();
      List<float[]> behavior = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        drawnSequences.add(
            new TokenSequence(requests.get(i).promptTokens(), drawn.get(i).responseTokens()));
        behavior.add(drawn.get(i).behaviorLogprobs());
      }
      report(
          type,
          "drawn: largest difference of behavior log-probabilities and the processor's scores",
          largest(here.score(drawnSequences, 1), behavior),
          bound);
    }
  }

  /**
   * By how much the processor prefers its own token to the device's, at the first place of a row
   * where they differ; the largest of all rows. Tokens that differ by rounding have a gap near 0.
   */
  private static double gap(
      DjlPolicy here,
      List<SampleRequest> requests,
      List<Completion> expected,
      List<Completion> actual) {
    double largest = 0;
    for (int i = 0; i < requests.size(); i++) {
      int[] mine = expected.get(i).responseTokens();
      int[] theirs = actual.get(i).responseTokens();
      int at = Arrays.mismatch(mine, theirs);
      if (at >= 0) {
        int[] prompt = requests.get(i).promptTokens();
        List<float[]> scores =
            here.score(
                List.of(
                    new TokenSequence(prompt, Arrays.copyOf(mine, at + 1)),
                    new TokenSequence(prompt, Arrays.copyOf(theirs, at + 1))),
                1);
        largest = Math.max(largest, scores.get(0)[at] - scores.get(1)[at]);
      }
    }
    return largest;
  }

  private void gradients(ComputeType type, boolean isLora, double bound) {
    List<float[]> expected;
    try (TrainingWork work = SmallWork.update(checkpoint, DeviceSettings.CPU, type, isLora)) {
      expected = work.gradients();
    }
    try (TrainingWork work =
        SmallWork.update(checkpoint, new DeviceSettings(device), type, isLora)) {
      List<float[]> actual = work.gradients();
      String what = isLora ? "PACS update of adapters" : "PACS update";
      report(
          type, what + ": relative difference of the gradient", relative(expected, actual), bound);
      work.update();
    }
  }

  private static double largest(List<float[]> expected, List<float[]> actual) {
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      for (int t = 0; t < expected.get(i).length; t++) {
        // A difference that is not a number stays the largest of all.
        largest = Math.max(largest, Math.abs(expected.get(i)[t] - actual.get(i)[t]));
      }
    }
    return largest;
  }

  /** Norm of the difference over the norm of what is expected. */
  private static double relative(List<float[]> expected, List<float[]> actual) {
    double squares = 0;
    double all = 0;
    for (int i = 0; i < expected.size(); i++) {
      for (int t = 0; t < expected.get(i).length; t++) {
        double difference = expected.get(i)[t] - actual.get(i)[t];
        squares += difference * difference;
        all += (double) expected.get(i)[t] * expected.get(i)[t];
      }
    }
    return Math.sqrt(squares / all);
  }

  private void report(ComputeType type, String what, double value, double bound) {
    boolean isKept = value <= bound;
    isWithin &= isKept;
    System.out.printf(
        Locale.ROOT,
        "%s, %s, %s: %.3g (at most %.3g): %s%n",
        device,
        type.typeName(),
        what,
        value,
        bound,
        isKept ? "kept" : "NOT KEPT");
  }
}
