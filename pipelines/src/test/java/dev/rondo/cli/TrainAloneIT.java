package dev.rondo.cli;

import static dev.rondo.cli.TwoRounds.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.config.RunConfig;
import dev.rondo.programs.DatasetTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training alone: of adapters, and on a control's rollouts; what attempts leave in the log. */
class TrainAloneIT {
  private static final String CONFIG =
      """
      run: {name: tiny, rounds: 2}
      task: {name: last-digit, size: 2, problems: 32, demonstrations: 20, held-out-problems: 8}
      model: {layers: 1, hidden-size: 32, heads: 2, kv-heads: 1, feed-forward-size: 64,
        max-positions: 64}
      warm-start: {updates: 200, batch-sequences: 16, warm-up-updates: 2}
      rollout: {problems-per-round: 16, group-size: 4, max-response-tokens: 24, shards: 4}
      evaluation: {problems: 8, samples: 1, progress-samples: 1, ks: [1], shards: 1}
      control: {updates: 0}
      train: {shards-per-update: 2, held-out-groups: 2}
      objective: {name: reinforce}
      adapters: {rank: 4}
      """;

  @TempDir private static Path folder;
  private static TwoRounds rounds;

  @BeforeAll
  static void twoRounds() throws Exception {
    rounds = TwoRounds.of(folder.resolve("runs/tiny"), CONFIG + "optimizer: {warm-up-rounds: 1}\n");
  }

  /** Whatever directories rollouts, policy and target have in common. */
  @Test
  void newAdaptersAreTheRunsOwnWhereverTheTargetLies() throws IOException {
    for (String target : List.of("runs/tiny/same", "runs/alone/same", "same")) {
      train(rounds.rollouts(1), rounds.policy(0), folder.resolve(target));
      assertThat(digest(folder.resolve(target))).as(target).isEqualTo(digest(rounds.policy(1)));
    }
    train(rounds.rollouts(2), folder.resolve("runs/alone/same"), folder.resolve("second"));
    assertThat(digest(folder.resolve("second"))).isEqualTo(digest(rounds.policy(2)));
  }

  @Test
  void rolloutsOfAControlAreTrainedOnWithShuffledVerdictsAsTheRunDoes() throws Exception {
    TwoRounds both =
        TwoRounds.of(
            folder.resolve("controlled"),
            CONFIG
                    .replace("rounds: 2", "rounds: 1")
                    .replace("control: {updates: 0}", "control: {kind: shuffled-verdicts}")
                + "optimizer: {warm-up-rounds: 1}\n");
    Path rollouts = both.rollouts(1).resolveSibling("control-000001");
    String ofControl = digest(both.policy(1).resolveSibling("control-000001"));
    assertThat(digest(rollouts)).isEqualTo(digest(both.rollouts(1)));
    assertThat(ofControl).isNotEqualTo(digest(both.policy(1)));

    Path shuffled = folder.resolve("control/shuffled");
    List<String> said = new ArrayList<>();
    RunConfig config = DatasetTraining.configuration(rollouts, null);
    new DatasetTraining(rollouts, both.policy(0), null, shuffled, config, false)
        .run(new RunSessionTest.Saying(said));
    assertThat(said)
        .anyMatch(line -> line.startsWith("Shuffles the verdicts of control-000001 among its"));
    assertThat(digest(shuffled)).isEqualTo(ofControl);
    train(rollouts, both.policy(0), shuffled);
    assertThat(TwoRounds.train(both.rollouts(1), both.policy(0), shuffled).err())
        .contains("it holds another policy, with verdicts: shuffled (allowed: as judged");

    Path judged = folder.resolve("control/judged");
    train(both.rollouts(1), both.policy(0), judged);
    assertThat(digest(judged)).isEqualTo(digest(both.policy(1)));
    assertThat(TwoRounds.train(rollouts, both.policy(0), judged).err())
        .contains("it holds another policy, with verdicts: as judged (allowed: shuffled");
  }

  /** Adapters of before call their base by a path that began where their training looked. */
  @Test
  void theBaseIsFoundAboveEverythingThatIsTrainedWith() throws IOException {
    Path lone = folder.resolve("lone");
    copy(rounds.policy(0), lone.resolve("deep/base"));
    copy(rounds.rollouts(1), lone.resolve("far/rollouts"));
    copy(rounds.rollouts(2), lone.resolve("exp/second"));
    Object[] options = {"--config", config(""), "--allow-off-policy"};
    train(lone.resolve("far/rollouts"), lone.resolve("deep/base"), lone.resolve("exp/1"), options);
    assertThat(lone.resolve("exp/1/adapter/adapter_config.json")).content().contains("deep/base");
    train(lone.resolve("exp/second"), lone.resolve("exp/1"), lone.resolve("exp/2"), options);

    Files.move(lone.resolve("deep"), folder.resolve("elsewhere"));
    Outcome outcome =
        TwoRounds.train(
            lone.resolve("exp/second"), lone.resolve("exp/2"), lone.resolve("3"), options);
    assertThat(outcome.err())
        .contains("base deep/base that is not there", "a folder above the policy");
  }

  @Test
  void aSecondAttemptLogsNoneOfTheFirst() throws IOException {
    Path target = folder.resolve("again/policy");
    Path straight = folder.resolve("straight/policy");
    String alarm = "alarms: {loss: stop, loss-limit: 1.0e-9}\n";
    Object[] stopping = {
      "--allow-off-policy", "--config", config("optimizer: {learning-rate: 0.01}\n" + alarm)
    };
    Object[] options = {"--allow-off-policy", "--config", config("")};
    Outcome first = TwoRounds.train(rounds.rollouts(1), rounds.policy(2), target, stopping);
    assertThat(first.err()).contains("alarms.loss says stop");
    Path log = target.resolveSibling("policy-metrics/metrics.jsonl");
    assertThat(log).content().contains("learning_rate");

    train(rounds.rollouts(1), rounds.policy(2), target, options);
    train(rounds.rollouts(1), rounds.policy(2), straight, options);

    assertThat(log)
        .hasSameTextualContentAs(straight.resolveSibling("policy-metrics/metrics.jsonl"));
  }

  private static Path config(String section) throws IOException {
    Path file = Files.createTempFile(folder, "config", ".yaml");
    return Files.writeString(file, CONFIG + section);
  }

  private static void train(Path rollouts, Path policy, Path target, Object... options) {
    Outcome outcome = TwoRounds.train(rollouts, policy, target, options);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
