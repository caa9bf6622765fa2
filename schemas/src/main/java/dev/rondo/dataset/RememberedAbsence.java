package dev.rondo.dataset;

import java.io.IOException;

/**
 * Makes a network file system look again for what was not there. It may remember that for a minute;
 * where a directory changed since, reading it ends that.
 */
public final class RememberedAbsence {
  private RememberedAbsence() {}

  /**
   * Reads all directories on the way to a path, from the root. What goes wrong is not said: what is
   * asked for next fails too, or is there.
   *
   * @param path of a file in the storage, whether it is there or not
   */
  public static void end(Storage storage, String path) {
    try {
      storage.names("");
      for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
        storage.names(path.substring(0, end));
      }
    } catch (IOException e) {
      // As above.
    }
  }
}
