// Directories and the names in them, forced to disk.
package dev.rondo.dataset;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes directories and moves files such that a power failure takes nothing of it back. */
public final class DurableDirectories {
  /** Those whose names this process knows to be on disk. */
  private static final Set<Path> FORCED = ConcurrentHashMap.newKeySet();

  private DurableDirectories() {}

  /**
   * Makes the missing directories, each forced to disk in its parent. Those that are there already
   * are forced, too, up to the root: whoever made them may have died before that.
   *
   * @param root absolute; what lies above it and is there is not touched
   * @param directory the root or below it
   */
  public static void make(Path root, Path directory) throws IOException {
    boolean isThere = Files.isDirectory(directory);
    if (isThere && (!directory.startsWith(root) || FORCED.contains(directory))) {
      return;
    }
    Path parent = directory.getParent();
    if (parent == null) {
      return;
    }
    make(root, parent);
    if (!isThere) {
      try {
        Files.createDirectory(directory);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(directory)) {
          throw new FileAlreadyExistsException(directory.toString(), null, "not a directory");
        }
      }
    }
    try {
      force(parent);
    } catch (IOException e) {
      // The parent of a root that was there before may be closed to us, or be no directory of a
      // disk.
      if (!isThere || !directory.equals(root)) {
        throw DurableFiles.of(parent, e);
      }
    }
    FORCED.add(directory);
  }

  /** Forces the names in a directory to disk. */
  public static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Gives a file another name below the same root, on disk first there and then here.
   *
   * @param target a name that nothing has; its directory is made
   */
  public static void move(Path root, Path source, Path target) throws IOException {
    make(root, target.getParent());
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      // A link on the way leads to another file system: it is copied, and then removed here.
      Files.move(source, target);
    }
    force(target.getParent());
    force(source.getParent());
  }
}
