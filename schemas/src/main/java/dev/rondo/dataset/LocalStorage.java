package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Datasets in a directory of a local (or shared POSIX) file system.
 *
 * <p>A file is created exclusively: its content goes to a hidden temporary file in the same
 * directory, which is forced to disk and then given its name by a hard link, the one operation that
 * is atomic and fails if the name is taken. Then the directory is forced to disk. Whatever instant
 * a writer is killed at, the name is either absent or holds the whole content. One that is replaced
 * gets its name by a rename over the one that is there.
 *
 * <p>A symbolic link is what it leads to, wherever that lies. What is neither a file nor a
 * directory in the end (a link that leads nowhere or back, a named pipe, a device) is refused by
 * name: it is never passed over.
 *
 * <p>A killed writer leaves its temporary file behind. A living one holds a lock on its own, so
 * {@link #sweep} can tell them apart. Thread-safe, and safe against other processes.
 */
public final class LocalStorage implements Storage {
  private static final int ATTEMPTS = 5;

  private final Path root;

  /**
   * @param root directory that paths are relative to; made at the first write if it is absent
   */
  public LocalStorage(Path root) {
    this.root = root.toAbsolutePath().normalize();
    if (Files.exists(this.root) && !Files.isDirectory(this.root)) {
      throw new InvalidInputException(
          "Cannot use " + root + ": not a directory (allowed: a directory, or nothing there)");
    }
  }

  /** The directory that paths are relative to. */
  public Path root() {
    return root;
  }

  @Override
  public byte[] read(String path) throws IOException {
    return RegularFiles.readDocument(existing(path));
  }

  @Override
  public Path localFile(String path) throws IOException {
    return existing(path);
  }

  @Override
  public String place(String path) {
    return root.resolve(path).toString();
  }

  @Override
  public boolean exists(String path) throws IOException {
    Path file = resolve(path);
    return !Files.isDirectory(file) && RegularFiles.exists(file);
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    List<String> paths = new ArrayList<>();
    visit(
        prefix,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        file -> {
          if (!isTemporary(file)) {
            RegularFiles.size(file);
            paths.add(relative(file));
          }
        });
    Collections.sort(paths);
    return paths;
  }

  @Override
  public Set<String> names(String directory) throws IOException {
    return DirectoryNames.of(directory.isEmpty() ? root : resolve(directory));
  }

  @Override
  public Commit putIfAbsent(String path, Content content) throws IOException {
    Path target = resolve(path);
    for (int attempt = 1; ; attempt++) {
      if (exists(path)) {
        compare(path, target, content);
        DurableDirectories.force(target.getParent());
        return Commit.ALREADY_EQUAL;
      }
      DurableDirectories.make(root, target.getParent());
      try {
        create(target, content, LocalStorage::link);
        return Commit.CREATED;
      } catch (FileAlreadyExistsException e) {
        if (Files.isDirectory(target)) {
          throw new FileAlreadyExistsException(target.toString(), null, "is a directory");
        }
        // Somebody was faster: compare with theirs.
      } catch (SweptException e) {
        // A sweep took the temporary file in the instant before its lock was held.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public void replace(String path, Content content) throws IOException {
    Path target = resolve(path);
    for (int attempt = 1; ; attempt++) {
      DurableDirectories.make(root, target.getParent());
      try {
        create(target, content, LocalStorage::rename);
        return;
      } catch (SweptException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    DurableDirectories.move(root, resolve(from), resolve(to));
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(resolve(path));
  }

  @Override
  public void sweep(String prefix) throws IOException {
    List<Path> temporaries = new ArrayList<>();
    visit(
        prefix,
        Set.of(),
        file -> {
          if (isTemporary(file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            temporaries.add(file);
          }
        });
    for (Path temporary : temporaries) {
      TemporaryFile.deleteIfAbandoned(temporary);
    }
  }

  /** How a file that is whole gets its name. */
  @FunctionalInterface
  private interface Naming {
    void name(Path target, Path temporary) throws IOException;
  }

  private void create(Path target, Content content, Naming naming) throws IOException {
    try (TemporaryFile temporary = TemporaryFile.of(target)) {
      OutputStream out =
          new BufferedOutputStream(
              new UnclosedOutputStream(Channels.newOutputStream(temporary.channel()), target),
              1 << 16);
      content.writeTo(out);
      out.flush();
      force(temporary.channel(), target);
      temporary.requireLocked();
      naming.name(target, temporary.path());
    }
    DurableDirectories.force(target.getParent());
  }

  private static void link(Path target, Path temporary) throws IOException {
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new SweptException(temporary);
    } catch (FileSystemException | UnsupportedOperationException e) {
      if (!isWithoutLinks(e)) {
        throw e;
      }
      throw new InvalidInputException(
          "Cannot create "
              + target
              + ": its file system makes no hard links, which exclusive commits need ("
              + e.getMessage()
              + "; allowed: a file system that makes them)",
          e);
    }
  }

  private static void rename(Path target, Path temporary) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      throw new SweptException(temporary);
    }
  }

  /** Whether it is links that a file system refuses, not anything new or this once. */
  private static boolean isWithoutLinks(Exception e) {
    return !(e instanceof FileSystemException file)
        || FileRefusal.in(file.getReason()).filter(FileRefusal::isWithoutLinks).isPresent();
  }

  /** Some file systems say that they are full now only. */
  private static void force(FileChannel channel, Path file) throws IOException {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw DurableFiles.of(file, e);
    }
  }

  /** Runs the content against the existing file; no byte may differ. */
  private static void compare(String path, Path target, Content content) throws IOException {
    MessageDigest offered = Digests.newSha256();
    ComparingOutputStream comparison;
    try (InputStream existing = new BufferedInputStream(Files.newInputStream(target), 1 << 16)) {
      comparison = new ComparingOutputStream(existing, offered);
      content.writeTo(comparison);
      if (comparison.isEqual && existing.read() >= 0) {
        comparison.isEqual = false;
      }
    }
    if (!comparison.isEqual) {
      throw new ConflictException(
          "Cannot commit "
              + path
              + ": it exists with other bytes (there: sha256 "
              + Digests.sha256(target)
              + ", offered: sha256 "
              + HexFormat.of().formatHex(offered.digest())
              + ")");
    }
  }

  private Path existing(String path) throws IOException {
    Path file = resolve(path);
    RegularFiles.size(file);
    return file;
  }

  private Path resolve(String path) {
    StoragePaths.requireFile(path);
    return root.resolve(path);
  }

  private String relative(Path file) {
    StringBuilder path = new StringBuilder();
    for (Path name : root.relativize(file)) {
      path.append(path.length() == 0 ? "" : "/").append(name);
    }
    return path.toString();
  }

  /** Whether a file has the name of one that is still written, or whose writer was killed. */
  public static boolean isTemporary(Path file) {
    return TemporaryFile.isTemporary(file);
  }

  @FunctionalInterface
  private interface FileVisit {
    void visit(Path file) throws IOException;
  }

  /** Files that vanish while the tree is walked are left out: other processes write and sweep. */
  private void visit(String prefix, Set<FileVisitOption> options, FileVisit visit)
      throws IOException {
    Path start = prefix.isEmpty() ? root : resolve(prefix);
    if (!Files.isDirectory(start)) {
      return;
    }
    Files.walkFileTree(
        start,
        options,
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            try {
              visit.visit(file);
            } catch (NoSuchFileException e) {
              return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            if (e instanceof FileSystemLoopException) {
              throw new InvalidInputException(
                  "Cannot read "
                      + file
                      + ": a symbolic link to a directory that it lies in (allowed: links that do"
                      + " not lead back)",
                  e);
            }
            throw e;
          }
        });
  }

  private static final class SweptException extends IOException {
    private static final long serialVersionUID = 1L;

    SweptException(Path temporary) {
      super("Cannot write " + temporary + ": it was removed while it was being written");
    }
  }

  /**
   * Content may close what it writes to; the channel must stay open for force and link. What a disk
   * refuses gets the name of the file.
   */
  private static final class UnclosedOutputStream extends OutputStream {
    private final OutputStream out;
    private final Path file;

    UnclosedOutputStream(OutputStream out, Path file) {
      this.out = out;
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw DurableFiles.of(file, e);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  private static final class ComparingOutputStream extends OutputStream {
    private final InputStream existing;
    private final MessageDigest offered;
    private boolean isEqual = true;

    ComparingOutputStream(InputStream existing, MessageDigest offered) {
      this.existing = existing;
      this.offered = offered;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      offered.update(bytes, offset, length);
      if (isEqual) {
        ByteBuffer there = ByteBuffer.wrap(existing.readNBytes(length));
        isEqual = there.equals(ByteBuffer.wrap(bytes, offset, length));
      }
    }
  }
}
