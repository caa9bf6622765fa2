package dev.rondo.verify.math;

import java.util.Locale;
import java.util.Map;

/** Reads the sets of numbers that words name: all real numbers, all real numbers except some. */
final class NumberSets {
  private static final Map<String, String> SETS =
      Map.ofEntries(
          Map.entry("allrealnumbers", "R"),
          Map.entry("allreals", "R"),
          Map.entry("anyrealnumber", "R"),
          Map.entry("allrealx", "R"),
          Map.entry("allrealvaluesofx", "R"),
          Map.entry("allrealvalues", "R"),
          Map.entry("everyrealnumber", "R"),
          Map.entry("anyreal", "R"),
          Map.entry("realnumbers", "R"),
          Map.entry("allx", "R"),
          Map.entry("allrealnumbersx", "R"),
          Map.entry("everyrealx", "R"),
          Map.entry("allereellenzahlen", "R"),
          Map.entry("touslesréels", "R"),
          Map.entry("touslesnombresréels", "R"),
          Map.entry("todoslosnúmerosreales", "R"),
          Map.entry("todoslosreales", "R"),
          Map.entry("therealnumbers", "R"),
          Map.entry("setofallrealnumbers", "R"),
          Map.entry("allintegers", "Z"),
          Map.entry("integers", "Z"));

  private static final String[] EXCEPT = {
    " except for",
    " except when",
    " except",
    " excluding",
    " other than",
    " not equal to",
    " besides",
    " apart from",
    " sauf",
    " außer",
    " ausser",
    " excepto",
    " кроме"
  };

  /** The set of numbers of which words leave some out, "all real numbers except"; else null. */
  static String allBut(String text) {
    String lower = text.toLowerCase(Locale.ROOT).stripTrailing();
    for (String end : EXCEPT) {
      if (lower.endsWith(end)) {
        return named(lower.substring(0, lower.length() - end.length()));
      }
    }
    return null;
  }

  /** The set of numbers that words name; null if they name none. */
  static String named(String text) {
    return SETS.get(Words.normalText(text));
  }

  private NumberSets() {}
}
