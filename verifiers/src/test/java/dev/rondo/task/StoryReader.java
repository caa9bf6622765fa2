package dev.rondo.task;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a word problem sentence by sentence and keeps count of who has how many of what, as a
 * person would who has never seen how it was made. A sentence that it does not know is an error.
 */
final class StoryReader {
  private enum Kind {
    HAS,
    GROUPS,
    GETS,
    GIVES,
    MORE,
    FEWER,
    TIMES,
    SHARED,
    PRICE,
    IRRELEVANT,
    ASKS_ONE,
    ASKS_BOTH,
    ASKS_SHARE,
    ASKS_COINS
  }

  /** A form of sentence; the groups say what they hold by their names. */
  private record Form(Kind kind, Pattern pattern) {}

  private static final String WHO = "(?<who>[A-Z][a-z]+)";
  private static final String OTHER = "(?<other>[A-Z][a-z]+)";
  private static final String N = "(?<n>[0-9]+)";
  private static final String WHAT = "(?<what>[a-z]+)";

  private static final List<Form> FORMS =
      List.of(
          form(Kind.HAS, WHO + " (has|owns) " + N + " " + WHAT + "( at home)?\\."),
          form(Kind.HAS, "There are " + N + " " + WHAT + " on " + WHO + "'s table\\."),
          form(Kind.HAS, WHO + " starts the day with " + N + " " + WHAT + "\\."),
          form(Kind.HAS, WHO + " has a box with " + N + " " + WHAT + " in it\\."),
          form(
              Kind.GROUPS,
              WHO + " has " + N + " [a-z]+ with (?<m>[0-9]+) " + WHAT + " in each of them\\."),
          form(Kind.GROUPS, WHO + " fills " + N + " [a-z]+ with (?<m>[0-9]+) " + WHAT + " each\\."),
          form(
              Kind.GROUPS,
              "In each of " + WHO + "'s " + N + " [a-z]+ there are (?<m>[0-9]+) " + WHAT + "\\."),
          form(Kind.GETS, "Then " + WHO + " buys " + N + " more " + WHAT + "\\."),
          form(Kind.GETS, WHO + " finds " + N + " more " + WHAT + "\\."),
          form(Kind.GETS, WHO + "'s mother gives \\k<who> " + N + " more " + WHAT + "\\."),
          form(Kind.GETS, "A friend brings " + WHO + " " + N + " more " + WHAT + "\\."),
          form(Kind.GETS, "At school " + WHO + " wins " + N + " more " + WHAT + "\\."),
          form(Kind.GETS, "Later " + WHO + " gets " + N + " more " + WHAT + " as a present\\."),
          form(Kind.GIVES, "Then " + WHO + " gives " + N + " " + WHAT + " away\\."),
          form(Kind.GIVES, WHO + " loses " + N + " " + WHAT + "\\."),
          form(Kind.GIVES, WHO + " gives " + N + " of the " + WHAT + " to a friend\\."),
          form(Kind.GIVES, "A neighbor takes " + N + " of " + WHO + "'s " + WHAT + "\\."),
          form(Kind.GIVES, "Later " + WHO + " throws away " + N + " of the " + WHAT + "\\."),
          form(Kind.GIVES, WHO + " sends " + N + " " + WHAT + " to an uncle\\."),
          form(Kind.MORE, WHO + " has " + N + " more " + WHAT + " than " + OTHER + "\\."),
          form(Kind.MORE, WHO + " has " + N + " " + WHAT + " more than " + OTHER + " has\\."),
          form(Kind.FEWER, WHO + " has " + N + " fewer " + WHAT + " than " + OTHER + "\\."),
          form(Kind.FEWER, WHO + " has " + N + " " + WHAT + " fewer than " + OTHER + " has\\."),
          form(Kind.TIMES, WHO + " has " + N + " times as many " + WHAT + " as " + OTHER + "\\."),
          form(
              Kind.TIMES, "For each of " + OTHER + "'s " + WHAT + ", " + WHO + " has " + N + " .*"),
          form(
              Kind.TIMES,
              "The number of "
                  + WHO
                  + "'s "
                  + WHAT
                  + " is "
                  + N
                  + " times that of "
                  + OTHER
                  + "'s\\."),
          form(Kind.SHARED, WHO + " shares all the [a-z]+ equally among " + N + " [a-z]+\\."),
          form(
              Kind.SHARED,
              "All of " + WHO + "'s [a-z]+ are divided equally among " + N + " [a-z]+\\."),
          form(
              Kind.SHARED,
              WHO + " gives all the [a-z]+ to " + N + " [a-z]+, the same number to each\\."),
          form(
              Kind.SHARED,
              WHO + " puts all the [a-z]+ into " + N + " [a-z]+, the same number into each\\."),
          form(Kind.SHARED, WHO + " packs all the [a-z]+ equally into " + N + " [a-z]+\\."),
          form(
              Kind.SHARED,
              "All of " + WHO + "'s [a-z]+ go into " + N + " [a-z]+, equally many into each\\."),
          form(Kind.PRICE, WHO + " sells all the [a-z]+ for " + N + " coins each\\."),
          form(Kind.PRICE, WHO + " gets " + N + " coins for each [a-z]+ and sells them all\\."),
          form(
              Kind.PRICE,
              "A shop buys all the [a-z]+ from " + WHO + " for " + N + " coins each\\."),
          form(Kind.PRICE, "(Each|One) [a-z]+ is worth " + N + " coins\\."),
          form(Kind.PRICE, "The [a-z]+ are worth " + N + " coins each\\."),
          form(Kind.IRRELEVANT, WHO + " also has " + N + " " + WHAT + "\\."),
          form(Kind.IRRELEVANT, "A cousin of " + WHO + "'s has " + N + " " + WHAT + "\\."),
          form(Kind.IRRELEVANT, "Last year " + WHO + " lost " + N + " " + WHAT + "\\."),
          form(Kind.IRRELEVANT, "There are " + N + " " + WHAT + " on a shelf\\."),
          form(Kind.IRRELEVANT, WHO + " would like to have " + N + " " + WHAT + "\\."),
          form(
              Kind.ASKS_ONE,
              "How many " + WHAT + " does " + WHO + " have( now| in the end| in all)?\\?"),
          form(Kind.ASKS_ONE, "What is the number of " + WHAT + " that " + WHO + " has( now)?\\?"),
          form(
              Kind.ASKS_BOTH,
              "How many " + WHAT + " do " + WHO + " and " + OTHER + " have (together|in all)\\?"),
          form(
              Kind.ASKS_BOTH,
              "What is the number of "
                  + WHAT
                  + " that "
                  + WHO
                  + " and "
                  + OTHER
                  + " have together\\?"),
          form(Kind.ASKS_SHARE, "How many " + WHAT + " does each [a-z]+ get\\?"),
          form(Kind.ASKS_SHARE, "How many " + WHAT + " are in each [a-z]+\\?"),
          form(Kind.ASKS_COINS, "How many coins does " + WHO + " get\\?"),
          form(Kind.ASKS_COINS, "How many coins are " + WHO + "'s " + WHAT + " worth in all\\?"));

