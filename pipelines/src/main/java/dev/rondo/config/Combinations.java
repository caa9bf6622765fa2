// Which settings go together. What one setting alone may be stands in its annotation.
package dev.rondo.config;

import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.task.TaskGenerator;
import dev.rondo.task.TaskGenerators;
import dev.rondo.trainer.objective.ScoreEstimator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Every rule over more than one setting: those that an annotation states (at most, half of, a
 * divisor of another setting), and the others one by one. The reference page prints them from here.
 */
final class Combinations {

  /**
   * One rule.
   *
   * @param says the rule as a sentence
   * @param check what is wrong, if anything is
   */
  record Rule(String says, Function<SettingValues, Optional<SettingException>> check) {}

  private static final List<Rule> OTHERS =
      List.of(
          new Rule(
              "`task.from` is empty, unless `model.from` names a checkpoint; `task.held-out-from`"
                  + " is given where `task.from` is, and only there.",
              values ->
                  Optional.<SettingException>empty()
                      .or(
                          () ->
                              fault(
                                  values.text("task.from").isEmpty()
                                      == values.text("task.held-out-from").isEmpty(),
                                  values,
                                  "task.held-out-from",
                                  values.text("task.from").isEmpty()
                                      ? "empty, unless task.from names imported problems"
                                      : "a folder of problems, as task.from is given"))
                      .or(
                          () ->
                              fault(
                                  values.text("task.from").isEmpty()
                                      || !values.text("model.from").isEmpty(),
                                  values,
                                  "task.from",
                                  "empty, unless model.from names a checkpoint, whose tokenizer"
                                      + " reads any text"))),
          new Rule(
              "`task.problems` + `task.demonstrations` + `task.held-out-problems` is at most the"
                  + " number of problems of the task.",
              Combinations::problems),
          new Rule(
              "The longest prompt and response fit `model.max-positions`.",
              values ->
                  fault(
                      !values.text("model.from").isEmpty()
                          || longestSequence(values) <= values.whole("model.max-positions"),
                      values,
                      "model.max-positions",
                      "at least " + longestSequence(values) + ", the longest prompt and response")),
          new Rule(
              "`control.updates` is 0 with `control.kind` shuffled-verdicts, which has rounds.",
              values ->
                  fault(
                      values.is("control.kind", ControlSettings.Kind.SUPERVISED)
                          || values.whole("control.updates") == 0,
                      values,
                      "control.updates",
                      "0 with control.kind shuffled-verdicts")),
          new Rule(
              "`model.hidden-size` is a multiple of twice `model.heads`.",
              values ->
                  fault(
                      values.whole("model.hidden-size") % (2 * values.whole("model.heads")) == 0,
                      values,
                      "model.hidden-size",
                      "a multiple of twice the heads, "
                          + 2 * values.whole("model.heads")
                          + ", so that a head's size is even")),
          new Rule(
              "`model.prompt` is plain, without `model.system-prompt` and `model.prompt-suffix`,"
                  + " unless `model.from` names a checkpoint; `model.system-prompt` is empty,"
                  + " unless `model.prompt` is chat.",
              values ->
                  fault(
                          !values.text("model.from").isEmpty()
                              || (values.is("model.prompt", PromptFormat.Style.PLAIN)
                                  && values.text("model.system-prompt").isEmpty()
                                  && values.text("model.prompt-suffix").isEmpty()),
                          values,
                          "model.prompt",
                          "plain, without system-prompt and prompt-suffix, unless model.from names"
                              + " a checkpoint")
                      .or(
                          () ->
                              fault(
                                  values.is("model.prompt", PromptFormat.Style.CHAT)
                                      || values.text("model.system-prompt").isEmpty(),
                                  values,
                                  "model.system-prompt",
                                  "empty, unless model.prompt is chat"))),
          new Rule(
              "`model.prompt-date` is empty, or a date and `model.prompt` is chat.",
              values ->
                  fault(
                      values.text("model.prompt-date").isEmpty()
                          || values.is("model.prompt", PromptFormat.Style.CHAT)
                              && PromptFormat.isDate(values.text("model.prompt-date")),
                      values,
                      "model.prompt-date",
                      PromptFormat.DATES + ", with model.prompt: chat")),
          new Rule(
              "`rollout.group-size` is 2 or more where `objective.name` compares the rollouts of a"
                  + " group: grpo, rloo, and pacs but with `objective.score-estimator` naive.",
              values ->
                  fault(
                      values.whole("rollout.group-size") >= 2 || !comparesRollouts(values),
                      values,
                      "rollout.group-size",
                      "2 and above, since objective "
                          + Word.written(values.get("objective.name"))
                          + " compares the rollouts of a group")),
          new Rule(
              "`rollout.reserves` is 0, unless `rollout.group-size` is 2 or more and"
                  + " `task.problems` is more than `rollout.problems-per-round`.",
              values ->
                  fault(
                      values.whole("rollout.reserves") == 0
                          || values.whole("rollout.group-size") >= 2
                              && values.whole("task.problems")
                                  > values.whole("rollout.problems-per-round"),
                      values,
                      "rollout.reserves",
                      "0, unless a group has 2 rollouts and the task more problems than a round")),
          new Rule(
              "`rollout.top-p` and `rollout.top-k` are off unless `train.allow-truncated-sampling`"
                  + " is true.",
              values ->
                  truncated(values, "rollout.top-p", 1)
                      .or(() -> truncated(values, "rollout.top-k", 0))),
          new Rule(
              "`train.overlong-tokens` is 0 with `objective.name` pacs, which takes labels and no"
                  + " other rewards.",
              values ->
                  fault(
                      values.whole("train.overlong-tokens") == 0
                          || !values.is("objective.name", ObjectiveSettings.Name.PACS),
                      values,
                      "train.overlong-tokens",
                      "0 with objective pacs, which takes labels")),
          new Rule(
              "`evaluation.ks` and `evaluation.benchmark-ks` ascend.",
              values ->
                  ascending(values, "evaluation.ks")
                      .or(() -> ascending(values, "evaluation.benchmark-ks"))));

