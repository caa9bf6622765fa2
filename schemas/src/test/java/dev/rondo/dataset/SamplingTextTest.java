package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.SamplingSettings;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplingTextTest {
  private static final SamplingSettings PLAIN = new SamplingSettings(1, 1, 0, 1024);

  @Test
  void whatIsSwitchedOffIsLeftOut() {
    assertThat(SamplingText.of(PLAIN)).isEqualTo("temperature 1, at most 1,024 tokens");
    assertThat(SamplingText.of(new SamplingSettings(0, 1, 0, 8)))
        .isEqualTo("greedy, at most 8 tokens");
    assertThat(
            SamplingText.of(
                new SamplingSettings(0.7, 0.9, 20, 8, List.of("\n\n", "<|\"\u202E|>"), 3)))
        .isEqualTo(
            "temperature 0.7, top-p 0.9, top-k 20, at most 8 tokens, stop"
                + " [\"\\n\\n\", \"<|\\\"\\u202e|>\"], min-response-tokens 3");
  }

  /** One that is added later cannot be forgotten. */
  @Test
  void everyComponentChangesTheWords() throws ReflectiveOperationException {
    Map<Class<?>, Object> others =
        Map.of(double.class, 0.5, int.class, 7, List.class, List.of("\n"));
    RecordComponent[] components = SamplingSettings.class.getRecordComponents();
    Constructor<SamplingSettings> constructor =
        SamplingSettings.class.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    for (int changed = 0; changed < components.length; changed++) {
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        values[i] =
            i == changed
                ? others.get(components[i].getType())
                : components[i].getAccessor().invoke(PLAIN);
      }
      assertThat(SamplingText.of(constructor.newInstance(values)))
          .as(components[changed].getName())
          .isNotEqualTo(SamplingText.of(PLAIN));
    }
  }
}
