package dev.rondo.dataset;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What file systems say when they refuse something, as the C library puts it, and what may be done
 * about it. The one list that messages, exit codes and storages go by.
 */
public enum FileRefusal {
  /** {@code EISDIR}. */
  IS_A_DIRECTORY("is a directory", "a regular file there"),
  /** {@code ENOTDIR}. */
  NOT_A_DIRECTORY("not a directory", "directories on the way to it"),
  /** {@code ELOOP}. */
  LINK_LOOP("too many levels of symbolic links", "a link that does not lead back to itself"),
  /** {@code ENAMETOOLONG}. */
  NAME_TOO_LONG("file name too long", "shorter names"),
  /** {@code EACCES}. */
  PERMISSION_DENIED("permission denied", "what this user may read and write"),
  /** {@code EPERM}; of a link, also a file system that makes none. */
  NOT_PERMITTED("operation not permitted", "a file that nothing holds fast, of this user"),
  /** {@code EFBIG}. */
  FILE_TOO_LARGE("file too large", "a higher limit of the size of files, see ulimit -f"),
  /** {@code ENOLCK}. */
  NO_LOCKS("no locks available", "a file system with locks, such as NFS with lockd"),
  /** {@code EOPNOTSUPP}. */
  NOT_SUPPORTED("operation not supported", "a file system that can do it"),
  /** {@code ENOSYS}. */
  NOT_IMPLEMENTED("function not implemented", "a file system that can do it"),
  /** {@code EXDEV}. */
  OTHER_DEVICE("invalid cross-device link", "one file system for both"),
  /** {@code EMLINK}. */
  TOO_MANY_LINKS("too many links", "a file system that makes more links"),
  /** {@code ENOSPC}. */
  NO_SPACE("no space left on device", "a disk with room"),
  /** {@code EDQUOT}. */
  QUOTA_EXCEEDED("disk quota exceeded", "a quota with room"),
  /** {@code EROFS}. */
  READ_ONLY("read-only file system", "a place that can be written"),
  /** {@code EMFILE}, and {@code ENFILE} with more words behind it. */
  TOO_MANY_OPEN_FILES("too many open files", "a higher limit of open files, see ulimit -n"),
  /** {@code ESTALE}. */
  STALE("stale file handle", "a file system that stays mounted; try it again"),
  /** {@code ENOTCONN}. */
  NOT_CONNECTED("transport endpoint is not connected", "a file system that is mounted"),
  /** {@code EIO}. */
  INPUT_OUTPUT("input/output error", "a disk that can be read and written");

  private final String words;
  private final String allowed;

  FileRefusal(String words, String allowed) {
    this.words = words;
    this.allowed = allowed;
  }

  /** What would be taken, for a message. */
  public String allowed() {
    return allowed;
  }

  /** Whether trying again may help without anybody's doing: the file system is away for now. */
  public boolean isTemporary() {
    return this == STALE || this == NOT_CONNECTED || this == INPUT_OUTPUT;
  }

  /** Whether it says of a hard link that the file system makes none (there). */
  boolean isWithoutLinks() {
    return switch (this) {
      case NOT_PERMITTED, NOT_SUPPORTED, NOT_IMPLEMENTED, OTHER_DEVICE, TOO_MANY_LINKS -> true;
      default -> false;
    };
  }

  /**
   * The refusal that a text tells of.
   *
   * @param reason such as {@link java.nio.file.FileSystemException#getReason()}, or a message that
   *     has it somewhere; null for none
   */
  public static Optional<FileRefusal> in(String reason) {
    if (reason == null) {
      return Optional.empty();
    }
    String known = reason.toLowerCase(Locale.ROOT);
    // "is not a directory" holds "a directory" only; no text here is part of another.
    return Arrays.stream(values()).filter(refusal -> known.contains(refusal.words)).findFirst();
  }
}
