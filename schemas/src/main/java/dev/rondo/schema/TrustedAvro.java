package dev.rondo.schema;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro build this project's generated records. Avro refuses, since 1.12.2, to make an object
 * of any class that was not declared trusted; whatever decodes specific records calls {@link
 * #install} in a static initializer, so that it holds in every JVM without a flag.
 */
public final class TrustedAvro {
  private static final String TRUSTED_PREFIX = "dev.rondo.";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(TRUSTED_PREFIX)));
  }

  private TrustedAvro() {}

  /** Trusts the classes of this project; calling it again does nothing. */
  public static void install() {
    // The static initializer did it.
  }
}
