// What evaluations and reports count of a rollout.
package dev.rondo.dataset;

import dev.rondo.schema.Outcome;
import java.io.IOException;

/**
 * A rollout without its tokens and log-probabilities: what evaluations and reports count. Reading
 * unpacks these columns alone and holds one row, so that memory does not grow with the rows.
 *
 * @param problemId the group
 * @param sampleIndex position in the group
 * @param responseTokens number of response tokens; 0 if not asked for
 * @param isTruncated whether the response was cut at the length limit
 * @param verdict the verifier's
 * @param verdictReason its reason
 * @param extractedAnswer what the verifier took as the answer; null for none, or if not asked for
 * @param responseText the response; null if not asked for
 */
public record JudgedRollout(
    String problemId,
    int sampleIndex,
    int responseTokens,
    boolean isTruncated,
    Outcome verdict,
    String verdictReason,
    String extractedAnswer,
    String responseText) {

  /** As {@link #forEach}, and without the number of tokens: every one is unpacked to count it. */
  public static void forEachVerdict(
      DatasetStore dataset, DatasetStore.RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    dataset.forEachJudged(JudgedRows.verdicts(), rollouts);
  }

  /** Reads all rollouts of a committed dataset, in order, without their texts. */
  public static void forEach(
      DatasetStore dataset, DatasetStore.RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    dataset.forEachJudged(JudgedRows.withoutTexts(), rollouts);
  }

  /** As {@link #forEach}, with the answers that the verifier found. */
  public static void forEachWithAnswers(
      DatasetStore dataset, DatasetStore.RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    dataset.forEachJudged(JudgedRows.withAnswers(), rollouts);
  }

  /** As {@link #forEach}, with the answers and the responses' texts. */
  public static void forEachWithTexts(
      DatasetStore dataset, DatasetStore.RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    dataset.forEachJudged(JudgedRows.withTexts(), rollouts);
  }
}
