package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.util.regex.Pattern;

/**
 * What a path in a storage or a dataset may be: names joined by single slashes, relative, none of
 * them hidden, {@code .} or {@code ..}.
 */
final class StoragePaths {
  private static final Pattern FILE =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.=@+-]*(/[A-Za-z0-9_][A-Za-z0-9_.=@+-]*)*");

  private StoragePaths() {}

  /** Returns the path if it names a file, and refuses it otherwise. */
  static String requireFile(String path) {
    if (path == null || !FILE.matcher(path).matches()) {
      throw new InvalidInputException(
          "Cannot use path: "
              + path
              + " (allowed: relative, names of letters, digits and _ . = @ + - joined by /, none"
              + " beginning with a dot or a hyphen)");
    }
    return path;
  }

  /** Joins a directory, empty for none, and a path below it. */
  static String join(String directory, String path) {
    return directory.isEmpty() ? path : directory + "/" + path;
  }
}
