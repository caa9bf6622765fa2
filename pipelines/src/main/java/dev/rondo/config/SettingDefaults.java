// Defaults, and how they follow the settings that they depend on.
package dev.rondo.config;

import dev.rondo.task.TaskGenerator;
import java.util.Arrays;
import java.util.List;

/**
 * The value of a setting that a file leaves out: what its {@link Setting} says, moved to the
 * nearest value that fits the settings that the file gives. A default is never a fault.
 */
final class SettingDefaults {
  /** Room for a prompt beside the longest response. */
  private static final int PROMPT_TOKENS = 1024;

  private SettingDefaults() {}

  static Object of(SettingSchema.Entry entry, SettingValues values) {
    Object written = entry.parseDefault();
    Setting setting = entry.describes();
    try {
      if (!setting.atMost().isEmpty()) {
        int most = values.whole(setting.atMost());
        return written instanceof List<?> list
            ? atMost(list, most)
            : (Object) Math.min((Integer) written, most);
      }
      if (!setting.atMostHalfOf().isEmpty()) {
        return Math.min((Integer) written, values.whole(setting.atMostHalfOf()) / 2);
      }
      if (!setting.divides().isEmpty()) {
        return largestDivisor(values.whole(setting.divides()), (Integer) written);
      }
      return switch (entry.dottedKey()) {
        case "model.hidden-size" -> multipleOf(2 * values.whole("model.heads"), (Integer) written);
        case "model.max-positions" ->
            Math.max((Integer) written, Combinations.longestSequence(values));
        case "memory.micro-batch-tokens" -> Math.max((Integer) written, longestTrained(values));
        case "task.held-out-problems", "task.problems", "task.demonstrations" ->
            values.text("task.from").isEmpty()
                ? share(entry.dottedKey(), (Integer) written, values)
                : written;
        default -> written;
      };
    } catch (SettingValues.UnknownValueException e) {
      // What it depends on was refused, so what it is worth cannot be said either.
      values.refuse(entry.dottedKey());
      return written;
    }
  }

  /**
   * Tokens of the longest sequence that a pass takes, which is all of it but its last token; room
   * for a prompt beside the response where the prompts of a checkpoint decide it and {@code rondo
   * init} compares.
   */
  private static int longestTrained(SettingValues values) {
    if (values.text("model.from").isEmpty()) {
      return Combinations.longestSequence(values) - 1;
    }
    return values.whole("rollout.max-response-tokens") + PROMPT_TOKENS;
  }

  private static List<Integer> atMost(List<?> written, int most) {
    List<Integer> fitting =
        written.stream().map(Integer.class::cast).filter(number -> number <= most).toList();
    return fitting.isEmpty() ? List.of(most) : fitting;
  }

  private static int largestDivisor(int number, int atMost) {
    int divisor = Math.min(number, atMost);
    while (number % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  private static int multipleOf(int unit, int atLeast) {
    return (atLeast + unit - 1) / unit * unit;
  }

  /** Problems of a generator that has fewer than all three sets want. */
  private static int share(String key, int written, SettingValues values) {
    TaskGenerator generator = Combinations.generator(values);
    long all = generator.problemCount();
    if (key.equals("task.held-out-problems")) {
      return atLeastOne(Math.min(written, all / 8));
    }
    long rest = all - values.whole("task.held-out-problems");
    if (key.equals("task.problems")) {
      long others =
          values.isGiven("task.demonstrations")
              ? values.whole("task.demonstrations")
              : Math.min(rest / 2, wanted("task.demonstrations"));
      return atLeastOne(Math.min(written, rest - others));
    }
    return atLeastOne(Math.min(written, rest - values.whole("task.problems")));
  }

  private static int wanted(String key) {
    return (Integer) SettingSchema.entry(key).parseDefault();
  }

  private static int atLeastOne(long number) {
    return (int) Math.max(1, number);
  }

  /** The elements of a list as it is written in a file. */
  static List<String> elements(String text) {
    return Arrays.asList(text.substring(1, text.length() - 1).split(", *", -1));
  }
}
