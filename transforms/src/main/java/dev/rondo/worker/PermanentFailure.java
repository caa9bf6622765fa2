package dev.rondo.worker;

/**
 * How a runner is told that a failure is permanent. The module that knows the runner provides it,
 * as a service; without one, a worker's exception leaves as it is.
 */
@FunctionalInterface
public interface PermanentFailure {

  /**
   * The exception that a worker throws in place of a permanent one.
   *
   * @param failure becomes its cause, so that the message is still found
   */
  RuntimeException of(Exception failure);
}
