package dev.rondo.verify.math;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads units of measure: what a unit such as {@code km per hour} or {@code m/s^2} measures, and
 * how many of the first units of its dimensions it is. A unit in an answer is left out, except
 * where both answers name units that are known here.
 */
final class Units {
  /** Letters that are units behind a number and a space. */
  static final Set<String> LETTERS =
      Set.of("m", "s", "g", "h", "L", "l", "A", "V", "N", "J", "W", "K", "C", "F", "Omega");

  /** Letters that are units right behind a number, where a value without symbols is wanted. */
  static final Set<String> GLUED_LETTERS =
      Set.of("m", "s", "g", "h", "L", "l", "A", "V", "N", "J", "W");

  /** Units in texts only, since these letters are products or segments elsewhere. */
  private static final Set<String> ALSO_LETTERS =
      Set.of("nm", "kn", "mj", "ev", "mw", "pa", "kv", "mv", "ma", "kb", "mb", "gb", "tb");

  private static final Set<String> LETTERS_IN_TEXT = Set.of("T", "H", "S", "t");

  private static final int MOST_POWER = 9;
  private static final int MOST_CHARACTERS = 60;

  /** What is said of a measure behind it. */
  private static final Set<String> SAID_BEHIND =
      Set.of(
          "old",
          "long",
          "wide",
          "tall",
          "high",
          "deep",
          "away",
          "left",
          "total",
          "each",
          "ago",
          "approximately",
          "approx",
          "about");

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
    add("current", 1, 1, "ampere", "amp");
    add("length", 1, 1_000_000, "µm", "μm", "micrometer", "micrometre", "micron");
    add("length", 1, 1_000_000_000, "nm", "nanometer", "nanometre");
    add("length^2", 10_000, 1, "hectare");
    add("foot^2", 43_560, 1, "acre");
    add("weight", 2000, 1, "ton");
    add("time", 1, 1_000_000, "µs", "μs", "microsecond");
    add("time", 1, 1_000_000_000, "nanosecond");
    add("calorie", 1, 1, "cal", "calorie");
    add("calorie", 1000, 1, "kcal", "kilocalorie");
    add("electronvolt", 1, 1, "ev");
    add("electronvolt", 1000, 1, "kev");
    add("electronvolt", 1_000_000, 1, "mev");
    add("atmosphere", 1, 1, "atm");
    add("current", 1, 1000, "ma", "milliampere");
    add("amount", 1, 1, "mol", "mole");
    add("level", 1, 1, "db", "decibel");
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
    add("won", 1, 1, "won", "krw");
    add("peso", 1, 1, "peso");
    add("ruble", 1, 1, "ruble", "rouble");
    add("franc", 1, 1, "franc");
    add("data", 1, 1, "byte");
    add("data", 1, 8, "bit");
    add("data", 1000, 1, "kb", "kilobyte");
    add("data", 1_000_000, 1, "mb", "megabyte");
    add("data", 1_000_000_000, 1, "gb", "gigabyte");
    add("data", 1_000_000_000_000L, 1, "tb", "terabyte");
    add("turn", 1, 1, "turn", "revolution");
    add("angle", 1, 60, "arcmin", "arcminute");
    add("angle", 1, 3600, "arcsec", "arcsecond");
    add("btu", 1, 1, "btu");
    add("lux", 1, 1, "lux");
    add("lumen", 1, 1, "lumen");
    add("candela", 1, 1, "candela");
    add("morning", 1, 1, "am");
    add("afternoon", 1, 1, "pm");
    add("money", 1, 10, "dime");
    add("money", 1, 20, "nickel");
    add("money", 1, 100, "penny", "pennie");
    add("sterling", 1, 100, "pence");
    add("time", 1_209_600, 1, "fortnight");
    add("spoon", 1, 1, "teaspoon", "tsp");
    add("spoon", 3, 1, "tablespoon", "tbsp");
    for (String[] names : SiUnits.DERIVED) {
      Unit made = compound(names[0]);
      for (int i = 1; i < names.length; i++) {
        KNOWN.put(names[i], made);
      }
    }
    derive("joule", 1000, 1, "kj", "kilojoule");
    derive("joule", 1_000_000, 1, "mj", "megajoule");
    derive("joule", 3600, 1, "watthour");
    derive("joule", 3_600_000, 1, "kwh");
    derive("joule", 1, 10_000_000, "erg");
    derive("watt", 1000, 1, "kw", "kilowatt");
    derive("watt", 1_000_000, 1, "mw", "megawatt");
    derive("hertz", 1000, 1, "khz", "kilohertz");
    derive("hertz", 1_000_000, 1, "mhz", "megahertz");
    derive("hertz", 1_000_000_000, 1, "ghz", "gigahertz");
    derive("newton", 1000, 1, "kn", "kilonewton");
    derive("newton", 1, 100_000, "dyne");
    derive("pascal", 1000, 1, "kpa", "kilopascal");
    derive("pascal", 1_000_000, 1, "mpa", "megapascal");
    derive("pascal", 100_000, 1, "bar");
    derive("volt", 1000, 1, "kv", "kilovolt");
    derive("volt", 1, 1000, "mv", "millivolt");
    add("yen or yuan", 1, 1, "¥");
    add("rupee", 1, 1, "₹");
    add("won", 1, 1, "₩");
    SiUnits.know(KNOWN);
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
      Map.of(
          "J", "joule", "W", "watt", "V", "volt", "A", "ampere", "T", "tesla", "H", "henry", "S",
          "siemens", "Ω", "ohm", "t", "tonne");

