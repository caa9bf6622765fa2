package dev.rondo.cli;

import dev.rondo.programs.DatasetTraining;
import dev.rondo.trainer.PublishedPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo train}: trains a policy on one committed dataset of rollouts. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    header = "Trains a policy on committed rollouts.",
    description = {
      "",
      "Publishes a new policy directory, whose lineage names policy, rollouts and configuration."
          + " Rollouts and configuration are checked whole before the first step. Killed and"
          + " started again it publishes the same bytes. Metrics go to a directory beside the"
          + " policy, named like it and ending in -metrics.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo train --rollouts runs/first/rollouts/round-000002 \\",
      "      --policy runs/first/policies/round-000001 --config grpo.yaml --to runs/first/grpo"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rollouts",
      required = true,
      paramLabel = "DIR",
      description = "A committed dataset of rollouts.")
  private Path rollouts;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "DIR",
      description = "The policy that sampled them.")
  private Path policy;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The new policy's directory.")
  private Path target;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "How to train: the sections objective, train, optimizer, memory, adapters,"
              + " policy-gradient, critic, alarms and compute of a run.yaml, its seed, its number"
              + " of rounds and the kind of its control (default: the run.yaml of the run around"
              + " the rollouts).")
  private Path config;

  @Option(
      names = "--reference",
      paramLabel = "DIR",
      description = "The reference policy (default: the policy itself).")
  private Path reference;

  @Option(
      names = "--allow-off-policy",
      description =
          "Takes rollouts of another policy as if this one had sampled them; the behavior gap only"
              + " warns.")
  private boolean allowOffPolicy;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DatasetTraining training =
        new DatasetTraining(
            rollouts,
            policy,
            reference,
            target,
            DatasetTraining.configuration(rollouts, config),
            allowOffPolicy);
    PublishedPolicy published = training.run(TerminalProgress.forStandardError());
    PrintWriter out = spec.commandLine().getOut();
    out.println("Published " + target + " after " + published.updates() + " updates");
    out.println("Digest  " + published.digest());
    out.println("Metrics " + training.metricsDirectory());
    out.flush();
    return 0;
  }
}
