package dev.rondo.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cutting texts, against the regular expressions of the library. */
class PiecesTest {
  @Test
  void cutsAsTheRegularExpressionDoes() {
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(9); k > 0; k--) {
        text.append("ab ,-]".charAt(random.nextInt(6)));
      }
      assertThat(Pieces.of(text.toString(), " ,-]"))
          .as("<" + text + ">")
          .isEqualTo(List.of(text.toString().split("[ ,\\-\\]]+")));
    }
  }
}
