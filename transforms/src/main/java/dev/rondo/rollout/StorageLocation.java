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

  /** A directory of a file system that all workers share. */
  static StorageLocation directory(Path root) {
    String absolute = root.toAbsolutePath().normalize().toString();
    return () -> new LocalStorage(Path.of(absolute));
  }
}
