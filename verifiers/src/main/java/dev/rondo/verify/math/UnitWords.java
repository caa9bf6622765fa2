package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges words behind a value beside a unit that is known. They must be that unit, which may have
 * harmless words around it; words that are no known unit are another one: 5 km are no 5 nautical
 * miles, 5 J no 5 J/mol.
 */
final class UnitWords {
  /** Before a unit these leave it as it is. */
  private static final Set<String> BEFORE =
      Set.copyOf(
          Pieces.of(
              "full whole more additional extra total school working business calendar consecutive"
                  + " complete us u.s american standard per each an a running linear work about the"
                  + " of in",
              " "));

  /** Without any unit these do not change a measure. */
  private static final Set<String> HARMLESS =
      Set.copyOf(
          Pieces.of(
              "total each in all altogether more left away old apart old of the per total long tall"
                  + " wide high deep overall together answer is only spent saved earned change"
                  + " profit faster later"
                  + " older younger taller longer shorter remaining needed less fewer difference",
              " "));

  /** Behind a unit these begin another one. */
  private static final Set<String> PER =
      Set.of("per", "por", "pro", "par", "al", "squared", "cubed");

  private UnitWords() {}

  /**
   * The unit in words of which one is a unit that measures the same as one that is wanted, beside
   * harmless words; null if they are another unit.
   */
  static Units.Unit in(String words, Units.Unit wanted) {
    List<String> list = Pieces.of(words, " ");
    for (int i = 0; i < list.size(); i++) {
      Units.Unit unit = Units.named(list.get(i));
      if (unit != null && unit.dimension().equals(wanted.dimension())) {
        boolean isBehind = i + 1 < list.size();
        return isBehind && isOther(list.subList(i + 1, list.size())) ? null : unit;
      }
      if (!BEFORE.contains(lower(list.get(i)))) {
        return null;
      }
    }
    return null;
  }

  /** Whether what is behind a unit makes another of it: per hour, squared; not per pencil. */
  private static boolean isOther(List<String> behind) {
    String first = lower(behind.get(0));
    List<String> rest = behind.subList(1, behind.size());
    boolean isOfThing =
        first.equals("per")
            && !rest.isEmpty()
            && rest.stream().noneMatch(Units::isUnit)
            && Units.named(String.join(" ", rest)) == null;
    return PER.contains(first) && !isOfThing;
  }

  /** Whether words name units without a name, of the power that a length has: cm, units. */
  static boolean areUnitsOf(Units.Unit unit, String words) {
    int power = powerOfUnits(words);
    return power > 0 && power == powerOfLength(unit);
  }

  /** Whether words name no unit at all, and none that could be one. */
  static boolean areNone(String words) {
    return Pieces.of(lower(words), " ,.-").stream().allMatch(HARMLESS::contains);
  }

  /** The power of "units", "square units", "units^3"; 0 if words are no such unit. */
  static int powerOfUnits(String words) {
    String plain = lower(words).strip();
    if (!plain.contains("unit")) {
      return 0;
    }
    List<String> list = Pieces.of(plain, " ");
    String last = list.get(list.size() - 1);
    String first = list.get(0);
    boolean isSquare = first.equals("square") || first.equals("sq") || last.equals("squared");
    boolean isCubic = first.equals("cubic") || first.equals("cu") || last.equals("cubed");
    boolean isOne = first.equals("unit") || first.equals("units");
    if (plain.endsWith("^2") || plain.endsWith("²")) {
      return 2;
    }
    if (plain.endsWith("^3") || plain.endsWith("³")) {
      return 3;
    }
    return isSquare ? 2 : isCubic ? 3 : isOne && list.size() == 1 ? 1 : 0;
  }

  /** The power of a length; 0 if a unit measures something else. */
  static int powerOfLength(Units.Unit unit) {
    String dimension = unit.dimension();
    boolean isLength =
        (dimension.startsWith("length^") || dimension.startsWith("foot^"))
            && dimension.indexOf('*') < 0;
    int power = isLength ? dimension.charAt(dimension.length() - 1) - '0' : 0;
    return power >= 1 && power <= 3 && dimension.indexOf('-') < 0 ? power : 0;
  }

  /** Whether units without a name, and others, have other powers: square units, cm. */
  static boolean differInPower(String name, Units.Unit unit, String other, Units.Unit otherUnit) {
    int power = powerOfUnits(name);
    int otherPower = powerOfUnits(other);
    if (power == 0 && otherPower == 0) {
      return false;
    }
    int measured = power > 0 ? power : unit == null ? 0 : powerOfLength(unit);
    int otherMeasured =
        otherPower > 0 ? otherPower : otherUnit == null ? 0 : powerOfLength(otherUnit);
    return measured > 0 && otherMeasured > 0 && measured != otherMeasured;
  }

  /** Whether both say per what, in units that are known and are not the same. */
  static boolean differInRate(String name, String other) {
    Units.Unit per = per(name);
    Units.Unit otherPer = per == null ? null : per(other);
    return otherPer != null && !per.equals(otherPer);
  }

  private static Units.Unit per(String name) {
    int at = name.indexOf(" per ");
    int slash = name.indexOf('/');
    String behind = at >= 0 ? name.substring(at + 5) : slash >= 0 ? name.substring(slash + 1) : "";
    return behind.isEmpty() ? null : Units.named(behind.strip());
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
