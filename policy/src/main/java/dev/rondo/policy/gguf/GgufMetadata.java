package dev.rondo.policy.gguf;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The keys of a file and their values, each of the Java type nearest to the file's: {@code Long}
 * for all whole numbers, {@code Double}, {@code Boolean}, {@code String}, {@code String[]}, {@code
 * long[]}, {@code double[]}; {@link Unread} for what nothing here asks for.
 */
final class GgufMetadata {
  /** A value that no key which is known has, such as an array of arrays. */
  record Unread(String kind) {
    @Override
    public String toString() {
      return kind;
    }
  }

  private final GgufErrors errors;
  private final Map<String, Object> values;

  GgufMetadata(GgufErrors errors, Map<String, Object> values) {
    this.errors = errors;
    this.values = Collections.unmodifiableMap(values);
  }

  /** Every key with its value, in the order of the file. */
  Map<String, Object> values() {
    return values;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** A whole number of 1 and above. */
  int positive(String key) {
    return whole(key, 1);
  }

  /** As {@link #positive(String)}, with a default for an absent key. */
  int positive(String key, int absent) {
    return has(key) ? whole(key, 1) : absent;
  }

  /** A whole number of 0 and above, or nothing for an absent key. */
  OptionalInt index(String key) {
    return has(key) ? OptionalInt.of(whole(key, 0)) : OptionalInt.empty();
  }

  /** A finite number. */
  double number(String key) {
    Object value = required(key);
    double number =
        value instanceof Double real ? real : value instanceof Long whole ? whole : Double.NaN;
    if (!Double.isFinite(number)) {
      throw errors.invalid(key, describe(value), "a finite number");
    }
    return number;
  }

  /** As {@link #number(String)}, with a default for an absent key. */
  double number(String key, double absent) {
    return has(key) ? number(key) : absent;
  }

  boolean flag(String key, boolean absent) {
    if (!has(key)) {
      return absent;
    }
    if (values.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw errors.invalid(key, describe(values.get(key)), "true, false");
  }

  String text(String key) {
    if (required(key) instanceof String text) {
      return text;
    }
    throw errors.invalid(key, describe(values.get(key)), "a text");
  }

  /** As {@link #text(String)}, with a default for an absent key. */
  String text(String key, String absent) {
    return has(key) ? text(key) : absent;
  }

  String[] texts(String key) {
    if (required(key) instanceof String[] texts) {
      return texts;
    }
    throw errors.invalid(key, describe(values.get(key)), "an array of texts");
  }

  /** Whole numbers, so many of them. */
  long[] wholes(String key, int count) {
    long[] numbers = wholes(key);
    checkCount(key, numbers.length, count);
    return numbers;
  }

  /** Whole numbers, however many. */
  long[] wholes(String key) {
    if (required(key) instanceof long[] numbers) {
      return numbers;
    }
    throw errors.invalid(key, describe(values.get(key)), "an array of whole numbers");
  }

  /** Numbers, so many of them. */
  double[] numbers(String key, int count) {
    if (required(key) instanceof double[] numbers) {
      checkCount(key, numbers.length, count);
      return numbers;
    }
    throw errors.invalid(key, describe(values.get(key)), "an array of numbers");
  }

  private void checkCount(String key, int found, int count) {
    if (found != count) {
      throw errors.invalid(key, found + " elements", count + ", as many as there are tokens");
    }
  }

  private int whole(String key, int least) {
    Object value = required(key);
    if (value instanceof Long number && number >= least && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw errors.invalid(
        key, describe(value), "a whole number of " + least + " to " + Integer.MAX_VALUE);
  }

  private Object required(String key) {
    Object value = values.get(key);
    if (value == null) {
      throw errors.missing(key);
    }
    return value;
  }

  /** A value for a message. */
  static String describe(Object value) {
    if (value instanceof String[] texts) {
      return "an array of " + texts.length + " texts";
    }
    if (value instanceof long[] numbers) {
      return "an array of " + numbers.length + " whole numbers";
    }
    if (value instanceof double[] numbers) {
      return "an array of " + numbers.length + " numbers";
    }
    return String.valueOf(value);
  }
}
