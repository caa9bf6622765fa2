package dev.rondo.verify.math;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads units of measure: what a unit such as {@code km per hour} or {@code m/s^2} measures, and
 * how many of the first units of its dimensions it is. A unit in an answer is left out, except
 * where both answers name units that are known here.
 */
final class Units {
  /** Letters that are units behind a number and a space. */
  static final Set<String> LETTERS =
      Set.of("m", "s", "g", "h", "L", "l", "A", "V", "N", "J", "W", "K", "C", "F");

  /** Letters that are units right behind a number, where a value without symbols is wanted. */
  static final Set<String> GLUED_LETTERS =
      Set.of("m", "s", "g", "h", "L", "l", "A", "V", "N", "J", "W");

  /** Units in texts only, since these letters are products or segments elsewhere. */
  private static final Set<String> ALSO_LETTERS =
      Set.of("nm", "kn", "mj", "ev", "mw", "pa", "kv", "mv", "ma", "kb", "mb", "gb", "tb");

  private static final int MOST_POWER = 9;
  private static final int MOST_CHARACTERS = 60;

  /** What is said of a measure behind it. */
  private static final Set<String> SAID_BEHIND =
      Set.of("old", "long", "wide", "tall", "high", "deep", "away", "left", "total", "each", "ago");

  /**
   * A known unit.
   *
   * @param dimension what it measures, such as {@code length/time^2}
   * @param scale how many of the dimensions' first units it is
   */
  record Unit(String dimension, Rational scale) {}

  private static final Map<String, Unit> KNOWN = new HashMap<>();

  static {
    add("length", 1, 1000, "mm", "millimeter", "millimetre");
    add("length", 1, 100, "cm", "centimeter", "centimetre");
    add("length", 1, 10, "dm", "decimeter", "decimetre");
    add("length", 1, 1, "m", "meter", "metre");
    add("length", 1000, 1, "km", "kilometer", "kilometre");
    add("foot", 1, 12, "in", "inch", "inche");
    add("foot", 1, 1, "ft", "foot", "feet");
    add("foot", 3, 1, "yd", "yard");
    add("foot", 5280, 1, "mi", "mile");
    add("mass", 1, 1000, "mg", "milligram");
    add("mass", 1, 1, "g", "gram", "gramme");
    add("mass", 1000, 1, "kg", "kilogram", "kilo");
    add("mass", 1_000_000, 1, "tonne");
    add("weight", 1, 16, "oz", "ounce");
    add("weight", 1, 1, "lb", "pound");
    add("time", 1, 1000, "ms", "millisecond");
    add("time", 1, 1, "s", "sec", "second");
    add("time", 60, 1, "min", "minute");
    add("time", 3600, 1, "h", "hr", "hour");
    add("time", 86400, 1, "day");
    add("time", 604800, 1, "week");
    add("calendar", 1, 1, "month");
    add("calendar", 12, 1, "year", "yr");
    add("calendar", 120, 1, "decade");
    add("calendar", 1200, 1, "century", "centurie");
    add("money", 1, 1, "dollar", "$", "usd", "buck");
    add("money", 1, 100, "cent", "¢");
    add("euro", 1, 1, "€", "euro", "eur");
    add("sterling", 1, 1, "£", "gbp");
    add("rupee", 1, 1, "rupee", "rs", "inr");
    add("yuan", 1, 1, "yuan", "rmb");
    add("yen", 1, 1, "yen", "jpy");
    add("length^3", 1, 1000, "l", "liter", "litre");
    add("length^3", 1, 1_000_000, "ml", "milliliter", "millilitre", "cc");
    add("gallon", 1, 1, "gallon", "gal");
    add("gallon", 1, 4, "quart", "qt");
    add("gallon", 1, 8, "pint");
    add("gallon", 1, 16, "cup");
    add("angle", 1, 1, "deg", "degree", "°");
    add("radian", 1, 1, "rad", "radian");
    add("celsius", 1, 1, "celsius", "degc");
    add("fahrenheit", 1, 1, "fahrenheit", "degf");
    add("kelvin", 1, 1, "kelvin");
    add("foot/time", 5280, 3600, "mph");
    add("length/time", 1000, 3600, "kmh", "kph");
    add("force", 1, 1, "newton");
    add("energy", 1, 1, "joule");
    add("energy", 1000, 1, "kj", "kilojoule");
    add("power", 1, 1, "watt");
    add("power", 1000, 1, "kw", "kilowatt");
    add("voltage", 1, 1, "volt");
    add("current", 1, 1, "ampere", "amp");
    add("frequency", 1, 1, "hz", "hertz");
    add("frequency", 1000, 1, "khz", "kilohertz");
    add("length", 1, 1_000_000, "µm", "μm", "micrometer", "micrometre", "micron");
    add("length", 1, 1_000_000_000, "nm", "nanometer", "nanometre");
    add("length^2", 10_000, 1, "hectare");
    add("foot^2", 43_560, 1, "acre");
    add("weight", 2000, 1, "ton");
    add("time", 1, 1_000_000, "µs", "μs", "microsecond");
    add("time", 1, 1_000_000_000, "nanosecond");
    add("force", 1000, 1, "kn", "kilonewton");
    add("energy", 1_000_000, 1, "mj", "megajoule");
    add("energy", 3_600_000, 1, "kwh");
    add("calorie", 1, 1, "cal", "calorie");
    add("calorie", 1000, 1, "kcal", "kilocalorie");
    add("electronvolt", 1, 1, "ev");
    add("electronvolt", 1000, 1, "kev");
    add("electronvolt", 1_000_000, 1, "mev");
    add("power", 1_000_000, 1, "mw", "megawatt");
    add("pressure", 1, 1, "pa", "pascal");
    add("pressure", 1000, 1, "kpa", "kilopascal");
    add("atmosphere", 1, 1, "atm");
    add("voltage", 1000, 1, "kv", "kilovolt");
    add("voltage", 1, 1000, "mv", "millivolt");
    add("current", 1, 1000, "ma", "milliampere");
    add("resistance", 1, 1, "ohm");
    add("charge", 1, 1, "coulomb");
    add("amount", 1, 1, "mol", "mole");
    add("frequency", 1_000_000, 1, "mhz", "megahertz");
    add("level", 1, 1, "db", "decibel");
    add("induction", 1, 1, "tesla");
    add("flux", 1, 1, "weber");
    add("capacitance", 1, 1, "farad");
    add("inductance", 1, 1, "henry");
    add("activity", 1, 1, "becquerel", "bq");
    add("astronomical unit", 1, 1, "au");
    add("light-year", 1, 1, "lightyear", "ly");
    add("parsec", 1, 1, "parsec", "pc");
    add("length", 1, 10_000_000_000L, "angstrom", "å");
    add("knot", 1, 1, "knot");
    add("torr", 1, 1, "torr", "mmhg");
    add("psi", 1, 1, "psi");
    add("horsepower", 1, 1, "horsepower", "hp");
    add("turn/time", 1, 1, "rpm");
    add("energy", 1, 10_000_000, "erg");
    add("force", 1, 100_000, "dyne");
    add("won", 1, 1, "won", "krw");
    add("peso", 1, 1, "peso");
    add("ruble", 1, 1, "ruble", "rouble");
    add("franc", 1, 1, "franc");
    add("frequency", 1_000_000_000, 1, "ghz", "gigahertz");
    add("data", 1, 1, "byte");
    add("data", 1, 8, "bit");
    add("data", 1000, 1, "kb", "kilobyte");
    add("data", 1_000_000, 1, "mb", "megabyte");
    add("data", 1_000_000_000, 1, "gb", "gigabyte");
    add("data", 1_000_000_000_000L, 1, "tb", "terabyte");
    add("morning", 1, 1, "am");
    add("afternoon", 1, 1, "pm");
    add("money", 1, 10, "dime");
    add("money", 1, 20, "nickel");
    add("money", 1, 100, "penny", "pennie");
    add("sterling", 1, 100, "pence");
    add("time", 1_209_600, 1, "fortnight");
    add("spoon", 1, 1, "teaspoon", "tsp");
    add("spoon", 3, 1, "tablespoon", "tbsp");
    ForeignUnits.addTo(KNOWN);
  }

