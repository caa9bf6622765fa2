// Files that others may have put there, looked at before they are read.
package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * Files that others may have put there, looked at before they are read. A symbolic link is what it
 * leads to. What is no regular file in the end (a directory, a named pipe, a device, a link that
 * leads nowhere or to itself) is refused by name, and so is a file above its limit, before a byte
 * of it is read: nothing here waits or fills the memory.
 */
public final class RegularFiles {
  /** Most bytes of a document: a manifest, a receipt, a configuration, a summary. */
  public static final long MOST_DOCUMENT_BYTES = 64L << 20;

  private static final byte[] POINTER =
      "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  private RegularFiles() {}

  /**
   * The size of a regular file.
   *
   * @throws NoSuchFileException if nothing has this name
   * @throws InvalidInputException if it is not a regular file
   */
  public static long size(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isRegularFile()) {
        return attributes.size();
      }
    } catch (FileSystemException e) {
      refuseFileForDirectory(file, e);
      if (!Files.isSymbolicLink(file)) {
        throw e;
      }
    }
    throw new InvalidInputException(
        "Cannot read " + file + ": " + kind(file) + " (allowed: a regular file)");
  }

  /** Says which directory on the way to a file is none, if that is why it cannot be reached. */
  private static void refuseFileForDirectory(Path file, FileSystemException e) {
    for (Path parent = file.getParent(); parent != null; parent = parent.getParent()) {
      if (Files.exists(parent)) {
        if (!Files.isDirectory(parent)) {
          throw new InvalidInputException(
              "Cannot read "
                  + file
                  + ": "
                  + parent
                  + " is "
                  + kind(parent)
                  + " (allowed: a directory)",
              e);
        }
        return;
      }
    }
  }

  /**
   * Refuses to write into what is no regular file of its own directory; absence is no fault. A link
   * would lead the writer to a file elsewhere, a named pipe would keep it waiting.
   *
   * @throws InvalidInputException if it is something else
   */
  public static void requireWritable(Path file) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    } catch (FileSystemException e) {
      refuseFileForDirectory(file, e);
      throw e;
    }
    if (!attributes.isRegularFile()) {
      throw new InvalidInputException(
          "Cannot write "
              + file
              + ": "
              + (attributes.isSymbolicLink() ? "a symbolic link" : kind(file))
              + " (allowed: a regular file, or none)");
    }
  }

  /** The beginning of a file that says something to people; nothing if it cannot be read. */
  public static String beginning(Path file, int mostBytes) {
    try {
      if (exists(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          return new String(in.readNBytes(mostBytes), StandardCharsets.UTF_8).strip();
        }
      }
    } catch (IOException | InvalidInputException e) {
      // Then it says nothing.
    }
    return "";
  }

  /**
   * Refuses what is not a regular file; absence is no fault.
   *
   * @return whether it is there
   */
  public static boolean exists(Path file) throws IOException {
    try {
      return size(file) >= 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * The whole content of a file.
   *
   * @param mostBytes limit of its size
   * @throws NoSuchFileException if nothing has this name
   * @throws InvalidInputException if it is not a regular file, or is larger
   */
  public static byte[] read(Path file, long mostBytes) throws IOException {
    long size = size(file);
    refusePointer(file);
    if (size <= mostBytes) {
      try (InputStream in = Files.newInputStream(file)) {
        // A file that grows while it is read stays within the limit, too.
        byte[] bytes = in.readNBytes((int) Math.min(mostBytes + 1, Integer.MAX_VALUE - 8));
        if (bytes.length <= mostBytes) {
          return bytes;
        }
        size = bytes.length;
      }
    }
    throw new InvalidInputException(
        "Cannot read " + file + ": " + size + " bytes (allowed: at most " + mostBytes + ")");
  }

  /**
   * Refuses a file that stands for another one: what Git LFS leaves where it has not fetched.
   *
   * @throws InvalidInputException if it is one
   */
  public static void refusePointer(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (Arrays.equals(in.readNBytes(POINTER.length), POINTER)) {
        throw new InvalidInputException(
            "Cannot read "
                + file
                + ": a pointer of Git LFS (allowed: the file itself, which git lfs pull fetches)");
      }
    }
  }

  /** As {@link #read(Path, long)}, a document of at most {@link #MOST_DOCUMENT_BYTES}. */
  public static byte[] readDocument(Path file) throws IOException {
    return read(file, MOST_DOCUMENT_BYTES);
  }

  /** Why a path is no directory, in words: "no such directory", or what lies there. */
  public static String noDirectory(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? kind(path) : "no such directory";
  }

  /** What lies at a path, in words, such as "a named pipe or a device". */
  public static String kind(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? "a regular file"
          : attributes.isDirectory() ? "a directory" : "a named pipe, a socket or a device";
    } catch (IOException e) {
      return Files.isSymbolicLink(file)
          ? e instanceof NoSuchFileException
              ? "a symbolic link that leads nowhere"
              : "a symbolic link that leads back to itself"
          : "nothing that can be read";
    }
  }
}
