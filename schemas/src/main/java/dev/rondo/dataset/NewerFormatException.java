package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;

/** A document that a newer version of this program wrote: not damaged, and not to be read here. */
public final class NewerFormatException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  /**
   * @param refusal what is said of it
   */
  public NewerFormatException(InvalidInputException refusal) {
    super(refusal.getMessage());
  }
}
