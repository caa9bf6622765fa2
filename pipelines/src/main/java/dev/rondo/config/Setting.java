package dev.rondo.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one setting of {@code run.yaml}: the only place where its meaning, unit, range and
 * default are written. The reader, the range checks, the canonical form and the reference page
 * {@code docs/configuration.md} all work from it.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

  /** One sentence: what the setting decides. */
  String meaning();

  /** Unit of the value, such as {@code tokens}; empty for names and switches. */
  String unit() default "";

  /** The value where the file is silent, as it would be written in the file. */
  String byDefault();

  /** Lowest number allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Whether {@link #min} itself is excluded. */
  boolean aboveMin() default false;

  /** Highest number allowed; of a list of texts, how many there may be. */
  double max() default Double.POSITIVE_INFINITY;

  /** Whether {@link #max} itself is excluded. */
  boolean belowMax() default false;

  /** The allowed words, where they are not all of an enum, or of a text that has no pattern. */
  String[] oneOf() default {};

  /** Regular expression that a text setting matches as a whole; empty for any text. */
  String pattern() default "";

  /** Whether a list holds texts, any number of them, and not whole numbers. */
  boolean texts() default false;

  /** Dotted key of a setting that this one must not exceed; its default does not either. */
  String atMost() default "";

  /** Dotted key of a setting of which this one must not exceed the half; nor does its default. */
  String atMostHalfOf() default "";

  /** Dotted key of a setting that this one must divide; its default is the largest that does. */
  String divides() default "";

  /** How the default follows other settings otherwise, for the reference page. */
  String defaultFollows() default "";

  /**
   * The dotted key that the setting had first. Files that use it are told the one of now; the
   * content digest keeps it, so that a renamed setting makes no other run.
   */
  String formerly() default "";

  /** Dotted key of the setting that this one follows in the content digest, if not its neighbor. */
  String contentAfter() default "";

  /**
   * Whether the setting came after runs that do not have it: at its default it is not in the
   * content digest, so that those runs stay what they are.
   */
  boolean later() default false;

  /** Whether the setting decides the content of datasets, and so enters the content digest. */
  boolean content() default true;
}
