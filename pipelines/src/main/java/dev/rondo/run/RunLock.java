package dev.rondo.run;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two processes from doing the same work. It only saves work: commits are create-exclusive,
 * so nothing breaks without it. It ends with its process, however that ends.
 */
public final class RunLock implements AutoCloseable {
  /** Name of the lock in the directory that it guards. */
  public static final String FILE_NAME = "lock";

  private final FileChannel channel;
  private final FileLock lock;

  private RunLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock of a run, given its directory.
   *
   * @throws InvalidInputException naming the holder, if it is taken
   */
  public static RunLock acquire(Path root) throws IOException {
    Path file = root.resolve(FILE_NAME);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw held(root, file);
      }
      channel.truncate(0);
      String holder = "process " + ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
      return new RunLock(channel, lock);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw held(root, file);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static InvalidInputException held(Path root, Path file) throws IOException {
    return new InvalidInputException(
        "Cannot go on with run "
            + root
            + ": "
            + Files.readString(file).strip()
            + " is working on it (allowed: one process at a time)");
  }

  @Override
  public void close() throws IOException {
    lock.close();
    channel.close();
  }
}
