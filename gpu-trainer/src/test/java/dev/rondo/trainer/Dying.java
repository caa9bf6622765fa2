// A storage that dies just before or after one file is committed, as a process does that is killed.
package dev.rondo.trainer;

import dev.rondo.dataset.ForwardingStorage;
import java.io.IOException;

/** A round's storage that dies at one commit. */
final class Dying extends ForwardingStorage {
  private final String path;
  private final boolean isBefore;

  /**
   * @param inputs whose storage
   * @param path of the file
   * @param isBefore whether the file is not written
   */
  Dying(TrainRoundInputs inputs, String path, boolean isBefore) {
    super(inputs.storage());
    this.path = path;
    this.isBefore = isBefore;
  }

  @Override
  public Commit putIfAbsent(String target, Content content) throws IOException {
    if (!target.equals(path)) {
      return super.putIfAbsent(target, content);
    }
    if (!isBefore) {
      super.putIfAbsent(target, content);
    }
    throw new IllegalStateException("killed");
  }
}
