package dev.rondo.verify.math;

/** Thrown by the parser where a text is no mathematics that it knows; without stack trace. */
final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unreadable(String what) {
    super(what, null, false, false);
  }
}
