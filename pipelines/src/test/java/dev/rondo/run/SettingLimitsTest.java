package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.RunConfig;
import dev.rondo.config.Setting;
import dev.rondo.config.SettingSchema;
import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a configuration allows is allowed by whatever is built of it after it is frozen. */
class SettingLimitsTest {

  @Test
  void theEndsOfEveryRangeCanBeBuilt() {
    List<String> refused = new ArrayList<>();
    int built = 0;
    for (SettingSchema.Section section : SettingSchema.sections()) {
      for (SettingSchema.Entry entry : section.entries()) {
        for (String end : ends(entry)) {
          String yaml = section.name() + ": {" + entry.key() + ": " + end + "}\n";
          try {
            built += isBuilt(yaml) ? 1 : 0;
          } catch (InvalidInputException e) {
            refused.add(yaml + e.getMessage());
          }
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(built).isGreaterThan(100);
  }

  /** False if the configuration is refused as such, which is as good. */
  private static boolean isBuilt(String yaml) {
    RunConfig config;
    try {
      config = RunConfig.parse(yaml, "run.yaml");
    } catch (InvalidInputException e) {
      return false;
    }
    RunInputs.requireSettings(config);
    return true;
  }

  private static List<String> ends(SettingSchema.Entry entry) {
    Setting setting = entry.describes();
    if (entry.type() == double.class) {
      double min = setting.aboveMin() ? Math.nextUp(setting.min()) : setting.min();
      double max = setting.belowMax() ? Math.nextDown(setting.max()) : setting.max();
      return List.of(Double.toString(min), Double.toString(max));
    }
    if (entry.type() == int.class || entry.type() == long.class) {
      return List.of(Long.toString((long) setting.min()), Long.toString((long) setting.max()));
    }
    return setting.texts() && setting.max() < 1000
        ? List.of(texts((int) setting.max()))
        : List.of();
  }

  private static String texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "t" + i)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Test
  void moreStopTextsThanSamplingTakesAreRefusedWithTheirLine() {
    assertThat(RunConfig.parse("rollout:\n  stop: " + texts(16) + "\n", "x").rollout().stop())
        .hasSize(16);
    assertThatThrownBy(() -> RunConfig.parse("rollout:\n  stop: " + texts(17) + "\n", "run.yaml"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("run.yaml line 2, rollout.stop: [t0, t1,")
        .hasMessageContaining("(allowed: a list of at most 16 texts, none empty)");
  }
}
