package dev.rondo.evaluate;

import dev.rondo.policy.text.PromptFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the policy of an evaluation was prompted, as far as anything says it. Policies that were
 * prompted in different ways are compared all the same, with a warning: their difference is one of
 * their prompts, too.
 *
 * @param tokenizerDigest of tokenizer, chat template and format together, as lineage has it; null
 *     where nothing says
 * @param format of the prompts; null where nothing says
 */
public record EvaluationPrompts(String tokenizerDigest, PromptFormat format) {
  /** Where nothing says anything. */
  public static final EvaluationPrompts UNKNOWN = new EvaluationPrompts(null, null);

  private static final int DIGEST_DIGITS = 12;

  /** Policies of which the format is known may have different templates: each has its model's. */
  private boolean differFrom(EvaluationPrompts other) {
    if (format != null && other.format != null) {
      return !format.equals(other.format);
    }
    return tokenizerDigest != null
        && other.tokenizerDigest != null
        && !tokenizerDigest.equals(other.tokenizerDigest);
  }

  private String text() {
    if (format != null) {
      return format.text();
    }
    return tokenizerDigest == null
        ? "not recorded"
        : "not recorded (tokenizer digest " + tokenizerDigest.substring(0, DIGEST_DIGITS) + ")";
  }

  /**
   * What is to be said of policies that are compared with the first one and were not prompted as it
   * was, or perhaps not, on one line.
   *
   * @param policies by their names, in order
   * @return empty if nothing says that they were prompted in different ways
   */
  public static Optional<String> difference(Map<String, EvaluationPrompts> policies) {
    if (policies.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<String, EvaluationPrompts> first = policies.entrySet().iterator().next();
    Map<String, EvaluationPrompts> named = new LinkedHashMap<>();
    named.put(first.getKey(), first.getValue());
    policies.forEach(
        (name, prompts) -> {
          if (prompts.differFrom(first.getValue())) {
            named.put(name, prompts);
          }
        });
    if (named.size() == 1) {
      return Optional.empty();
    }
    boolean isCertain = named.values().stream().allMatch(prompts -> prompts.format != null);
    return Optional.of(
        "the policies were "
            + (isCertain ? "not" : "perhaps not")
            + " prompted in the same way, so that a difference between them is one of their"
            + " prompts, too: "
            + named.entrySet().stream()
                .map(policy -> policy.getKey() + ": " + policy.getValue().text())
                .collect(Collectors.joining("; ")));
  }
}
