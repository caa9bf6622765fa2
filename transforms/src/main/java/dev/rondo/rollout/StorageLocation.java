package dev.rondo.rollout;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import java.io.IOException;
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
   * A directory. Workers open it by the path that was given; whatever links lead to it, it is the
   * same one.
   *
   * @param path absolute
   */
  record Directory(String path) implements StorageLocation {
    @Override
    public Storage open() {
      return new LocalStorage(Path.of(path));
    }

    /** The path without links, as far as it is there yet. */
    @Override
    public String identity() {
      Path given = Path.of(path);
      for (Path there = given; there != null; there = there.getParent()) {
        try {
          return there.toRealPath().resolve(there.relativize(given)).toString();
        } catch (IOException e) {
          // Not there yet: what it will lie in tells as much.
        }
      }
      return path;
    }
  }
}
