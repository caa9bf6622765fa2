package dev.rondo.policy.text.jinja;

/**
 * The value of what is not there: prints as nothing, is false and empty, and refuses everything
 * else for the reason given.
 */
record Undefined(String reason) {
  TemplateException refusal() {
    return new TemplateException(reason);
  }

  /** All undefined values are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Undefined;
  }

  @Override
  public int hashCode() {
    return 1;
  }
}
