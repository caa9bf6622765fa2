package dev.rondo.config;

/**
 * A setting or a combination of settings is not allowed. Carries the dotted key, so that the reader
 * can add the file and the line; callers outside this package only ever see {@link
 * dev.rondo.schema.InvalidInputException}.
 */
final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key dotted key, such as {@code rollout.group-size}
   * @param value the value at fault
   * @param allowed what would be accepted
   */
  SettingException(String key, Object value, String allowed) {
    super(key + ": " + Word.written(value) + " (allowed: " + allowed + ")");
    this.key = key;
  }

  /** The dotted key at fault. */
  String key() {
    return key;
  }
}
