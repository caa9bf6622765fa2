package dev.rondo.config;

import dev.rondo.schema.InvalidInputException;
import java.util.List;

/** A configuration that is not allowed, with everything that is wrong about it, a line each. */
public final class InvalidConfigurationException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  private final List<String> faults;

  InvalidConfigurationException(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /** One line each, in the order of the file. */
  public List<String> faults() {
    return faults;
  }
}
