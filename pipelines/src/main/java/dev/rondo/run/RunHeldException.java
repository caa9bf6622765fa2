package dev.rondo.run;

import dev.rondo.schema.InvalidInputException;

/** Another process works on a run; the message names it. Later the run is free again. */
public final class RunHeldException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  RunHeldException(String message) {
    super(message);
  }
}
