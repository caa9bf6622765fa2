package dev.rondo.run;

import dev.rondo.dataset.DurableFiles;
import dev.rondo.dataset.RegularFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps two processes from doing the same work. It only saves work: commits are create-exclusive,
 * so nothing breaks without it. It ends with its process, however that ends; a process that is
 * paused keeps it. Where it is lost all the same (a person removes the file, a file system of
 * several hosts forgets it), the process that had it notices before its next step.
 */
public final class RunLock implements AutoCloseable {
  /** Name of the lock in the directory that it guards. */
  public static final String FILE_NAME = "lock";

  /** What a holder writes is shorter. */
  private static final int MOST_HOLDER_BYTES = 300;

  /**
   * The directories that this process holds. It never opens the lock of one of them again: POSIX
   * takes all locks of a process on a file away when the process closes any descriptor of it.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path held;
  private final FileChannel channel;
  private final Object fileKey;

  private RunLock(Path held, FileChannel channel) throws IOException {
    this.held = held;
    this.channel = channel;
    this.fileKey = fileKey(held.resolve(FILE_NAME));
  }

  /**
   * Takes the lock of a run, given its directory.
   *
   * @throws RunHeldException naming the holder, if it is taken
   */
  public static RunLock acquire(Path root) throws IOException {
    Path directory = root.toRealPath();
    synchronized (HELD) {
      if (HELD.contains(directory)) {
        throw held(root, holder());
      }
      RunLock lock = new RunLock(directory, lock(root, directory.resolve(FILE_NAME)));
      HELD.add(directory);
      return lock;
    }
  }

  private static FileChannel lock(Path root, Path file) throws IOException {
    RegularFiles.requireWritable(file);
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    try {
      if (channel.tryLock() == null) {
        throw held(root, RegularFiles.beginning(file, MOST_HOLDER_BYTES));
      }
      channel.truncate(0);
      DurableFiles.writeWholly(channel, (holder() + "\n").getBytes(StandardCharsets.UTF_8));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw DurableFiles.of(file, e); // such as a file system that has no locks
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String holder() {
    String process = "process " + ProcessHandle.current().pid();
    try {
      return process + " on " + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return process;
    }
  }

  private static RunHeldException held(Path root, String holder) {
    return new RunHeldException(
        "Cannot go on with run "
            + root
            + ": "
            + (holder.isEmpty() ? "another process" : holder)
            + " is working on it (allowed: one process at a time)");
  }

  /**
   * Makes sure that the run is still this process's: it may have been paused, and another may have
   * taken over meanwhile.
   *
   * @throws RunHeldException if it is not
   */
  void requireHeld() throws IOException {
    Path file = held.resolve(FILE_NAME);
    if (!Objects.equals(fileKey, fileKey(file))) {
      // It is another file now, so that reading it takes no lock of this process away.
      throw held(held, RegularFiles.beginning(file, MOST_HOLDER_BYTES));
    }
  }

  /** What tells a file from another that gets its name later; null if there is none. */
  private static Object fileKey(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      channel.close();
      HELD.remove(held);
    }
  }
}
