package dev.rondo.policy.text.jinja;

/** A template that is refused, with the reason in one line. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The reason alone; whoever knows the line adds it by {@link #at}. */
  TemplateException(String reason) {
    super(reason);
  }

  /** The same reason with the line it stands in, unless a line is already said. */
  TemplateException at(int line) {
    return getMessage().startsWith("line ")
        ? this
        : new TemplateException("line " + line + ": " + getMessage());
  }
}