  private Units() {}

  private static void add(String dimension, long numerator, long denominator, String... names) {
    Rational scale = Rational.of(numerator).times(Rational.of(denominator).inverse());
    for (String name : names) {
      KNOWN.put(name, new Unit(dimension, scale));
    }
  }

  /** So many of a unit that is known, which is made of others. */
  private static void derive(String of, long above, long below, String... names) {
    Unit unit = KNOWN.get(of);
    Rational scale = Rational.of(above).times(Rational.of(below).inverse()).times(unit.scale());
    for (String name : names) {
      KNOWN.put(name, new Unit(unit.dimension(), scale));
    }
  }

  /** The unit of a name in which C is a coulomb and F a farad; null if it is not known. */
  static Unit electric(String name) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isAlone =
          (i == 0 || !Character.isLetter(name.charAt(i - 1)))
              && (i + 1 == name.length() || !Character.isLetter(name.charAt(i + 1)));
      words.append(c == 'C' && isAlone ? "coulomb" : c == 'F' && isAlone ? "farad" : c);
    }
    return named(words.toString());
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
          case "c", "celsius", "centigrade" -> compound("celsius");
          case "f", "fahrenheit" -> compound("fahrenheit");
          default -> null;
        };
      }
    }
    return null;
  }

  /** Words, letters, powers and quotients of known units; null if one of them is not known. */
  private static Unit compound(String text) {
    Dimensions powers = new Dimensions();
    Rational scale = Rational.ONE;
    int sign = 1;
    int group = 0; // the sign of what stands in brackets
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
      if (c == '(' && group == 0 || c == ')' && group != 0) {
        group = c == '(' ? sign : 0;
        sign = 1;
        at++;
        continue;
      }
      int to = at + 1;
      if (c == '1' && isEmpty && text.startsWith("1/")) {
        at++;
        continue;
      }
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
      if (word.equals("ms") && behind[0] < 0) {
        powers.add("length", 1); // m s^-1: nobody counts by milliseconds so
        unit = KNOWN.get("s");
      }
      power *= behind[0];
      at = behind[1];
      if (Math.abs(power) > MOST_POWER) {
        return null;
      }
      int raised = (group == 0 ? sign : sign * group) * power;
      powers.add(unit.dimension(), raised);
      scale = scale.times(unit.scale().power(raised));
      sign = 1;
      power = 1;
      isEmpty = false;
    }
    return isEmpty || sign < 0 || group != 0 || power != 1
        ? null
        : new Unit(powers.written(), scale);
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

  private static Unit simple(String word) {
    if (word.length() == 1) {
      String name = BY_LETTER.get(word);
      return KNOWN.get(
          name != null ? name : BY_LETTER_TOO.getOrDefault(word, word.equals("l") ? "l" : word));
    }
    Unit symbol = SiUnits.of(word);
    if (symbol != null) {
      return symbol;
    }
    String lower = word.toLowerCase(Locale.ROOT);
    Unit unit = KNOWN.get(lower);
    if (unit == null && lower.endsWith("s")) {
      unit = KNOWN.get(lower.substring(0, lower.length() - 1));
    }
    return unit;
  }

  /** The unit of a symbol of two letters or more, in which capitals count; null if it is none. */
  static Unit symbol(String word) {
    return SiUnits.of(word);
  }

  /** Whether a text behind a number is a unit by its symbol, be it one that is a letter, too. */
  static boolean isWrittenBehind(String text, boolean isSpaced) {
    return symbol(text) != null || (isSpaced && LETTERS_IN_TEXT.contains(text));
  }

  /** Whether a word is a unit on its own. */
  static boolean isUnit(String word) {
    if (word.length() == 1) {
      return BY_LETTER.containsKey(word);
    }
    String lower = word.toLowerCase(Locale.ROOT);
    return simple(lower) != null && !ALSO_LETTERS.contains(lower) && !SiUnits.isRare(lower);
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
    boolean isYen =
        plain.equals("¥")
            && unit != null
            && (unit.dimension().startsWith("yuan") || unit.dimension().startsWith("yen"));
    boolean isPound = plain.equals("pound") || plain.equals("pounds");
    return unit != null
        && (isYen
            || (isDegree
                && (unit.dimension().startsWith("celsius")
                    || unit.dimension().startsWith("fahrenheit")))
            || (isPound && unit.dimension().startsWith("sterling")));
  }
}
