package dev.rondo.cli;

import dev.rondo.dataset.DurableFiles;
import dev.rondo.dataset.FileTree;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one place for temporary files of this process, those of libraries included: a directory with
 * a name nobody can guess, which its user alone may enter. It goes with the process. A process that
 * was killed leaves it behind; its lock is free then, and the next start of the same user removes
 * it.
 */
final class TemporaryDirectory {
  private static final String PREFIX = "rondo-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9A-Za-z]{16}");
  private static final String LOCK = "lock";

  /** A directory without a lock is one that is just being made, or one that lost it long ago. */
  private static final Duration UNFINISHED = Duration.ofHours(1);

  private final Path path;
  private final FileChannel channel;

  private TemporaryDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the directory of this process, lets {@code java.io.tmpdir} be it, and removes what killed
   * processes left. Comes before the first class that makes a temporary file.
   *
   * @throws InvalidInputException if none can be made
   */
  static TemporaryDirectory takeOver() {
    String given = System.getProperty("rondo.temporary"); // made by the launcher
    Path parent = given != null ? Path.of(given).getParent() : temporaryFiles();
    try {
      TemporaryDirectory own = given != null ? locked(Path.of(given)) : create(parent);
      System.setProperty("java.io.tmpdir", own.path().toString());
      sweep(parent, own.path());
      return own;
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot make a temporary directory in "
              + parent
              + ": "
              + e
              + " (allowed: TMPDIR with a directory that can be written)",
          e);
    }
  }

  private static Path temporaryFiles() {
    return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
  }

  /** Makes a directory that this process holds. */
  static TemporaryDirectory create(Path parent) throws IOException {
    FileAttribute<?> ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    SecureRandom random = new SecureRandom();
    while (true) {
      byte[] name = new byte[8];
      random.nextBytes(name);
      Path path = parent.resolve(PREFIX + HexFormat.of().formatHex(name));
      try {
        return locked(Files.createDirectory(path, ownerOnly));
      } catch (FileAlreadyExistsException | NoSuchFileException e) {
        if (!Files.isDirectory(parent)) {
          throw e;
        }
        // Taken, or swept in the instant before its lock was held.
      }
    }
  }

  private static TemporaryDirectory locked(Path path) throws IOException {
    Path file = path.resolve(LOCK);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      return new TemporaryDirectory(path, channel);
    } catch (IOException e) {
      channel.close();
      throw DurableFiles.of(file, e);
    }
  }

  Path path() {
    return path;
  }

  /** Removes the directory with all it holds, as far as that is possible. */
  void remove() {
    try {
      FileTree.remove(path);
      channel.close();
    } catch (IOException e) {
      // Somebody is still writing into it: the next start removes the rest.
    }
  }

  /** Removes what processes of this user that ended left behind in a directory. */
  static void sweep(Path parent, Path own) throws IOException {
    UserPrincipal user = Files.getOwner(own, LinkOption.NOFOLLOW_LINKS);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path path : all) {
        if (!path.equals(own) && NAME.matcher(path.getFileName().toString()).matches()) {
          sweepIfAbandoned(path, user);
        }
      }
    } catch (java.nio.file.DirectoryIteratorException | IOException e) {
      // A directory for everybody may be closed to reading: then nothing is swept.
    }
  }

  private static void sweepIfAbandoned(Path path, UserPrincipal user) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isDirectory()
          || !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user)) {
        return;
      }
      try (FileChannel channel =
              FileChannel.open(
                  path.resolve(LOCK), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          FileTree.remove(path);
        }
      } catch (NoSuchFileException e) {
        Instant unfinished = Instant.now().minus(UNFINISHED);
        if (attributes.lastModifiedTime().toInstant().isBefore(unfinished)) {
          FileTree.remove(path);
        }
      }
    } catch (IOException | RuntimeException e) {
      // Its process has just removed it, or another sweep is at it.
    }
  }
}
