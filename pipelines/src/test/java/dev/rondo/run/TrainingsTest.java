package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingsTest {

  @Test
  void theReferenceOfARoundIsThatOfItsMode() {
    assertThat(references("reference: round")).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(references("reference: frozen")).containsExactly(0, 0, 0, 0, 0, 0, 0);
    assertThat(references("reference: every-n-rounds, reference-rounds: 3"))
        .containsExactly(0, 0, 0, 3, 3, 3, 6);
  }

  @Test
  void aResetIsARoundWhoseReferenceIsAnother() {
    assertThat(resets("reference: round")).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(resets("reference: frozen")).containsExactly(1);
    assertThat(resets("reference: every-n-rounds, reference-rounds: 3")).containsExactly(1, 4, 7);
  }

  private static List<Integer> references(String settings) {
    RunConfig config = config(settings);
    return IntStream.rangeClosed(1, 7)
        .mapToObj(round -> Trainings.referenceRound(config, round))
        .toList();
  }

  private static List<Integer> resets(String settings) {
    RunConfig config = config(settings);
    return IntStream.rangeClosed(1, 7)
        .filter(round -> Trainings.isReferenceReset(config, round))
        .boxed()
        .toList();
  }

  private static RunConfig config(String settings) {
    return RunConfig.parse("objective: {" + settings + "}\n", "test");
  }
}
