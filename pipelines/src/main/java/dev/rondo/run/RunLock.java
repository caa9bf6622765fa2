package dev.rondo.run;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps two processes from doing the same work. It only saves work: commits are create-exclusive,
 * so nothing breaks without it. It ends with its process, however that ends.
 */
public final class RunLock implements AutoCloseable {
  /** Name of the lock in the directory that it guards. */
  public static final String FILE_NAME = "lock";

  /**
   * The directories that this process holds. It never opens the lock of one of them again: POSIX
   * takes all locks of a process on a file away when the process closes any descriptor of it.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path held;
  private final FileChannel channel;

  private RunLock(Path held, FileChannel channel) {
    this.held = held;
    this.channel = channel;
  }

  /**
   * Takes the lock of a run, given its directory.
   *
   * @throws InvalidInputException naming the holder, if it is taken
   */
  public static RunLock acquire(Path root) throws IOException {
    Path directory = root.toRealPath();
    synchronized (HELD) {
      if (HELD.contains(directory)) {
        throw held(root, holder(ProcessHandle.current().pid()));
      }
      RunLock lock = new RunLock(directory, lock(root, directory.resolve(FILE_NAME)));
      HELD.add(directory);
      return lock;
    }
  }

  private static FileChannel lock(Path root, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw held(root, Files.readString(file).strip());
      }
      channel.truncate(0);
      String holder = holder(ProcessHandle.current().pid()) + "\n";
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String holder(long process) {
    return "process " + process;
  }

  private static InvalidInputException held(Path root, String holder) {
    return new InvalidInputException(
        "Cannot go on with run "
            + root
            + ": "
            + holder
            + " is working on it (allowed: one process at a time)");
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      channel.close();
      HELD.remove(held);
    }
  }
}
