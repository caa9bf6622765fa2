package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which policy says whether this build may go on without being told to. */
class RunContinuityTest {
  private static final String OTHER = CodeVersion.version() + "+0123456789ab";

  @TempDir private Path folder;

  @Test
  void theRoundsOfAnotherBuildDoNotStopAControlThatThisOneBegan() throws Exception {
    BareRun bare = ofAllRounds("control: {kind: shuffled-verdicts}\n");
    assertRefused(bare, "policies/round-000009");
    bare.rollouts("rollouts/control-000001", null);
    bare.policy("control-000001", CodeVersion.current());
    assertGoesOn(bare);
    bare.rollouts("rollouts/control-000002", null);
    bare.policy("control-000002", OTHER);
    assertRefused(bare, "policies/control-000002");
  }

  @Test
  void soWithASupervisedOneWhichMayAlsoBeOlderThanTheRounds() throws Exception {
    BareRun bare = ofAllRounds("control: {updates: 2}\n");
    assertRefused(bare, "policies/round-000009");
    bare.policy("control", CodeVersion.current());
    assertGoesOn(bare);
  }

  @Test
  void aControlBesideTheRoundsSaysNothingOfThem() throws Exception {
    BareRun bare = new BareRun(folder, "seed: 0", "control: {updates: 2}\n");
    bare.round(1, 10, Optional.of(10));
    bare.policy("control", CodeVersion.current());
    assertRefused(bare, "policies/round-000001");
  }

  @Test
  void aControlOfAnotherBuildDoesNotStopTheOneThatMadeTheLastRound() throws Exception {
    BareRun bare = new BareRun(folder, "seed: 0", "control: {updates: 2}\n");
    for (int round = 1; round < 9; round++) {
      bare.round(round, 10, Optional.of(10));
    }
    bare.rollouts(RunDirectory.rolloutsDirectory(9), null);
    bare.policy("round-000009", CodeVersion.current());
    bare.policy("control", OTHER);
    assertGoesOn(bare);
  }

  private BareRun ofAllRounds(String sections) throws IOException {
    BareRun bare = new BareRun(folder, "seed: 0", sections);
    for (int round = 1; round <= 9; round++) {
      bare.round(round, 10, Optional.of(10));
    }
    return bare;
  }

  private static void assertGoesOn(BareRun bare) {
    assertThatCode(() -> RunContinuity.require(bare.run(), false)).doesNotThrowAnyException();
  }

  private static void assertRefused(BareRun bare, String newest) {
    assertThatThrownBy(() -> RunContinuity.require(bare.run(), false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(newest + " is of code version ");
  }
}
