package dev.rondo.programs;

import dev.rondo.config.RunConfig;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.schema.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * The texts that end a response of an evaluation, and who says so. Where nobody does there are
 * none.
 *
 * @param texts as {@link dev.rondo.schema.SamplingSettings#stop}
 * @param source where they come from, for people
 */
public record StopTexts(List<String> texts, String source) {

  /** Copies the texts. */
  public StopTexts {
    texts = List.copyOf(texts);
  }

  /**
   * The same for several policies.
   *
   * @param asked null where nothing was asked for; one empty text asks for none
   * @throws InvalidInputException if policies say different ones
   */
  public static StopTexts ofAll(Collection<Path> policies, List<String> asked) {
    StopTexts first = null;
    for (Path policy : policies) {
      StopTexts own = of(policy, asked);
      if (first != null && !first.texts().equals(own.texts())) {
        throw new InvalidInputException(
            "Cannot evaluate "
                + policy
                + " with responses that end at "
                + own.texts()
                + " ("
                + own.source()
                + "): those of another policy end at "
                + first.texts()
                + " ("
                + first.source()
                + ") (allowed: the same for all; --stop TEXT says them, --stop '' none)");
      }
      first = first == null ? own : first;
    }
    return first;
  }

  /**
   * What was asked for; else what the run around the policy samples with; else none.
   *
   * @param asked null where nothing was asked for; one empty text asks for none
   * @throws InvalidInputException if what is asked for has a special token of the policy
   */
  public static StopTexts of(Path policy, List<String> asked) {
    if (asked != null) {
      if (!asked.equals(List.of("")) && Files.exists(policy.resolve(FileTokenizer.FILE_NAME))) {
        try (FileTokenizer tokenizer = FileTokenizer.open(policy)) {
          tokenizer.requireStops(asked, "--stop");
        }
      }
      return new StopTexts(asked.equals(List.of("")) ? List.of() : asked, "--stop");
    }
    RunConfig around = DatasetTraining.ofRunAround(policy);
    return around == null
        ? new StopTexts(List.of(), "no run around the policy")
        : new StopTexts(around.rollout().stop(), "rollout.stop of the run around the policy");
  }
}
