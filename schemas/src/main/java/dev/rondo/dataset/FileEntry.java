package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.Serializable;

/**
 * One committed file of a dataset.
 *
 * @param path relative to the dataset's directory, with {@code /}
 * @param bytes size of the file
 * @param sha256 SHA-256 of the file's bytes, lower-case hex: integrity
 * @param rows number of rows; 0 for a file that has none (weights, tokenizer)
 * @param rowDigest SHA-256 over the decoded rows in canonical encoding, lower-case hex: identity,
 *     whatever library wrote the file; null for a file without rows
 */
public record FileEntry(String path, long bytes, String sha256, long rows, String rowDigest)
    implements Serializable {

  /** Checks every field. */
  public FileEntry {
    StoragePaths.requireFile(path);
    if (bytes < 0) {
      throw new InvalidInputException(
          "Cannot list file " + path + " with bytes: " + bytes + " (allowed: 0 and above)");
    }
    if (!Digests.isSha256(sha256)) {
      throw new InvalidInputException(
          "Cannot list file " + path + " with sha256: " + sha256 + " (allowed: 64 hex digits)");
    }
    if (rows < 0 || rowDigest == null && rows > 0) {
      throw new InvalidInputException(
          "Cannot list file "
              + path
              + " with rows: "
              + rows
              + " (allowed: 0 and above; 0 without a row digest)");
    }
    if (rowDigest != null && !Digests.isSha256(rowDigest)) {
      throw new InvalidInputException(
          "Cannot list file "
              + path
              + " with row-digest: "
              + rowDigest
              + " (allowed: 64 hex digits, or null)");
    }
  }

  /** Whether the file holds rows, so that it has a row digest. */
  public boolean hasRows() {
    return rowDigest != null;
  }
}
