package dev.rondo.run;

import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.util.Locale;

/**
 * Rounds that follow each other from the base policy on: those of the run, or those of a control on
 * shuffled verdicts. Both have the same problems, seeds and settings in every round; which reserves
 * take places of groups is decided by the verdicts of each chain's own rollouts, in the control
 * before they are shuffled.
 */
enum Chain {
  /** The run's own rounds. */
  ROUNDS("round"),
  /** The control's rounds. */
  CONTROL("control");

  private final String prefix;

  Chain(String prefix) {
    this.prefix = prefix;
  }

  /** Name of what a round leaves; round 0 is the base policy of both. */
  String name(int round) {
    return round == 0
        ? RunDirectory.roundName(0)
        : String.format(Locale.ROOT, "%s-%06d", prefix, round);
  }

  String policyDirectory(int round) {
    return RunDirectory.policyDirectory(name(round));
  }

  String rolloutsDirectory(int round) {
    return "rollouts/" + name(round);
  }

  /** Such as {@code Round 3 of 60}; of the control, as many as the run turned out to have. */
  String roundOf(int round, RunDirectory run) throws IOException {
    return this == CONTROL
        ? "Control, round " + round + " of " + Plan.lastRound(run, run.publishedRounds())
        : "Round " + round + " of " + run.config().run().rounds();
  }

  /** Where its rounds are logged. */
  String metricsLog() {
    return this == CONTROL ? RunDirectory.CONTROL_METRICS : MetricsLog.PATH;
  }

  /** Number of rounds, up to a last one, whose policy is published. */
  int publishedRounds(RunDirectory run, int last) throws IOException {
    int round = 0;
    while (round < last && run.isCommitted(policyDirectory(round + 1))) {
      round++;
    }
    return round;
  }
}
