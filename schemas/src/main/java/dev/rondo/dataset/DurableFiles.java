package dev.rondo.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that grow or are replaced, so that neither a full disk nor a power cut loses what they had:
 * every byte is written or the call fails, and whatever a call did is on the disk when it returns.
 * Files that are made once and never change are for {@link LocalStorage}.
 */
public final class DurableFiles {
  private static final int ATTEMPTS = 5;

  /** Files that grow, whose names this process knows to be on disk. */
  private static final Set<Path> GROWING = ConcurrentHashMap.newKeySet();

  private DurableFiles() {}

  /**
   * Gives a file another content. Where that fails, the file is as it was. Of several writers at a
   * time, of several processes too, the last one's content stays, whole.
   *
   * @param file made, with the directories on the way to it, if it is absent
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    DurableDirectories.make(directory, directory);
    boolean isReplaced = false;
    for (int attempt = 1; !isReplaced; attempt++) {
      try (TemporaryFile temporary = TemporaryFile.of(file.toAbsolutePath())) {
        writeDurably(temporary.channel(), file, content);
        Files.move(
            temporary.path(),
            file,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        isReplaced = true;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        // A sweep took the temporary file in the instant before its lock was held.
      }
    }
    DurableDirectories.force(directory);
  }

  /**
   * Appends to a file. Where that fails, a part of it may be there.
   *
   * @param file made, with the directories on the way to it, if it is absent
   */
  public static void append(Path file, byte[] content) throws IOException {
    // Whoever made it may have died before its name was on disk.
    Path absolute = file.toAbsolutePath();
    boolean isFirst = !GROWING.contains(absolute) || !Files.exists(file);
    Path directory = absolute.getParent();
    if (isFirst) {
      DurableDirectories.make(directory, directory);
    }
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      writeDurably(channel, file, content);
    }
    if (isFirst) {
      DurableDirectories.force(directory);
      GROWING.add(absolute);
    }
  }

  private static void writeDurably(FileChannel channel, Path file, byte[] content)
      throws IOException {
    try {
      writeWholly(channel, content);
      channel.force(true);
    } catch (IOException e) {
      throw of(file, e);
    }
  }

  /** A failure with the name of its file, which those of an open file lack. */
  public static FileSystemException of(Path file, IOException failure) {
    if (failure instanceof FileSystemException named) {
      return named;
    }
    FileSystemException named =
        new FileSystemException(file.toString(), null, failure.getMessage());
    named.initCause(failure);
    return named;
  }

  /** Writes all bytes: one call of a channel may take a part only, as on a disk that is full. */
  public static void writeWholly(WritableByteChannel channel, byte[] content) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(content);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }
}
