package dev.rondo.trainer;

import dev.rondo.schema.InvalidInputException;

/**
 * A checkpoint that a training cannot go on from: it is damaged, or of another training, such as
 * that of another version of this program or on a machine of another numeric class. Without it the
 * training begins anew.
 */
public final class UnusableCheckpointException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final String reason;

  UnusableCheckpointException(String directory, String reason) {
    super(
        "Cannot resume from "
            + directory
            + ": "
            + reason
            + " (allowed: a whole checkpoint of this training; without this one it begins anew)");
    this.directory = directory;
    this.reason = reason;
  }

  /** Where the checkpoint lies in its storage. */
  public String directory() {
    return directory;
  }

  /** What is wrong with it, as a part of a line. */
  public String reason() {
    return reason;
  }
}
