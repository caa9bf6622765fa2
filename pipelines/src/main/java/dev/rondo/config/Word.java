package dev.rondo.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The word by which run.yaml knows a choice: its constant's name in kebab case. */
public final class Word {
  private Word() {}

  /** The word of a choice, such as {@code every-n-rounds}. */
  public static String of(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The choice of a word, if it is one of a type's. */
  static Optional<Object> choice(Class<?> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of((Enum<?>) constant).equals(word))
        .findFirst()
        .map(Object.class::cast);
  }

  /** All words of a type. */
  static List<String> all(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(Enum.class::cast).map(Word::of).toList();
  }

  /** A value as it is written: a choice is its word, all else is itself. */
  static Object written(Object value) {
    return value instanceof Enum<?> choice ? of(choice) : value;
  }
}
