package dev.rondo.run;

import dev.rondo.dataset.ForwardingStorage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.StorageLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory whose file system takes some files and then no more, as a full disk or a folder that
 * was closed: a write ends in the middle with the system's own words. Reading goes on.
 */
final class RefusingStorage extends ForwardingStorage {
  private static final Map<String, RefusingStorage> OPEN = new ConcurrentHashMap<>();

  /** Way to a storage of this JVM; travels by its name. */
  private record Location(String name) implements StorageLocation {
    @Override
    public Storage open() {
      return OPEN.get(name);
    }
  }

  private final String words;
  private final String name = UUID.randomUUID().toString();
  private int filesLeft;
  private boolean hasRefused;

  /**
   * @param files so many are taken
   * @param words what the file system says then
   */
  RefusingStorage(Path root, int files, String words) {
    super(new LocalStorage(root));
    this.filesLeft = files;
    this.words = words;
    OPEN.put(name, this);
  }

  StorageLocation location() {
    return new Location(name);
  }

  /** Whether it has refused a file. */
  synchronized boolean hasRefused() {
    return hasRefused;
  }

  @Override
  public synchronized Commit putIfAbsent(String path, Content content) throws IOException {
    if (exists(path) || filesLeft-- > 0) {
      return super.putIfAbsent(path, content);
    }
    hasRefused = true;
    return super.putIfAbsent(
        path,
        out -> {
          out.write('h'); // some bytes of it reach the temporary file
          out.flush();
          throw new IOException(path + ": " + words);
        });
  }
}
