// What is not logged row by row, as TensorBoard reads it: written whole from facts that are there.
package dev.rondo.trainer.metrics;

import dev.rondo.dataset.DurableFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A TensorBoard event file that is made anew each time from what a run has: scalars, histograms,
 * texts, settings. It has no clock: the wall time of an event is its step, so the same facts give
 * the same bytes. The other end, {@link EventFile}, grows by a row at a time.
 */
public final class SummaryFile {
  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_STRING = 7;
  private static final String FILE_NAME = "events.out.tfevents.0000000000.rondo";

  private final ByteArrayOutputStream records = new ByteArrayOutputStream();

  /** A file without events. */
  public SummaryFile() {
    records.writeBytes(EventFile.header(0));
  }

  /** A number at a step. */
  public SummaryFile scalar(String tag, long step, double value) {
    if (Double.isFinite(value)) {
      event(step, new ProtobufMessage().text(1, tag).single(2, (float) value));
    }
    return this;
  }

  /**
   * How often each value came, at a step.
   *
   * @param counts value to number; nothing is written where it is empty
   */
  public SummaryFile histogram(String tag, long step, SortedMap<Double, Long> counts) {
    if (counts.isEmpty()) {
      return this;
    }
    double number = 0;
    double sum = 0;
    double squares = 0;
    List<Double> limits = new ArrayList<>();
    List<Double> buckets = new ArrayList<>();
    for (Map.Entry<Double, Long> entry : counts.entrySet()) {
      number += entry.getValue();
      sum += entry.getValue() * entry.getKey();
      squares += entry.getValue() * entry.getKey() * entry.getKey();
      limits.add(entry.getKey());
      buckets.add((double) entry.getValue());
    }
    ProtobufMessage histogram =
        new ProtobufMessage()
            .real(1, counts.firstKey())
            .real(2, counts.lastKey())
            .real(3, number)
            .real(4, sum)
            .real(5, squares)
            .reals(6, limits)
            .reals(7, buckets);
    event(step, new ProtobufMessage().text(1, tag).nested(5, histogram));
    return this;
  }

  /** A text at a step; TensorBoard reads it as Markdown. */
  public SummaryFile text(String tag, long step, String text) {
    ProtobufMessage tensor =
        new ProtobufMessage()
            .integer(1, TYPE_STRING)
            .nested(2, new ProtobufMessage().nested(2, new ProtobufMessage().integer(1, 1)))
            .text(8, text);
    event(
        step, new ProtobufMessage().text(1, tag).nested(8, tensor).nested(9, plugin("text", null)));
    return this;
  }

  /** The settings of a run, by key, for TensorBoard's table of hyper-parameters. */
  public SummaryFile settings(SortedMap<String, Object> settings) {
    ProtobufMessage session = new ProtobufMessage();
    settings.forEach(
        (key, value) ->
            session.nested(1, new ProtobufMessage().text(1, key).nested(2, setting(value))));
    ProtobufMessage empty =
        new ProtobufMessage()
            .integer(1, TYPE_FLOAT)
            .nested(2, new ProtobufMessage().nested(2, new ProtobufMessage().integer(1, 0)));
    event(
        0,
        new ProtobufMessage()
            .text(1, "_hparams_/session_start_info")
            .nested(8, empty)
            .nested(9, plugin("hparams", new ProtobufMessage().nested(3, session))));
    return this;
  }

  private static ProtobufMessage setting(Object value) {
    return value instanceof Number number
        ? new ProtobufMessage().member(2, number.doubleValue())
        : new ProtobufMessage().text(3, String.valueOf(value));
  }

  private static ProtobufMessage plugin(String name, ProtobufMessage content) {
    ProtobufMessage plugin = new ProtobufMessage().text(1, name);
    if (content != null) {
      plugin.nested(2, content);
    }
    return new ProtobufMessage().nested(1, plugin);
  }

  private void event(long step, ProtobufMessage value) {
    ProtobufMessage summary = new ProtobufMessage().nested(1, value);
    records.writeBytes(
        EventFile.record(
            new ProtobufMessage().real(1, step).integer(2, step).nested(5, summary).bytes()));
  }

  /** Writes the file of a TensorBoard run, in place of an older one, whole or not at all. */
  public void write(Path runDirectory) throws IOException {
    DurableFiles.replace(runDirectory.resolve(FILE_NAME), records.toByteArray());
  }
}
