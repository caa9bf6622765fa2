package dev.rondo.pipelines;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.worker.PermanentFailure;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Tells Flink, in its own way, that restarting is of no use: Flink looks for this annotation on
 * every cause of a task's failure before it asks the restart strategy.
 */
public final class FlinkPermanentFailure implements PermanentFailure {

  /** Made by the service loader. */
  public FlinkPermanentFailure() {}

  @Override
  public RuntimeException of(Exception failure) {
    return new Marked(travels(failure) ? failure : withoutCauses(failure));
  }

  /** The mark: an exception whose cause is what really went wrong. */
  @ThrowableAnnotation(ThrowableType.NonRecoverableError)
  static final class Marked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Marked(Exception failure) {
      super(failure);
    }
  }

  /** Flink sends exceptions serialized; of one that is not serializable the mark would be lost. */
  private static boolean travels(Exception failure) {
    try (var out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(failure);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static Exception withoutCauses(Exception failure) {
    var plain = new InvalidInputException(failure.getMessage());
    plain.setStackTrace(failure.getStackTrace());
    return plain;
  }
}
