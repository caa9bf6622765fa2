package dev.rondo.policy.program;

/**
 * The policy program failed: it does not compile, or an operation in it was given what it cannot
 * take. The message names the resource file and the line in it.
 */
public final class ProgramException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProgramException(String message, Throwable cause) {
    super(message, cause);
  }
}
