package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges the nouns behind two counts: pairs of people are no people, the 7th term is not 7 terms.
 */
final class CountNouns {
  /** Before the noun of a quantity that is an ordinal: {@code th term} of the 7th term. */
  static final String ORDINAL = "th";

  /** Of these each holds several of what is counted, and how many is known or not. */
  private static final Set<String> GROUPS =
      Set.of(
          "pair",
          "couple",
          "dozen",
          "trio",
          "triple",
          "triplet",
          "quartet",
          "group",
          "set",
          "pack",
          "packet",
          "package",
          "box",
          "boxe",
          "bag",
          "bottle",
          "crate",
          "carton",
          "team",
          "row",
          "column",
          "stack",
          "bundle",
          "batch",
          "batche",
          "bunch",
          "bunche",
          "tray",
          "jar",
          "roll",
          "family",
          "familie",
          "class",
          "classe",
          "table",
          "basket",
          "bucket",
          "pile",
          "page",
          "gros",
          "squad",
          "crew",
          "herd",
          "flock",
          "layer",
          "block",
          "string",
          "sheet",
          "truck",
          "bus",
          "buse",
          "pairing",
          "paar",
          "paare",
          "dutzend",
          "gruppe",
          "gruppen",
          "paire",
          "douzaine",
          "groupe",
          "docena",
          "pareja",
          "pare",
          "grupo",
          "dúzia",
          "coppia",
          "coppie",
          "dozzina",
          "пара",
          "пары",
          "пар",
          "对",
          "對",
          "双",
          "雙",
          "组",
          "組",
          "打",
          "箱",
          "盒",
          "袋",
          "排",
          "行",
          "列",
          "队",
          "班",
          "쌍",
          "組の");

  /** Of these the number in each is known, so that one is no other. */
  private static final Set<String> NUMBERED =
      Set.of("pair", "couple", "dozen", "trio", "triple", "triplet", "quartet", "gros");

  /** Nouns for whatever was counted. */
  private static final Set<String> GENERIC =
      Set.of(
          "way",
          "possibility",
          "possibilitie",
          "total",
          "solution",
          "answer",
          "choice",
          "combination",
          "outcome",
          "option",
          "element",
          "item",
          "object",
          "thing",
          "different",
          "distinct",
          "possible",
          "such",
          "in",
          "all",
          "of",
          "the",
          "them",
          "ordered",
          "unordered",
          "integer",
          "positive",
          "value",
          "number",
          "unit",
          "个",
          "個",
          "种",
          "種",
          "개",
          "case",
          "count",
          "possibilidade",
          "möglichkeit",
          "möglichkeiten",
          "arrangement",
          "selection",
          "example");

  private CountNouns() {}

  /** Whether two nouns count what cannot be the same. */
  static boolean differ(String noun, String other) {
    if (isOrdinal(noun) || isOrdinal(other)) {
      return isOrdinal(noun) != isOrdinal(other) || areOther(noun, other);
    }
    List<String> words = words(noun);
    List<String> others = words(other);
    String group = group(words);
    String otherGroup = group(others);
    if (group == null && otherGroup == null) {
      return false;
    }
    if (group != null && otherGroup != null) {
      return !group.equals(otherGroup)
          && (NUMBERED.contains(group) || NUMBERED.contains(otherGroup));
    }
    List<String> single = group == null ? words : others;
    return !GENERIC.containsAll(single) && Units.named(group == null ? noun : other) == null;
  }

  static boolean isOrdinal(String noun) {
    return noun.equals(ORDINAL) || noun.startsWith(ORDINAL + " ");
  }

  /** Whether both ordinals say of what, and not of the same. */
  private static boolean areOther(String noun, String other) {
    List<String> words = words(noun.substring(ORDINAL.length()));
    List<String> others = words(other.substring(ORDINAL.length()));
    return !words.isEmpty()
        && !others.isEmpty()
        && !words.get(words.size() - 1).equals(others.get(others.size() - 1))
        && !words.contains(others.get(others.size() - 1))
        && !others.contains(words.get(words.size() - 1));
  }

  /** The first noun that holds several; null if none does. */
  private static String group(List<String> words) {
    for (String word : words) {
      if (word.equals("per") || word.equals("each")) {
        return null; // people per team
      }
      if (GROUPS.contains(word)) {
        return word;
      }
    }
    return null;
  }

  private static List<String> words(String noun) {
    return Pieces.of(noun.toLowerCase(Locale.ROOT).strip(), " -/,").stream()
        .filter(word -> !word.isEmpty())
        .map(word -> word.endsWith("s") ? word.substring(0, word.length() - 1) : word)
        .toList();
  }
}
