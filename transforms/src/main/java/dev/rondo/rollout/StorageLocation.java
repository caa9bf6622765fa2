package dev.rondo.rollout;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Where a job's datasets live, in a form that travels to the workers. Every worker must see the
 * same files there.
 */
@FunctionalInterface
public interface StorageLocation extends Serializable {

  /** Opens the storage in this JVM. */
  Storage open();

  /** What tells this storage from others, for messages and names of jobs. */
  default String identity() {
    return getClass().getName();
  }

  /** A directory of a file system that all workers share. */
  static StorageLocation directory(Path root) {
    return new Directory(root.toAbsolutePath().normalize().toString());
  }

  /**
   * A directory.
   *
   * @param identity its absolute path
   */
  record Directory(String identity) implements StorageLocation {
    @Override
    public Storage open() {
      return new LocalStorage(Path.of(identity));
    }
  }
}
