package dev.rondo.programs;

import dev.rondo.config.RunConfig;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.schema.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.OptionalInt;

/**
 * The longest response of an evaluation, and who says so. There is no default: with too few tokens
 * every model scores nothing.
 *
 * @param tokens at most so many tokens
 * @param source where the number comes from, for people
 */
public record ResponseLength(int tokens, String source) {

  /**
   * The same for several policies.
   *
   * @throws InvalidInputException if nobody says, or policies say different lengths
   */
  public static ResponseLength ofAll(Collection<Path> policies, Integer asked) {
    ResponseLength first = null;
    for (Path policy : policies) {
      ResponseLength length = of(policy, asked);
      if (first != null && first.tokens() != length.tokens()) {
        throw new InvalidInputException(
            "Cannot evaluate "
                + policy
                + " with responses of at most "
                + length.tokens()
                + " tokens ("
                + length.source()
                + "): another policy has "
                + first.tokens()
                + " (allowed: one length for all; --max-response-tokens N says it)");
      }
      first = first == null ? length : first;
    }
    return first;
  }

  /**
   * What was asked for; else what the policy's generation settings say; else what the run around
   * the policy samples with.
   *
   * @param asked null where nothing was asked for
   * @throws InvalidInputException if nobody says
   */
  public static ResponseLength of(Path policy, Integer asked) {
    if (asked != null) {
      return new ResponseLength(asked, "--max-response-tokens");
    }
    if (!Files.isDirectory(policy)) {
      throw PolicyEvaluation.noPolicy(policy);
    }
    OptionalInt generation = CheckpointFiles.maxNewTokens(policy);
    if (generation.isPresent()) {
      return new ResponseLength(
          generation.getAsInt(),
          "max_new_tokens of " + policy.resolve(CheckpointFiles.GENERATION_FILE_NAME));
    }
    RunConfig around = DatasetTraining.ofRunAround(policy);
    if (around != null) {
      return new ResponseLength(
          around.rollout().maxResponseTokens(),
          "rollout.max-response-tokens of the run around the policy");
    }
    throw new InvalidInputException(
        "Cannot evaluate "
            + policy
            + ": nothing says how long a response may be (allowed: --max-response-tokens N,"
            + " max_new_tokens in its "
            + CheckpointFiles.GENERATION_FILE_NAME
            + ", or a policy of a run)");
  }
}