  private Combinations() {}

  /** All rules. */
  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    // First, for what it refuses decides how many problems there are.
    rules.add(new Rule("`task.size` is one that the task has.", Combinations::size));
    for (SettingSchema.Section section : SettingSchema.sections()) {
      for (SettingSchema.Entry entry : section.entries()) {
        relation(entry).ifPresent(rules::add);
      }
    }
    rules.addAll(OTHERS);
    return rules;
  }

  /** The rule that a setting's annotation states. */
  private static Optional<Rule> relation(SettingSchema.Entry entry) {
    Setting setting = entry.describes();
    String key = entry.dottedKey();
    if (!setting.atMost().isEmpty()) {
      return Optional.of(
          new Rule(
              "`" + key + "` is at most `" + setting.atMost() + "`.",
              values -> atMost(values, key, setting.atMost())));
    }
    if (!setting.atMostHalfOf().isEmpty()) {
      String other = setting.atMostHalfOf();
      return Optional.of(
          new Rule(
              "`" + key + "` is at most half of `" + other + "`.",
              values ->
                  fault(
                      2L * values.whole(key) <= values.whole(other),
                      values,
                      key,
                      "at most half of " + other + ", " + values.get(other))));
    }
    if (!setting.divides().isEmpty()) {
      String other = setting.divides();
      return Optional.of(
          new Rule(
              "`" + key + "` divides `" + other + "`.",
              values ->
                  fault(
                      values.whole(other) % values.whole(key) == 0,
                      values,
                      key,
                      "a divisor of " + other + ", " + values.get(other))));
    }
    return Optional.empty();
  }

  private static Optional<SettingException> atMost(SettingValues values, String key, String other) {
    int most = values.whole(other);
    List<?> all = values.get(key) instanceof List<?> list ? list : List.of(values.get(key));
    return all.stream()
        .filter(value -> ((Number) value).longValue() > most)
        .findFirst()
        .map(value -> new SettingException(key, value, "at most " + other + ", " + most));
  }

  private static Optional<SettingException> fault(
      boolean holds, SettingValues values, String key, String allowed) {
    return holds
        ? Optional.empty()
        : Optional.of(new SettingException(key, values.get(key), allowed));
  }

  private static Optional<SettingException> truncated(
      SettingValues values, String key, double off) {
    return fault(
        values.number(key) == off || values.isOn("train.allow-truncated-sampling"),
        values,
        key,
        "off, unless train.allow-truncated-sampling is true");
  }

  private static Optional<SettingException> ascending(SettingValues values, String key) {
    List<?> ks = (List<?>) values.get(key);
    boolean holds = true;
    for (int i = 1; i < ks.size(); i++) {
      holds &= (Integer) ks.get(i) > (Integer) ks.get(i - 1);
    }
    return fault(holds, values, key, "ascending, each number once");
  }

  private static boolean comparesRollouts(SettingValues values) {
    return switch ((ObjectiveSettings.Name) values.get("objective.name")) {
      case GRPO, RLOO -> true;
      case PACS -> !values.is("objective.score-estimator", ScoreEstimator.NAIVE);
      case PPO, REINFORCE -> false;
    };
  }

  private static Optional<SettingException> size(SettingValues values) {
    Object size = values.get("task.size");
    try {
      generator(values);
      return Optional.empty();
    } catch (InvalidInputException e) {
      values.refuse("task.size");
      String allowed = e.getMessage().replaceFirst("^.*\\(allowed: (.*)\\)$", "$1");
      return Optional.of(new SettingException("task.size", size, allowed));
    }
  }

  private static Optional<SettingException> problems(SettingValues values) {
    long wanted =
        (long) values.whole("task.problems")
            + values.whole("task.demonstrations")
            + values.whole("task.held-out-problems");
    long all = generator(values).problemCount();
    return fault(
        !values.text("task.from").isEmpty() || wanted <= all,
        values,
        "task.problems",
        "with demonstrations and held-out-problems at most "
            + all
            + ", all that there are with size "
            + values.get("task.size"));
  }

  static TaskGenerator generator(SettingValues values) {
    return TaskGenerators.named(
        values.text("task.name"),
        values.whole("task.size"),
        values.number("task.known-facts"),
        values.whole("task.largest-number"),
        values.whole("task.distractors"));
  }

  /** Tokens of the longest prompt and response of a generated task. */
  static int longestSequence(SettingValues values) {
    TaskGenerator generator = generator(values);
    return generator.longestPromptTokens()
        + Math.max(
            values.whole("rollout.max-response-tokens"), generator.longestSolutionTokens() + 1);
  }
}