  /** How many forms of sentences there are. */
  static final int SENTENCES = FORMS.size();

  private final Set<Form> seen = new HashSet<>();
  private long irrelevantSentences;

  private static Form form(Kind kind, String pattern) {
    return new Form(kind, Pattern.compile(pattern));
  }

  /** The answer that a text asks for. */
  int answer(String text) {
    Map<String, Integer> has = new HashMap<>();
    String owner = null;
    String things = null;
    int factor = 0;
    for (String sentence : text.split("(?<=[.?]) ")) {
      Matcher match = null;
      Kind kind = null;
      for (Form form : FORMS) {
        Matcher candidate = form.pattern().matcher(sentence);
        if (candidate.matches()) {
          if (match != null) {
            throw new AssertionError("two ways to read: " + sentence);
          }
          match = candidate;
          kind = form.kind();
          seen.add(form);
        }
      }
      if (match == null) {
        throw new AssertionError("cannot read: " + sentence);
      }
      String who = group(match, "who");
      String other = group(match, "other");
      int n = group(match, "n") == null ? 0 : Integer.parseInt(match.group("n"));
      if (kind == Kind.IRRELEVANT) {
        irrelevantSentences++;
        if (match.group("what").equals(things)) {
          throw new AssertionError("not irrelevant: " + sentence);
        }
        continue;
      }
      if (group(match, "what") != null) {
        if (things != null && !things.equals(match.group("what"))) {
          throw new AssertionError("other things: " + sentence);
        }
        things = match.group("what");
      }
      switch (kind) {
        case HAS -> has.put(who, n);
        case GROUPS -> has.put(who, n * Integer.parseInt(match.group("m")));
        case GETS -> has.merge(who, n, Integer::sum);
        case GIVES -> has.merge(who, -n, Integer::sum);
        case MORE -> compare(has, who, other, n);
        case FEWER -> compare(has, other, who, n);
        case TIMES -> has.put(who, n * has.get(other));
        case SHARED, PRICE -> {
          factor = n;
          owner = who == null ? owner : who;
        }
        case ASKS_ONE -> {
          return has.get(who);
        }
        case ASKS_BOTH -> {
          return has.get(who) + has.get(other);
        }
        case ASKS_SHARE -> {
          if (has.get(owner) % factor != 0) {
            throw new AssertionError("does not come out even: " + text);
          }
          return has.get(owner) / factor;
        }
        default -> {
          return has.get(who) * factor;
        }
      }
    }
    throw new AssertionError("nothing is asked: " + text);
  }

  /**
   * One has so many more than the other: whichever is not known yet is found from the one known.
   */
  private static void compare(Map<String, Integer> has, String more, String less, int n) {
    if (has.containsKey(less) == has.containsKey(more)) {
      throw new AssertionError("nothing new about " + more + " and " + less);
    }
    if (has.containsKey(less)) {
      has.put(more, has.get(less) + n);
    } else {
      has.put(less, has.get(more) - n);
    }
  }

  private static String group(Matcher match, String name) {
    return match.pattern().pattern().contains("(?<" + name + ">") ? match.group(name) : null;
  }

  int sentencesSeen() {
    return seen.size();
  }

  long irrelevantSentences() {
    return irrelevantSentences;
  }
}
