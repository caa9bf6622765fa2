package dev.rondo.benchmark;

import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.TokenSequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tokens per second of computing log-probabilities of given responses, prompts counted too. */
@Command(
    name = "scoring",
    mixinStandardHelpOptions = true,
    description = "Scored tokens per second, prompt and response tokens both counted.")
final class MeasureScoring implements Callable<Integer> {
  @Mixin private Model model;

  @Option(names = "--sequences", description = "Sequences (default: ${DEFAULT-VALUE}).")
  private int sequences = 32;

  @Option(names = "--prompt-tokens", description = "Prompt length (default: ${DEFAULT-VALUE}).")
  private int promptTokens = 128;

  @Option(names = "--response-tokens", description = "Response length (default: ${DEFAULT-VALUE}).")
  private int responseTokens = 128;

  @Option(names = "--repetitions", description = "Measured runs (default: ${DEFAULT-VALUE}).")
  private int repetitions = 3;

  @Override
  public Integer call() throws IOException {
    try (DjlPolicy policy = model.open()) {
      Random random = new Random(1);
      int vocabulary = policy.config().vocabularySize();
      List<TokenSequence> work = new ArrayList<>();
      for (int i = 0; i < sequences; i++) {
        work.add(
            new TokenSequence(
                random.ints(promptTokens, 0, vocabulary).toArray(),
                random.ints(responseTokens, 0, vocabulary).toArray()));
      }
      String what =
          String.format(
              Locale.ROOT,
              "scoring %d sequences of %d + %d tokens",
              sequences,
              promptTokens,
              responseTokens);
      Repetitions.measure(
          what,
          repetitions,
          () -> {
            policy.score(work, 1);
            return (long) sequences * (promptTokens + responseTokens);
          });
    }
    return 0;
  }
}
