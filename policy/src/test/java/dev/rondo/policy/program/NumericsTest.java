package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.NumericClass;
import dev.rondo.schema.InvalidInputException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NumericsTest {
  private static final Processor INTEL = new Processor(Set.of("avx2", "fma"), "GenuineIntel");

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
    assertThat(detected("avx2", "fma", "avx512f", "avx512vl", "avx512bw", "avx512dq"))
        .isEqualTo("AVX512");
    assertThat(detected("avx2", "fma", "avx512f")).isEqualTo("AVX2");
    assertThat(detected("sse4_2")).isEqualTo("DEFAULT");
    assertThat(detected()).isEqualTo("DEFAULT");
  }

  private static String detected(String... flags) {
    return Numerics.detected(new Processor(Set.of(flags)));
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(() -> Numerics.useThreads(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("allowed");
  }

  @Test
  void thePinOfEachMathLibraryIsPartOfTheClass() {
    assertThat(Numerics.described(Map.of(), "AVX512", INTEL)).isEqualTo("AVX512");
    assertThat(
            Numerics.described(
                Map.of(
                    "ATEN_CPU_CAPABILITY",
                    "avx2",
                    "MKL_CBWR",
                    "AVX2",
                    "ONEDNN_MAX_CPU_ISA",
                    "AVX2"),
                "AVX512",
                INTEL))
        .isEqualTo("AVX2, MKL AVX2, oneDNN AVX2");
  }

  /** MKL of its own accord computes with AUTO there, whatever else it is told. */
  @Test
  void onOtherProcessorsThanIntelsTheClassSaysWhatMklComputesWith() {
    Processor amd = new Processor(Set.of("avx2", "fma"), "AuthenticAMD");
    assertThat(Numerics.described(Map.of("MKL_CBWR", "AVX2"), "AVX2", amd))
        .isEqualTo("AVX2, MKL AUTO on AuthenticAMD");
    assertThat(Numerics.described(Map.of("MKL_CBWR", "COMPATIBLE"), "DEFAULT", amd))
        .isEqualTo("DEFAULT, MKL COMPATIBLE");
    assertThat(Numerics.described(Map.of(), "AVX2", amd)).isEqualTo("AVX2");
  }

  @Test
  void aPinThatTheProcessorCannotFollowIsRefusedBeforeItsLibraryIsLoaded() {
    Processor zen4 =
        new Processor(
            Set.of("avx2", "fma", "avx512f", "avx512vl", "avx512bw", "avx512dq", "avx512_bf16"));
    Map<String, String> amx =
        Map.of("ATEN_CPU_CAPABILITY", "avx512", "ONEDNN_MAX_CPU_ISA", "AVX512_CORE_AMX");
    assertThatThrownBy(() -> Numerics.requireProcessor(amx, zen4))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot compute with ONEDNN_MAX_CPU_ISA: AVX512_CORE_AMX, the processor lacks"
                + " amx_bf16, amx_int8, amx_tile (allowed here: avx512-bf16, avx512, avx2, portable"
                + " as compute.instruction-set, or as --instruction-set of rondo eval)");
    assertThatThrownBy(
            () -> Numerics.requireProcessor(amx, new Processor(Set.of("sse4_2", "avx512f"))))
        .hasMessageContaining("ATEN_CPU_CAPABILITY: avx512")
        .hasMessageContaining("allowed here: portable as compute.instruction-set");
    assertThatCode(() -> Numerics.requireProcessor(amx, new Processor(Set.of())))
        .doesNotThrowAnyException();
    assertThatCode(() -> Numerics.requireProcessor(Map.of(), zen4)).doesNotThrowAnyException();
  }

  @Test
  void pinsOfAnotherInstructionSetThanTheConfigurationHasAreRefused() {
    Map<String, String> avx2 =
        Map.of("ATEN_CPU_CAPABILITY", "avx2", "MKL_CBWR", "AVX2", "ONEDNN_MAX_CPU_ISA", "AVX2");
    assertThatThrownBy(() -> Numerics.requirePinned(avx2, "amx"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot compute with compute.instruction-set: amx, the launcher found avx2 (allowed: ");
    assertThatCode(() -> Numerics.requirePinned(avx2, "avx2")).doesNotThrowAnyException();
    assertThatCode(() -> Numerics.requirePinned(Map.of(), "amx")).doesNotThrowAnyException();
    assertThatCode(() -> Numerics.requirePinned(Map.of("ATEN_CPU_CAPABILITY", "default"), "avx2"))
        .doesNotThrowAnyException();
  }
}
