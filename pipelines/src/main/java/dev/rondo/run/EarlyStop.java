package dev.rondo.run;

import dev.rondo.config.RunSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Ends a run before its last round when there is nothing more to gain. Two rules of {@code
 * run.yaml}, each over the latest rounds in a row: the mean outcome reward has not risen above the
 * best one before them, or every rollout of every group was correct. Where reserves took places of
 * groups, the mean is that of the groups before, if it is known of every round up to then: means of
 * both kinds are never compared.
 *
 * <p>A pure function of the committed rollouts and the configuration: a run that is killed and
 * started again ends after the same round.
 *
 * @param round the round after which the run ends
 * @param reason one line
 */
public record EarlyStop(int round, String reason) {

  /**
   * The early stop of a run, or empty if it goes on to its last round.
   *
   * @param published rounds whose policy is published
   */
  public static Optional<EarlyStop> of(RunDirectory run, int published) throws IOException {
    RunSettings settings = run.config().run();
    if (settings.stopWithoutGainRounds() == 0 && settings.stopWhenSolvedRounds() == 0) {
      return Optional.empty();
    }
    List<RoundOutcome> rounds = new ArrayList<>();
    for (int round = 1; round <= Math.min(published, settings.rounds() - 1); round++) {
      rounds.add(RoundOutcome.of(run, round));
      Optional<String> reason = reason(settings, rounds);
      if (reason.isPresent()) {
        return Optional.of(new EarlyStop(round, reason.get()));
      }
    }
    return Optional.empty();
  }

  /** Why a run ends after the last of some rounds, which are those from round 1 on. */
  static Optional<String> reason(RunSettings settings, List<RoundOutcome> rounds) {
    int count = rounds.size();
    int solved = settings.stopWhenSolvedRounds();
    if (solved > 0
        && count >= solved
        && rounds.subList(count - solved, count).stream().allMatch(RoundOutcome::isSolved)) {
      return Optional.of(
          String.format(Locale.ROOT, "every rollout of the last %d rounds was correct", solved));
    }
    int withoutGain = settings.stopWithoutGainRounds();
    if (withoutGain > 0 && count > withoutGain) {
      boolean byFirst = rounds.stream().allMatch(outcome -> outcome.firstMeanReward().isPresent());
      double before = best(rounds.subList(0, count - withoutGain), byFirst);
      double since = best(rounds.subList(count - withoutGain, count), byFirst);
      if (since <= before + settings.smallestGain()) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "the last %d rounds had a mean reward of at most %.4f, after %.4f before",
                withoutGain,
                since,
                before));
      }
    }
    return Optional.empty();
  }

  private static double best(List<RoundOutcome> rounds, boolean byFirst) {
    return rounds.stream()
        .mapToDouble(
            outcome -> byFirst ? outcome.firstMeanReward().orElseThrow() : outcome.meanReward())
        .max()
        .orElse(0);
  }
}
