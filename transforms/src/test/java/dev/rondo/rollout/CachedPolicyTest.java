package dev.rondo.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.NumericClass;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CachedPolicyTest {

  @Test
  void whatComputesElsewhereOrOtherwiseIsAnotherEntryOfTheCache() {
    assertThat(
            Stream.of(
                    policy("a", "cpu", "float32", 1),
                    policy("b", "cpu", "float32", 1),
                    policy("a", "cuda", "float32", 1),
                    policy("a", "cpu", "bfloat16", 1),
                    policy("a", "cpu", "float32", 2))
                .map(CachedPolicy::cacheKey))
        .doesNotHaveDuplicates();
    assertThat(policy("a", "cpu", "float32", 1).cacheKey())
        .isEqualTo(policy("a", "cpu", "float32", 1).cacheKey());
  }

  private static CachedPolicy policy(String digit, String device, String type, long bytes) {
    return new CachedPolicy(
        Path.of("policies"),
        digit.repeat(64),
        new NumericClass(device, "AVX2", "2.7.1", 1, type),
        bytes);
  }
}
