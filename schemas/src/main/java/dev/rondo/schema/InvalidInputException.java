package dev.rondo.schema;

/**
 * Something that a user gave is wrong: a file, a field, a value. The message is one line that names
 * all three and says what is allowed; the command line prints it as it is and exits with 1, without
 * a stack trace. Use it for permanent errors of input only: a retry never helps.
 */
public class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: what cannot be done, with the file, the field, the value and what is
   *     allowed
   */
  public InvalidInputException(String message) {
    super(message);
  }

  /**
   * @param message as in {@link #InvalidInputException(String)}
   * @param cause the failure underneath, for the log
   */
  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
