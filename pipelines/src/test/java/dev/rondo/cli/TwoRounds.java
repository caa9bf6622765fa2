package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.pipelines.BeamJobs;
import dev.rondo.run.Progress;
import dev.rondo.run.RoundLoop;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of two rounds, beside which tests train alone.
 *
 * @param root its directory
 */
record TwoRounds(Path root) {

  /** Makes one of a configuration. */
  static TwoRounds of(Path root, String config) throws IOException, InterruptedException {
    FrozenConfig.freeze(RunConfig.parse(config, "test"), root);
    RunDirectory directory = RunDirectory.open(root);
    try (BeamJobs jobs =
            BeamJobs.of(directory.config().runner(), List.of("--runner=DirectRunner"));
        RoundLoop loop = RoundLoop.open(directory, jobs, of -> {}, Progress.silent(), false)) {
      loop.round();
      loop.round();
    }
    return new TwoRounds(root);
  }

  Path rollouts(int round) {
    return root.resolve(RunDirectory.rolloutsDirectory(round));
  }

  Path policy(int round) {
    return root.resolve(RunDirectory.policyDirectory(round));
  }

  /** That of a dataset in its root. */
  static String digest(Path dataset) throws IOException {
    return new DatasetStore(new LocalStorage(dataset), "").manifestDigest();
  }

  /** What {@code rondo train} does. */
  static Outcome train(Path rollouts, Path policy, Path target, Object... options) {
    List<Object> words =
        new ArrayList<>(
            List.of("train", "--rollouts", rollouts, "--policy", policy, "--to", target));
    words.addAll(List.of(options));
    return rondo(words.toArray());
  }
}
