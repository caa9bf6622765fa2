// One part of an imported data set.
package dev.rondo.imports;

import dev.rondo.schema.InvalidInputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One part of an imported data set, a dataset of its own.
 *
 * @param name directory below the target; empty for the target itself
 * @param fraction of the problems, above 0
 */
public record Split(String name, double fraction) implements Serializable {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final double ROUNDING = 1e-9;

  /** Everything in one dataset. */
  public static final List<Split> NONE = List.of(new Split("", 1));

  /** Checks name and fraction. */
  public Split {
    if (!name.isEmpty() && !NAME.matcher(name).matches() || !(fraction > 0 && fraction <= 1)) {
      throw new InvalidInputException(
          "Cannot split into "
              + name
              + "="
              + fraction
              + " (allowed: a name of lower-case letters, digits and hyphens, and a fraction above 0"
              + " to 1)");
    }
  }

  /**
   * Reads {@code training=0.9,held-out=0.1}.
   *
   * @throws InvalidInputException if it does not read so, or the fractions do not sum to 1
   */
  public static List<Split> parse(String text) {
    List<Split> splits = new ArrayList<>();
    double sum = 0;
    for (String part : text.split(",", -1)) {
      String[] pair = part.strip().split("=", -1);
      try {
        Split split = new Split(pair[0], Double.parseDouble(pair.length == 2 ? pair[1] : ""));
        if (split.name.isEmpty()
            || splits.stream().anyMatch(other -> other.name.equals(split.name))) {
          throw new NumberFormatException();
        }
        splits.add(split);
        sum += split.fraction;
      } catch (NumberFormatException e) {
        throw unreadable(text, e);
      }
    }
    if (Math.abs(sum - 1) > ROUNDING) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT, "Cannot split by: %s (allowed: fractions that sum to 1)", text));
    }
    return List.copyOf(splits);
  }

  private static InvalidInputException unreadable(String text, Exception cause) {
    return new InvalidInputException(
        "Cannot split by: " + text + " (allowed: names and fractions, training=0.9,held-out=0.1)",
        cause);
  }
}
