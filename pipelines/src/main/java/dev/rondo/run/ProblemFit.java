package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.trainer.batch.PackedBatch;
import dev.rondo.trainer.batch.Sequences;
import dev.rondo.trainer.batch.WorkedSolutions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether the problems of a new run fit its policy and its settings, counted in tokens: prompts
 * with the longest response that {@code rollout.max-response-tokens} allows, and with their worked
 * solutions where supervised training asks for them, the policy's context, and where they are
 * trained on {@code memory.micro-batch-tokens}. What only some prompts do not fit is a warning,
 * since sampling rejects their groups and goes on.
 */
final class ProblemFit {
  private final RunConfig config;
  private final Tokenizer tokenizer;
  private final int maxPositions;
  private final List<String> warnings = new ArrayList<>();
  private int trainedTokens = 1;
  private int sampledTokens = 1;

  /**
   * @param tokenizer of the base policy, with the prompt format of the run
   * @param maxPositions tokens of the policy's context
   */
  ProblemFit(RunConfig config, Tokenizer tokenizer, int maxPositions) {
    this.config = config;
    this.tokenizer = tokenizer;
    this.maxPositions = maxPositions;
  }

  /**
   * Checks problems whose responses are trained on.
   *
   * @param where names them, setting and value
   * @throws InvalidInputException if the policy takes none of them, or the longest response to one
   *     of them would fit no micro-batch
   */
  void requireTrained(List<Problem> problems, String where) {
    Prompt longest = requireSampled(problems, where);
    trainedTokens = Math.max(trainedTokens, longest.tokens());
    int needed = longest.tokens() + config.rollout().maxResponseTokens() - 1;
    if (needed > config.memory().microBatchTokens()) {
      throw new InvalidInputException(
          "Cannot use memory.micro-batch-tokens: "
              + config.memory().microBatchTokens()
              + " (allowed: at least "
              + needed
              + ", since problem "
              + longest.problemId()
              + " of "
              + where
              + " has a prompt of "
              + longest.tokens()
              + " tokens, and rollout.max-response-tokens is "
              + config.rollout().maxResponseTokens()
              + ")");
    }
  }

  /**
   * Checks the worked solutions, if supervised training asks for them, for the base policy or for
   * the control.
   *
   * @param where names the problems, setting and value
   * @param stopTokens of these, the one that the tokenizer names ends each solution
   * @throws InvalidInputException if there is none, or one cannot be trained on
   */
  void requireSolutions(List<Problem> demonstrations, String where, Set<Integer> stopTokens) {
    int ofControl = config.control().hasRounds() ? 0 : config.control().updates();
    int ofWarmStart = config.warmStart().updates();
    if (ofWarmStart == 0 && ofControl == 0) {
      return;
    }
    String updates =
        ofWarmStart > 0 ? "warm-start.updates: " + ofWarmStart : "control.updates: " + ofControl;
    Sequences solutions;
    try {
      solutions =
          WorkedSolutions.of(demonstrations, where, tokenizer, stopTokens, maxPositions)
              .sequences();
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          "Cannot use "
              + updates
              + " (allowed: 0, or worked solutions that can be trained on): "
              + oneLine(e),
          e);
    }
    requireMicroBatch(solutions, demonstrations, where, updates);
  }

  /** Compares the longest of the solutions, which are in the order of their problems. */
  private void requireMicroBatch(
      Sequences solutions, List<Problem> demonstrations, String where, String updates) {
    int longest = 0;
    for (int i = 1; i < solutions.count(); i++) {
      if (PackedBatch.length(solutions, i) > PackedBatch.length(solutions, longest)) {
        longest = i;
      }
    }
    int needed = PackedBatch.length(solutions, longest);
    if (needed > config.memory().microBatchTokens()) {
      Problem problem =
          demonstrations.stream()
              .filter(each -> each.getSolution() != null)
              .skip(longest)
              .findFirst()
              .orElseThrow();
      throw new InvalidInputException(
          "Cannot use memory.micro-batch-tokens: "
              + config.memory().microBatchTokens()
              + " (allowed: at least "
              + needed
              + ", since problem "
              + problem.getProblemId()
              + " of "
              + where
              + " has a prompt of "
              + solutions.promptLength(longest)
              + " tokens and a worked solution of "
              + solutions.responseLength(longest)
              + " with its end, and "
              + updates
              + " trains on it)");
    }
  }

  /**
   * Checks problems that are sampled.
   *
   * @param where names them, setting and value
   * @return the longest prompt of those that the policy takes
   * @throws InvalidInputException if it takes none
   */
  Prompt requireSampled(List<Problem> problems, String where) {
    Prompt longest = null;
    int refused = 0;
    String first = null;
    for (Problem problem : problems) {
      try {
        int tokens = accepted(tokenizer.encodePrompt(problem.getPrompt()).length);
        if (longest == null || tokens > longest.tokens()) {
          longest = new Prompt(problem.getProblemId(), tokens);
        }
      } catch (InvalidInputException e) {
        refused++;
        first = first == null ? "problem " + problem.getProblemId() + ": " + oneLine(e) : first;
      }
    }
    if (longest == null) {
      throw new InvalidInputException(
          "Cannot use "
              + where
              + ": the policy takes none of its "
              + problems.size()
              + " problems; "
              + first);
    }
    if (refused > 0) {
      warnings.add(
          refused + " of " + problems.size() + " problems of " + where + " are rejected; " + first);
    }
    sampledTokens = Math.max(sampledTokens, longest.tokens());
    return longest;
  }

  /** A refusal may quote the problem. */
  private static String oneLine(InvalidInputException refusal) {
    return refusal.getMessage().replaceAll("\\s+", " ");
  }

  /** The tokens of a prompt, if the policy's context takes it with the longest response. */
  private int accepted(int promptTokens) {
    int responseTokens = config.rollout().maxResponseTokens();
    if (promptTokens == 0 || (long) promptTokens + responseTokens > maxPositions) {
      throw new InvalidInputException(
          "prompt tokens: "
              + promptTokens
              + " (allowed: 1 and above, and with rollout.max-response-tokens, "
              + responseTokens
              + ", at most the policy's context, "
              + maxPositions
              + ")");
    }
    return promptTokens;
  }

  /** Adds what was found elsewhere. */
  void warn(String line) {
    warnings.add(line);
  }

  /** What was found that is no fault, one line each. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** The longest prompts of all problems that were checked, without those that are rejected. */
  LongestPrompts longestPrompts() {
    return new LongestPrompts(trainedTokens, sampledTokens);
  }

  /**
   * A prompt's length.
   *
   * @param problemId whose prompt it is
   * @param tokens its length
   */
  record Prompt(String problemId, int tokens) {}
}