  private static final Map<String, String> BY_LETTER =
      Map.of(
          "m",
          "m",
          "s",
          "s",
          "g",
          "g",
          "h",
          "h",
          "L",
          "l",
          "l",
          "l",
          "C",
          "celsius",
          "F",
          "fahrenheit",
          "K",
          "kelvin",
          "N",
          "newton");

  private static final Map<String, String> BY_LETTER_TOO =
      Map.of("J", "joule", "W", "watt", "V", "volt", "A", "ampere");

  private Units() {}

  private static void add(String dimension, long numerator, long denominator, String... names) {
    Rational scale = Rational.of(numerator).times(Rational.of(denominator).inverse());
    for (String name : names) {
      KNOWN.put(name, new Unit(dimension, scale));
    }
  }

  /** The unit of a name; null if it is not known. */
  static Unit named(String name) {
    if (name.length() > MOST_CHARACTERS) {
      return null;
    }
    String text = withoutRemark(name.replace('²', '2').replace(".", ""));
    Unit temperature = temperature(text);
    return temperature != null ? temperature : compound(text);
  }

  /** "feet of rope", "years old": the unit before what is said of it. */
  private static String withoutRemark(String name) {
    int of = name.indexOf(" of ");
    String text = of > 0 ? name.substring(0, of) : name;
    int space = text.lastIndexOf(' ');
    while (space > 0 && SAID_BEHIND.contains(text.substring(space + 1).toLowerCase(Locale.ROOT))) {
      text = text.substring(0, space);
      space = text.lastIndexOf(' ');
    }
    return text;
  }

  private static Unit temperature(String name) {
    String text = name.toLowerCase(Locale.ROOT).replace(" ", "");
    for (String start : new String[] {"degrees", "degree", "deg", "°"}) {
      if (text.startsWith(start)) {
        return switch (text.substring(start.length())) {
          case "c", "celsius", "centigrade" -> KNOWN.get("celsius");
          case "f", "fahrenheit" -> KNOWN.get("fahrenheit");
          default -> null;
        };
      }
    }
    return null;
  }

