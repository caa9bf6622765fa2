package dev.rondo.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every property of the project relies on. */
class PropertyTest {
  @Test
  void whatIsDrawnIsTheSameInEveryRunAndHasTheEndsOfItsRange() {
    assertThat(drawn()).isEqualTo(drawn()).hasSize(200);
    List<Integer> wholes = new ArrayList<>();
    Property.holds(200, draw -> wholes.add(draw.whole(-3, 1_000_000)));
    assertThat(wholes).contains(-3, 1_000_000).allMatch(n -> n >= -3 && n <= 1_000_000);
    assertThat(wholes.stream().distinct().count()).isGreaterThan(150);
    Property.holds(50, draw -> assertThat(draw.whole(4, 4)).isEqualTo(4));
    Property.holds(200, draw -> assertThat(draw.number(0.5, 8)).isBetween(0.5, 8.0));
    Property.holds(200, draw -> assertThat(draw.text(9)).hasSizeLessThanOrEqualTo(9));
    Property.holds(200, draw -> assertThat(draw.finite()).isFinite());
  }

  private static List<String> drawn() {
    List<String> drawn = new ArrayList<>();
    Property.holds(200, draw -> drawn.add(draw.text(20) + draw.any() + draw.number(0, 1)));
    return drawn;
  }

  @Test
  void aClaimThatDoesNotHoldIsToldWithWhatItDrew() {
    assertThatThrownBy(
            () -> Property.holds(1000, draw -> assertThat(draw.whole(0, 9)).isLessThan(9)))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)Try \\d+ with \\[9\\]: .*less than.*");
    assertThatThrownBy(
            () ->
                Property.holds(
                    1,
                    draw -> {
                      throw new IllegalStateException("no " + draw.oneOf(List.of("way")));
                    }))
        .hasMessage("Try 0 with [way]: no way");
  }
}
