package dev.rondo.run;

import java.io.IOException;

/**
 * A job in this process failed by a fault of the program, of its libraries, or for want of memory:
 * the same job fails again. What a file system or a cluster did is no such fault.
 */
public final class JobFaultException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which job, and what was found
   * @param cause as the job told it
   */
  public JobFaultException(String message, Throwable cause) {
    super(message, cause);
  }
}
