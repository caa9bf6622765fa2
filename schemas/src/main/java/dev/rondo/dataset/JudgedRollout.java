// What evaluations and reports count of a rollout.
package dev.rondo.dataset;

import dev.rondo.schema.FinishReason;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.avro.generic.GenericRecord;

/**
 * A rollout without its tokens and log-probabilities: what evaluations and reports count. Reading
 * unpacks these columns alone and holds one row, so that memory does not grow with the rows.
 *
 * @param problemId the group
 * @param sampleIndex position in the group
 * @param responseTokens number of response tokens
 * @param isTruncated whether the response was cut at the length limit
 * @param verdict the verifier's
 * @param verdictReason its reason
 * @param outcomeReward 1, 0, or null where the verdict is unknown
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
    Float outcomeReward,
    String extractedAnswer,
    String responseText) {
  private static final List<String> COUNTED =
      List.of(
          "problemId",
          "sampleIndex",
          "responseTokens",
          "finishReason",
          "verdict",
          "verdictReason",
          "outcomeReward");
  private static final String ANSWER = "extractedAnswer";
  private static final String TEXT = "responseText";

  /** Reads all rollouts of a committed dataset, in order, without their texts. */
  public static void forEach(
      DatasetStore dataset, DatasetStore.RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    forEach(dataset, List.of(), rollouts);
  }

  /** As {@link #forEach}, with the answers that the verifier found. */
  public static void forEachWithAnswers(
      DatasetStore dataset, DatasetStore.RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    forEach(dataset, List.of(ANSWER), rollouts);
  }

  /** As {@link #forEach}, with the answers and the responses' texts. */
  public static void forEachWithTexts(
      DatasetStore dataset, DatasetStore.RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    forEach(dataset, List.of(ANSWER, TEXT), rollouts);
  }

  private static void forEach(
      DatasetStore dataset,
      List<String> texts,
      DatasetStore.RowConsumer<? super JudgedRollout> rollouts)
      throws IOException {
    List<String> columns = new ArrayList<>(COUNTED);
    columns.addAll(texts);
    dataset.forEachRow(Rollout.class, columns, row -> rollouts.accept(of(row, texts)));
  }

  private static JudgedRollout of(GenericRecord row, List<String> texts) {
    return new JudgedRollout(
        row.get("problemId").toString(),
        (Integer) row.get("sampleIndex"),
        ((Collection<?>) row.get("responseTokens")).size(),
        row.get("finishReason").toString().equals(FinishReason.LENGTH.name()),
        Outcome.valueOf(row.get("verdict").toString()),
        row.get("verdictReason").toString(),
        (Float) row.get("outcomeReward"),
        texts.contains(ANSWER) ? textOrNull(row.get(ANSWER)) : null,
        texts.contains(TEXT) ? textOrNull(row.get(TEXT)) : null);
  }

  private static String textOrNull(Object value) {
    return value == null ? null : value.toString();
  }
}
