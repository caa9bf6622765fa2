// A storage that dies just before or after one file is committed, as a process does that is killed.
package dev.rondo.trainer;

import dev.rondo.dataset.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A round's storage that dies at one commit.
 *
 * @param inputs whose storage
 * @param path of the file
 * @param isBefore whether the file is not written
 */
record Dying(TrainRoundInputs inputs, String path, boolean isBefore) implements Storage {

  private Storage storage() {
    return inputs.storage();
  }

  @Override
  public Commit putIfAbsent(String target, Content content) throws IOException {
    if (!target.equals(path)) {
      return storage().putIfAbsent(target, content);
    }
    if (!isBefore) {
      storage().putIfAbsent(target, content);
    }
    throw new IllegalStateException("killed");
  }

  @Override
  public byte[] read(String file) throws IOException {
    return storage().read(file);
  }

  @Override
  public Path localFile(String file) throws IOException {
    return storage().localFile(file);
  }

  @Override
  public boolean exists(String file) throws IOException {
    return storage().exists(file);
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return storage().list(prefix);
  }

  @Override
  public void delete(String file) throws IOException {
    storage().delete(file);
  }

  @Override
  public void sweep(String prefix) throws IOException {
    storage().sweep(prefix);
  }
}
