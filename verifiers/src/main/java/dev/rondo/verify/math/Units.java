package dev.rondo.verify.math;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Units of measure. A unit in an answer is left out, except where both answers name units that are
 * known here: then they must measure the same, and the value is converted.
 */
final class Units {
  /** Letters that are units behind a number and a space. */
  static final Set<String> LETTERS =
      Set.of("m", "s", "g", "h", "L", "l", "A", "V", "N", "J", "W", "K", "C", "F");

  /**
   * A known unit.
   *
   * @param dimension what it measures
   * @param scale how many of the dimension's first unit it is
   */
  record Unit(String dimension, Rational scale) {}

  private static final Map<String, Unit> KNOWN = new HashMap<>();

  static {
    add("length", 1, 1000, "mm", "millimeter", "millimetre");
    add("length", 1, 100, "cm", "centimeter", "centimetre");
    add("length", 1, 1, "m", "meter", "metre");
    add("length", 1000, 1, "km", "kilometer", "kilometre");
    add("foot", 1, 12, "in", "inch", "inche");
    add("foot", 1, 1, "ft", "foot", "feet");
    add("foot", 3, 1, "yd", "yard");
    add("foot", 5280, 1, "mi", "mile");
    add("mass", 1, 1000, "mg", "milligram");
    add("mass", 1, 1, "g", "gram");
    add("mass", 1000, 1, "kg", "kilogram");
    add("weight", 1, 16, "oz", "ounce");
    add("weight", 1, 1, "lb", "pound");
    add("time", 1, 1, "s", "sec", "second");
    add("time", 60, 1, "min", "minute");
    add("time", 3600, 1, "h", "hr", "hour");
    add("time", 86400, 1, "day");
    add("time", 604800, 1, "week");
    add("money", 1, 1, "dollar", "$", "usd");
    add("money", 1, 100, "cent", "¢");
    add("euro", 1, 1, "€", "euro", "eur");
    add("sterling", 1, 1, "£");
    add("volume", 1, 1, "l", "liter", "litre");
    add("volume", 1, 1000, "ml", "milliliter", "millilitre");
    add("angle", 1, 1, "deg", "degree");
    add("speed", 1, 1, "mph", "milesperhour", "mileperhour", "miles/hour", "mi/h");
    add("metric-speed", 1, 1, "km/h", "kmh", "kph", "kilometersperhour", "kilometerperhour");
    add("metric-speed-second", 1, 1, "m/s", "meterspersecond", "meterpersecond");
    add("morning", 1, 1, "am");
    add("afternoon", 1, 1, "pm");
    area("length", "m", "meter", "metre", "cm", "centimeter", "km", "kilometer", "mm");
    area("foot", "in", "inch", "inche", "ft", "foot", "feet", "yd", "yard", "mile");
  }

  private Units() {}

  private static void add(String dimension, long numerator, long denominator, String... names) {
    Rational scale = Rational.of(numerator).times(Rational.of(denominator).inverse());
    for (String name : names) {
      KNOWN.put(name, new Unit(dimension, scale));
    }
  }

  private static void area(String dimension, String... names) {
    for (String name : names) {
      Rational scale = KNOWN.get(name).scale();
      for (String square : new String[] {name + "^2", "square" + name, "sq" + name}) {
        KNOWN.put(square, new Unit(dimension + "^2", scale.power(2)));
      }
      for (String cube : new String[] {name + "^3", "cubic" + name}) {
        KNOWN.put(cube, new Unit(dimension + "^3", scale.power(3)));
      }
    }
  }

  /** The unit of a name; null if it is not known. */
  static Unit named(String name) {
    if (name.length() == 1 && !name.equals("l")) {
      return KNOWN.get(name);
    }
    String lower = name.toLowerCase(Locale.ROOT).replace(" ", "").replace(".", "");
    Unit unit = KNOWN.get(lower);
    if (unit == null && lower.endsWith("s")) {
      unit = KNOWN.get(lower.substring(0, lower.length() - 1));
    }
    return unit;
  }

  /** Whether a word is a unit on its own. */
  static boolean isUnit(String word) {
    return named(word) != null;
  }
}
