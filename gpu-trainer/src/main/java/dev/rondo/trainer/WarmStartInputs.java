// Everything that supervised training needs.
package dev.rondo.trainer;

import dev.rondo.dataset.Storage;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.policy.text.Tokenizer;
import java.nio.file.Path;

/**
 * Everything that supervised training needs.
 *
 * @param storage where problems, checkpoints and policies live
 * @param problemsDirectory a problems dataset; its rows with a solution are trained on
 * @param origin where the weights come from
 * @param targetDirectory the policy to publish, such as {@code policies/round-000000} or {@code
 *     controls/supervised}
 * @param checkpointDirectory where checkpoints lie while it runs, such as {@code warm-start}; of no
 *     other use
 * @param phase name in metrics and state: {@code warm-start}, or {@code supervised} for the control
 * @param settings how to train
 * @param surroundings which run it is, where it computes and who is told
 */
public record WarmStartInputs(
    Storage storage,
    String problemsDirectory,
    Origin origin,
    String targetDirectory,
    String checkpointDirectory,
    String phase,
    WarmStartSettings settings,
    Surroundings surroundings) {

  /** Where the weights come from. */
  public sealed interface Origin {

    /**
     * A new policy with random first weights, drawn by the run's seed.
     *
     * @param files its shape, tokenizer and generation settings
     * @param tokenizer the tokenizer that {@code files} holds
     * @param initializer the distribution of the weights
     */
    record NewPolicy(CheckpointFiles files, Tokenizer tokenizer, ModelInitializer initializer)
        implements Origin {}

    /**
     * A checkpoint as it was downloaded, outside the run.
     *
     * @param directory where it lies
     * @param files its shape, tokenizer and generation settings, with the run's prompt format
     * @param format that prompt format
     */
    record Checkpoint(Path directory, CheckpointFiles files, PromptFormat format)
        implements Origin {}

    /**
     * A committed policy; the moments start at zero.
     *
     * @param directory in the same storage
     */
    record CommittedPolicy(String directory) implements Origin {}
  }
}