  /** Words, letters, powers and quotients of known units; null if one of them is not known. */
  private static Unit compound(String text) {
    SortedMap<String, Integer> powers = new TreeMap<>();
    Rational scale = Rational.ONE;
    int sign = 1;
    int power = 1;
    int at = 0;
    boolean isEmpty = true;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '*' || c == '·' || c == '-') {
        at++;
        continue;
      }
      if (c == '/') {
        sign = -1;
        at++;
        continue;
      }
      int to = at + 1;
      while (to < text.length() && Character.isLetter(c) && Characters.isOfWord(text.charAt(to))) {
        to++;
      }
      String word = text.substring(at, to);
      at = to;
      String lower = word.toLowerCase(Locale.ROOT);
      if (lower.equals("per") || lower.equals("an") || lower.equals("a") && sign < 0) {
        sign = -1;
        continue;
      }
      if (lower.equals("square") || lower.equals("sq") || lower.equals("cubic")) {
        power = lower.equals("cubic") ? 3 : 2;
        continue;
      }
      Unit unit = simple(word);
      if (unit == null) {
        return null;
      }
      int[] behind = powerBehind(text, at);
      power *= behind[0];
      at = behind[1];
      if (Math.abs(power) > MOST_POWER) {
        return null;
      }
      add(powers, unit.dimension(), sign * power);
      scale = scale.times(unit.scale().power(sign * power));
      sign = 1;
      power = 1;
      isEmpty = false;
    }
    return isEmpty || sign < 0 || power != 1 ? null : new Unit(written(powers), scale);
  }

  /** The power that stands at a place, and where it ends: {@code ^2}, {@code 2}, " squared". */
  private static int[] powerBehind(String text, int at) {
    int i = at;
    if (text.startsWith(" squared", at)) {
      return new int[] {2, at + 8};
    }
    if (text.startsWith(" cubed", at)) {
      return new int[] {3, at + 6};
    }
    if (i < text.length() && text.charAt(i) == '^') {
      i++;
    }
    boolean isNegative = i < text.length() && text.charAt(i) == '-' && i > at;
    i += isNegative ? 1 : 0;
    if (i < text.length() && text.charAt(i) >= '1' && text.charAt(i) <= '9') {
      int power = text.charAt(i) - '0';
      return new int[] {isNegative ? -power : power, i + 1};
    }
    return new int[] {1, at};
  }

  private static void add(SortedMap<String, Integer> powers, String dimension, int power) {
    int slash = dimension.indexOf('/');
    String over = slash < 0 ? dimension : dimension.substring(0, slash);
    int raised = over.indexOf('^');
    int inner = raised < 0 ? 1 : over.charAt(raised + 1) - '0';
    powers.merge(raised < 0 ? over : over.substring(0, raised), inner * power, Integer::sum);
    if (slash >= 0) {
      powers.merge(dimension.substring(slash + 1), -power, Integer::sum);
    }
  }

  private static String written(SortedMap<String, Integer> powers) {
    StringBuilder text = new StringBuilder();
    powers.forEach(
        (dimension, power) -> {
          if (power != 0) {
            text.append(text.isEmpty() ? "" : " ").append(dimension).append('^').append(power);
          }
        });
    return text.toString();
  }

  private static Unit simple(String word) {
    if (word.length() == 1) {
      String name = BY_LETTER.get(word);
      return KNOWN.get(
          name != null ? name : BY_LETTER_TOO.getOrDefault(word, word.equals("l") ? "l" : word));
    }
    String lower = word.toLowerCase(Locale.ROOT);
    Unit unit = KNOWN.get(lower);
    if (unit == null && lower.endsWith("s")) {
      unit = KNOWN.get(lower.substring(0, lower.length() - 1));
    }
    return unit;
  }

  /** Whether a word is a unit on its own. */
  static boolean isUnit(String word) {
    return word.length() > 1
        ? simple(word) != null && !ALSO_LETTERS.contains(word.toLowerCase(Locale.ROOT))
        : BY_LETTER.containsKey(word);
  }

  /**
   * Whether two units are the same measure by other names: degrees are those of the temperature
   * that is named, pounds may be money.
   */
  static boolean areAlike(String name, String other) {
    return isPart(name, other) || isPart(other, name);
  }

  private static boolean isPart(String name, String other) {
    String plain = name.toLowerCase(Locale.ROOT);
    Unit unit = named(other);
    boolean isDegree =
        plain.equals("deg")
            || plain.equals("degree")
            || plain.equals("degrees")
            || plain.equals("度");
    boolean isPound = plain.equals("pound") || plain.equals("pounds");
    return unit != null
        && ((isDegree
                && (unit.dimension().startsWith("celsius")
                    || unit.dimension().startsWith("fahrenheit")))
            || (isPound && unit.dimension().startsWith("sterling")));
  }
}
