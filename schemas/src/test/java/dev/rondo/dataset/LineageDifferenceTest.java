package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineageDifferenceTest {
  private static final Lineage LINEAGE =
      Lineage.ofNoParents().withSeed(7L).writtenBy("0.2.0").computedBy("ab".repeat(32));

  @Test
  void equalLineagesDifferInNothing() {
    assertThat(LineageDifference.between(LINEAGE.toString(), LINEAGE)).isEmpty();
  }

  @Test
  void everyStatementThatDiffersIsNamedAndDigestsAreShort() {
    Lineage found = LINEAGE.writtenBy("0.1.0").computedBy("cd".repeat(32)).withSeed(null);

    assertThat(LineageDifference.between(found.toString(), LINEAGE))
        .isEqualTo(
            "seed none instead of 7; code-version 0.1.0 instead of 0.2.0; program-digest"
                + " cdcdcdcdcdcd instead of abababababab");
  }

  @Test
  void aStatementThatThisVersionDoesNotKnowIsNamed() {
    String found = LINEAGE.toString().replaceFirst("}$", ", \"colour\": \"red\"}");

    assertThat(LineageDifference.between(found, LINEAGE)).isEqualTo("colour red instead of none");
  }

  @Test
  void aDamagedLineageIsNamedAsSuch() {
    assertThat(LineageDifference.between("{", LINEAGE)).isEqualTo("its lineage is damaged");
  }
}
