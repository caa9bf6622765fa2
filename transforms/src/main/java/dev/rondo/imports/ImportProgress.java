// How far a long import is.
package dev.rondo.imports;

import dev.rondo.schema.VisibleText;

/** Says on standard error how many rows of a file are done: nothing at first, then every 5 s. */
final class ImportProgress {
  private static final long QUIET_NANOS = 5_000_000_000L;
  private static final long ROWS_BETWEEN_LOOKS = 1_000;

  private final String file;
  private final String done;
  private long saidNanos = System.nanoTime();

  /**
   * Of one file.
   *
   * @param done what is done with the rows, such as {@code read}
   */
  ImportProgress(String file, String done) {
    this.file = VisibleText.of(file);
    this.done = done;
  }

  /** Takes the number of rows that are done. */
  void advanceTo(long rows) {
    if (rows % ROWS_BETWEEN_LOOKS != 0) {
      return;
    }
    long now = System.nanoTime();
    if (now - saidNanos > QUIET_NANOS) {
      saidNanos = now;
      System.err.println(file + ": " + rows + " rows " + done);
    }
  }
}
