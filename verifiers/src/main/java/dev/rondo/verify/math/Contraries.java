package dev.rondo.verify.math;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Judges the words behind two values that are said of them rather than counted: directions up and
 * down, points of the compass, what happened to them (passed, failed). Of each kind two different
 * ones exclude each other, whichever words they are.
 */
final class Contraries {
  private static final Set<String> UP =
      words(
          "increase increased rise raise gain growth profit markup appreciation inflation premium"
              + " higher up surplus surcharge more grown");

  private static final Set<String> DOWN =
      words(
          "decrease decreased reduction reduced drop fall loss decline decay cut discount markdown"
              + " shrinkage shrink depreciation deflation lower down off deficit less fewer");

  /** In each of these lists words of one part exclude those of the others. */
  private static final String[][] KINDS = {
    {"north", "east", "south", "west", "northeast", "northwest", "southeast", "southwest"},
    {"ago earlier", "later hence now"},
    {"win", "draw tie", "losse loss defeat"},
    {"vertice vertex", "edge", "face"},
    {"row", "column"},
    {"teacher", "student pupil"},
    {"maxima maximum", "minima minimum"},
    {"prime", "composite"},
    {"solution root", "equation", "variable unknown"},
    {"hot", "cold"},
    {"husband", "wive wife"},
    {"king", "queen", "jack", "ace"},
    {"proton", "neutron", "electron"},
    {"birth", "death"},
    {"present", "absent"},
    {"for", "against"},
    {"long", "wide"},
    {"front", "behind", "ahead"},
    {"forward", "back"},
    {"closer nearer", "farther further"},
    {"fast", "slow"},
    {"warmer", "cooler colder"},
    {"thinner", "thicker"},
    {"richer", "poorer"},
    {"stronger", "weaker"},
    {"brighter", "dimmer darker"},
    {"converging", "diverging"},
    {"clockwise cw", "ccw counterclockwise anticlockwise"},
    {"overpaid", "underpaid"},
    {"bc bce", "ad ce"}
  };

  /** What happened to those that were counted; those of one part are the same. */
  private static final String[] HAPPENED = {
    "left remaining remain remained",
    "needed required",
    "sold",
    "bought purchased",
    "eaten",
    "lost missing",
    "found",
    "used",
    "passed",
    "failed",
    "added",
    "removed",
    "saved earned",
    "given",
    "taken",
    "broken",
    "spent",
    "painted",
    "unpainted"
  };

  private static final String[] PREFIXES = {"un", "in", "ir", "im", "dis", "non"};

  private static final Set<String> PLAIN =
      words(
          "of the a an in is total chance probability likelihood rate interest annually yearly"
              + " annual overall");

  private Contraries() {}

  private static Set<String> words(String line) {
    return Set.copyOf(Pieces.of(line, " "));
  }

  /** Whether words, in lower case and singular, say what others exclude. */
  static boolean are(List<String> words, List<String> others) {
    if (differ(UP, DOWN, words, others) || areTurned(words, others)) {
      return true;
    }
    for (String[] kind : KINDS) {
      int part = only(kind, words);
      int other = part < 0 ? -1 : only(kind, others);
      if (other >= 0 && part != other) {
        return true;
      }
    }
    if (words.size() == 1 && others.size() == 1) {
      int part = only(HAPPENED, words);
      int other = only(HAPPENED, others);
      if (part >= 0 && other >= 0) {
        return part != other;
      }
    }
    return areNegated(words, others) || areNegated(others, words);
  }

  /** Whether both words behind two percentages say of what they are, and of nothing in common. */
  static boolean differInPercent(List<String> words, List<String> others) {
    boolean isDirection =
        !Collections.disjoint(words, UP)
            || !Collections.disjoint(words, DOWN)
            || !Collections.disjoint(others, UP)
            || !Collections.disjoint(others, DOWN);
    return !isDirection
        && words.size() == 1
        && others.size() == 1
        && !words.equals(others)
        && !PLAIN.contains(words.get(0))
        && !PLAIN.contains(others.get(0));
  }

  private static boolean differ(
      Set<String> one, Set<String> two, List<String> words, List<String> others) {
    return isOnly(one, two, words) && isOnly(two, one, others)
        || isOnly(two, one, words) && isOnly(one, two, others);
  }

  private static boolean isOnly(Set<String> in, Set<String> out, List<String> words) {
    return !Collections.disjoint(words, in) && Collections.disjoint(words, out);
  }

  /** The same words in another order around "of": north of east, east of north. */
  private static boolean areTurned(List<String> words, List<String> others) {
    return words.contains("of")
        && words.size() == others.size()
        && !words.equals(others)
        && words.stream().sorted().toList().equals(others.stream().sorted().toList());
  }

  /** The only part of a kind of which words hold one; -1 if they hold none or several. */
  private static int only(String[] kind, List<String> words) {
    int found = -1;
    for (int i = 0; i < kind.length; i++) {
      for (String word : Pieces.of(kind[i], " ")) {
        if (words.contains(word)) {
          if (found >= 0 && found != i) {
            return -1;
          }
          found = i;
        }
      }
    }
    return found;
  }

  /** "used", "unused"; "rational roots", "irrational roots". */
  private static boolean areNegated(List<String> words, List<String> others) {
    for (String word : words) {
      for (String prefix : PREFIXES) {
        if (word.length() >= 4 && others.contains(prefix + word) && !others.contains(word)) {
          return true;
        }
      }
    }
    return false;
  }
}
