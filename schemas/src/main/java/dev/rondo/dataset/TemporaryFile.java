// What a file is until it has its name; by its lock a sweep tells the living writer from the dead.
package dev.rondo.dataset;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A hidden file in the directory of the one that it is to become: {@code .<name>.<random>.tmp}. No
 * two writers have one of the same name. As long as it is open its writer holds a lock on it; one
 * whose lock is free was left by a writer that was killed. In the instant before the lock is held a
 * sweep may take it: giving it its name then fails, and the writer makes another.
 */
final class TemporaryFile implements AutoCloseable {
  private static final String PREFIX = ".";
  private static final String SUFFIX = ".tmp";

  /** Names, unique by their random part, of the temporary files that this process writes now. */
  private static final Set<String> WRITTEN_HERE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private TemporaryFile(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /** A new one, empty and locked, in the directory of a file, which is there. */
  static TemporaryFile of(Path target) throws IOException {
    Path path =
        target.resolveSibling(
            PREFIX
                + target.getFileName()
                + "."
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                + SUFFIX);
    WRITTEN_HERE.add(path.getFileName().toString());
    FileChannel channel = null;
    FileLock lock = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lock = channel.lock();
      return new TemporaryFile(path, channel, lock);
    } catch (IOException e) {
      throw DurableFiles.of(path, e); // such as a file system that has no locks
    } finally {
      if (lock == null) {
        end(path, channel);
      }
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** Fails if the lock is lost, so that a sweep may have taken the file. */
  void requireLocked() throws IOException {
    if (!lock.isValid()) {
      throw new IOException("Lost the lock of " + path);
    }
  }

  /** Gives the lock back and removes the file, unless it has got another name. */
  @Override
  public void close() throws IOException {
    end(path, channel);
  }

  private static void end(Path path, FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      try {
        Files.deleteIfExists(path);
      } finally {
        WRITTEN_HERE.remove(path.getFileName().toString());
      }
    }
  }

  /** Whether a file has the name of one that is still written, or whose writer was killed. */
  static boolean isTemporary(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /**
   * Removes one whose lock is free. What this process writes is not even opened: to close it would
   * take the writer's lock away.
   */
  static void deleteIfAbandoned(Path temporary) throws IOException {
    if (WRITTEN_HERE.contains(temporary.getFileName().toString())) {
      return;
    }
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (NoSuchFileException e) {
      // Its writer has just finished.
    } catch (IOException e) {
      throw DurableFiles.of(temporary, e);
    }
  }
}
