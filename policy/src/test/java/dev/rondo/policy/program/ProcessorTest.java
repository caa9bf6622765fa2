package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  private static final String HASWELL = "sse4_2 avx avx2 fma";
  private static final String CASCADE_LAKE = HASWELL + " avx512f avx512dq avx512bw avx512vl";
  private static final String ZEN_4 = CASCADE_LAKE + " avx512_bf16 avx512_vnni";
  private static final String SAPPHIRE_RAPIDS = ZEN_4 + " amx_bf16 amx_tile amx_int8";

  @Test
  void theBestInstructionSetUpToTheOneAskedForIsTaken() {
    assertThat(best(SAPPHIRE_RAPIDS)).containsExactly("amx", "avx512-bf16", "avx512", "avx2");
    assertThat(best(ZEN_4)).containsExactly("avx512-bf16", "avx512-bf16", "avx512", "avx2");
    assertThat(best(CASCADE_LAKE)).containsExactly("avx512", "avx512", "avx512", "avx2");
    assertThat(best(HASWELL)).containsExactly("avx2", "avx2", "avx2", "avx2");
    assertThat(best("sse4_2")).containsOnly("portable");
    // Tiles alone are of no use, and what is not known is not doubted.
    assertThat(best(HASWELL + " amx_tile")).containsOnly("avx2");
    assertThat(best("")).containsExactly("amx", "avx512-bf16", "avx512", "avx2");
  }

  @Test
  void anInstructionSetThatItLacksIsRefused() {
    assertThatThrownBy(() -> processor(HASWELL).require("avx512-bf16"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot compute with compute.instruction-set: avx512-bf16, the processor lacks"
                + " avx512_bf16, avx512bw, avx512dq, avx512f, avx512vl (allowed here: avx2,"
                + " portable as compute.instruction-set, or as --instruction-set of rondo eval)");
    assertThatCode(() -> processor(ZEN_4).require("avx512-bf16")).doesNotThrowAnyException();
    assertThatCode(() -> processor("").require("amx")).doesNotThrowAnyException();
  }

  /** What the choice and the refusals rely on. */
  @Test
  void eachInstructionSetOfTheTableNeedsAllThatTheNextOneNeeds() {
    List<Processor.InstructionSet> sets = Processor.sets();
    for (int i = 1; i < sets.size(); i++) {
      assertThat(sets.get(i - 1).flags()).containsAll(sets.get(i).flags());
    }
    assertThat(sets.get(sets.size() - 1).flags()).isEmpty();
    assertThat(sets).extracting(Processor.InstructionSet::oneDnn).doesNotHaveDuplicates();
  }

  private static List<String> best(String flags) {
    return List.of("amx", "avx512-bf16", "avx512", "avx2").stream()
        .map(processor(flags)::best)
        .toList();
  }

  private static Processor processor(String flags) {
    return new Processor(flags.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(flags.split(" "))));
  }
}
