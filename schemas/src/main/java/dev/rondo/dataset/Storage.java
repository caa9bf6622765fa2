package dev.rondo.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where datasets live: a flat space of immutable files under one root. Paths are relative, use
 * {@code /}, and never contain {@code ..}. A file appears whole or not at all. What is there but
 * can be no file of a dataset is refused with a {@link dev.rondo.schema.InvalidInputException}.
 */
public interface Storage {

  /** Writes the content of one file, the same bytes each time it is called. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** What {@link #putIfAbsent} found. */
  enum Commit {
    /** The file did not exist and now does, durably. */
    CREATED,
    /** The file was there already with the same bytes. */
    ALREADY_EQUAL
  }

  /**
   * The whole content of a small file: a manifest, a receipt, a summary. Rows and weights are read
   * from {@link #localFile}.
   *
   * @throws NoSuchFileException if there is none
   * @throws dev.rondo.schema.InvalidInputException if it has more than {@link
   *     RegularFiles#MOST_DOCUMENT_BYTES}
   */
  byte[] read(String path) throws IOException;

  /** A local copy of the file, for readers that map it; not to be changed. */
  Path localFile(String path) throws IOException;

  /** What messages call a path; empty for the root. */
  default String place(String path) {
    return path.isEmpty() ? "." : path;
  }

  /** Whether the file exists. */
  boolean exists(String path) throws IOException;

  /** Paths of all files below {@code prefix} (a directory, or empty for all), sorted. */
  List<String> list(String prefix) throws IOException;

  /**
   * Names of the files right in a directory (or, for the empty text, in the root), and maybe of
   * directories; none if it is not there. Looks at names only, unlike {@link #list}; of a file
   * system that remembers what was there, it reads the directory anew.
   */
  default Set<String> names(String directory) throws IOException {
    int start = directory.isEmpty() ? 0 : directory.length() + 1;
    return list(directory).stream()
        .map(path -> path.substring(start))
        .filter(name -> name.indexOf('/') < 0)
        .collect(Collectors.toSet());
  }

  /**
   * Creates the file exclusively and durably: temporary name, fsync, then an atomic create that
   * fails if the name is taken. A loser compares bytes.
   *
   * @throws ConflictException if the file exists with other bytes
   */
  Commit putIfAbsent(String path, Content content) throws IOException;

  /**
   * Gives a file another content, or makes it, durably: one that nobody counts on with the bytes
   * that it has, such as one that was damaged before it got its receipt. Where the storage can, the
   * name has one of both contents at every instant, whole.
   */
  default void replace(String path, Content content) throws IOException {
    delete(path);
    putIfAbsent(path, content);
  }

  /**
   * Gives a file of a dataset that is not committed another name, durably. Whoever is killed
   * meanwhile leaves it under at least one of both.
   *
   * @param to a name that nothing has
   */
  default void move(String from, String to) throws IOException {
    Path file = localFile(from);
    putIfAbsent(to, out -> Files.copy(file, out));
    delete(from);
  }

  /**
   * Moves a file below a folder, out of the way, where it keeps its path; behind a name that is
   * taken stands {@code .2}, {@code .3}. As {@link #move}.
   */
  default void moveInto(String folder, String path) throws IOException {
    String free = folder + "/" + path;
    for (int copy = 2; exists(free); copy++) {
      free = folder + "/" + path + "." + copy;
    }
    move(path, free);
  }

  /**
   * Removes a file if it exists (spool, temporary files; of a committed dataset only what a {@link
   * Removal} lists). Not durably: after a power failure it may be there again.
   */
  void delete(String path) throws IOException;

  /**
   * Removes what killed writers left below {@code prefix} (a directory, or empty for all). Writers
   * at work are not disturbed. Files that {@link #list} shows are never touched.
   */
  void sweep(String prefix) throws IOException;

  /** Another writer committed other bytes under the same name: two runs disagree. */
  final class ConflictException extends IOException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
      super(message);
    }
  }
}
