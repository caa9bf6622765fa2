package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.NumericClass;
import dev.rondo.schema.InvalidInputException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NumericsTest {

  @Test
  void theNumericClassSaysWhatDecidesTheLastBit() {
    int before = Numerics.threads();
    try {
      Numerics.useThreads(2);
      NumericClass numeric = Numerics.numericClass(DeviceSettings.CPU);
      assertThat(numeric.threads()).isEqualTo(2);
      assertThat(numeric.device()).isEqualTo("cpu");
      assertThat(numeric.torchVersion()).startsWith("2.7.1");
      assertThat(numeric.dtype()).isEqualTo("float32");
      assertThat(numeric.instructionSet()).isNotBlank();
    } finally {
      Numerics.useThreads(before);
    }
  }

  @Test
  void theInstructionSetFollowsTheProcessorWhereNothingPinsIt() {
    assertThat(
            Numerics.detected(Set.of("avx2", "fma", "avx512f", "avx512vl", "avx512bw", "avx512dq")))
        .isEqualTo("AVX512");
    assertThat(Numerics.detected(Set.of("avx2", "fma", "avx512f"))).isEqualTo("AVX2");
    assertThat(Numerics.detected(Set.of("sse4_2"))).isEqualTo("DEFAULT");
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(() -> Numerics.useThreads(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("allowed");
  }

  @Test
  void thePinOfEachMathLibraryIsPartOfTheClass() {
    assertThat(Numerics.described(Map.of(), "AVX512")).isEqualTo("AVX512");
    assertThat(
            Numerics.described(
                Map.of(
                    "ATEN_CPU_CAPABILITY",
                    "avx2",
                    "MKL_CBWR",
                    "AVX2",
                    "ONEDNN_MAX_CPU_ISA",
                    "AVX2"),
                "AVX512"))
        .isEqualTo("AVX2, MKL AVX2, oneDNN AVX2");
  }
}
