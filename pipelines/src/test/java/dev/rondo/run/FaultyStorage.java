package dev.rondo.run;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.StorageLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory whose process dies at one instant: before or after one of its changes, the way {@code
 * kill -9} or a power cut leaves it. From then on nothing that the dead process does has an effect.
 * Counts its changes, so that a test can step through all of them.
 *
 * <p>Left out: the steps inside of {@link LocalStorage}'s own changes; what they leave, a temporary
 * file with half of its content or beside the finished file, is laid there at both instants.
 */
final class FaultyStorage implements Storage {
  private static final Map<String, FaultyStorage> OPEN = new ConcurrentHashMap<>();

  /** What is left of the machine. */
  enum Loss {
    /** Everything that was done. */
    PROCESS,
    /** Everything that is durable: removals that nothing forced to disk are undone. */
    POWER
  }

  /** Before or after the change. */
  enum Instant {
    BEFORE,
    AFTER
  }

  /** The end of the process; no handler of exceptions takes it for a failure. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String change) {
      super(change);
    }
  }

  /** Way to a storage of this JVM; travels by its name. */
  private record Location(String name) implements StorageLocation {
    @Override
    public Storage open() {
      return OPEN.get(name);
    }
  }

  private final Path root;
  private final LocalStorage storage;
  private final int crashAt;
  private final Instant instant;
  private final Loss loss;
  private final List<String> changes = new ArrayList<>();
  private final Map<Path, byte[]> removed = new LinkedHashMap<>();
  private final String name = UUID.randomUUID().toString();
  private String crashedBy;

  /**
   * @param crashAt which change to die at, from 0; -1 for never
   */
  FaultyStorage(Path root, int crashAt, Instant instant, Loss loss) {
    this.root = root;
    this.storage = new LocalStorage(root);
    this.crashAt = crashAt;
    this.instant = instant;
    this.loss = loss;
    OPEN.put(name, this);
  }

  StorageLocation location() {
    return new Location(name);
  }

  /** The changes so far, such as {@code put a/manifest.json}. */
  synchronized List<String> changes() {
    return List.copyOf(changes);
  }

  /** The change that it died at; null if it lives. */
  synchronized String crashedBy() {
    return crashedBy;
  }

  @Override
  public synchronized Commit putIfAbsent(String path, Content content) throws IOException {
    boolean isFatal = begin("put " + path);
    if (isFatal && instant == Instant.BEFORE) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      content.writeTo(bytes);
      leaveTemporary(path, Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
      throw crash();
    }
    Commit commit = storage.putIfAbsent(path, content);
    if (isFatal) {
      leaveTemporary(path, Files.readAllBytes(storage.localFile(path)));
      throw crash();
    }
    return commit;
  }

  private void leaveTemporary(String path, byte[] bytes) throws IOException {
    Path target = root.resolve(path);
    Files.createDirectories(target.getParent());
    Files.write(target.resolveSibling("." + target.getFileName() + ".0123456789abcdef.tmp"), bytes);
  }

  @Override
  public synchronized void delete(String path) throws IOException {
    boolean isFatal = begin("delete " + path);
    if (isFatal && instant == Instant.BEFORE) {
      throw crash();
    }
    if (storage.exists(path)) {
      Path file = storage.localFile(path);
      removed.put(file, Files.readAllBytes(file));
    }
    storage.delete(path);
    if (isFatal) {
      throw crash();
    }
  }

  private boolean begin(String change) {
    if (crashedBy != null) {
      throw new Crash(crashedBy);
    }
    changes.add(change);
    return changes.size() - 1 == crashAt;
  }

  private Crash crash() throws IOException {
    crashedBy = changes.get(changes.size() - 1);
    if (loss == Loss.POWER) {
      for (Map.Entry<Path, byte[]> file : removed.entrySet()) {
        if (!Files.exists(file.getKey())) {
          Files.createDirectories(file.getKey().getParent());
          Files.write(file.getKey(), file.getValue());
        }
      }
    }
    return new Crash(crashedBy);
  }

  @Override
  public synchronized void sweep(String prefix) throws IOException {
    alive();
    storage.sweep(prefix);
  }

  private void alive() {
    if (crashedBy != null) {
      throw new Crash(crashedBy);
    }
  }

  @Override
  public synchronized byte[] read(String path) throws IOException {
    alive();
    return storage.read(path);
  }

  @Override
  public synchronized Path localFile(String path) throws IOException {
    alive();
    return storage.localFile(path);
  }

  @Override
  public synchronized boolean exists(String path) throws IOException {
    alive();
    return storage.exists(path);
  }

  @Override
  public synchronized List<String> list(String prefix) throws IOException {
    alive();
    return storage.list(prefix);
  }
}
