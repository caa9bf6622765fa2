package dev.rondo.task;

import java.util.List;

/**
 * The sentences of one word problem in English, asked for in the order in which they stand: it
 * knows whose turn it is. Every choice between sentences shows in the text, and there are equally
 * many on every way through. People are called by their names throughout, so that there is one way
 * to read a sentence.
 */
final class StoryTexts {
  /** A few letters each, as many as there are kinds of things. */
  private static final List<String> NAMES =
      List.of(
          "Anna", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Ida", "Jack", "Kate",
          "Leo", "Mary", "Noah", "Olga", "Peter", "Rosa", "Sam", "Tina", "Victor", "Wendy", "Paul",
          "Lucy", "Oscar", "Nina", "Felix", "Julia", "Simon", "Sara", "Tom");

  private static final List<String> THINGS =
      List.of(
          "apple", "balloon", "bead", "book", "button", "candle", "card", "coat", "cookie",
          "crayon", "cup", "egg", "flower", "hat", "kite", "lemon", "marble", "muffin", "orange",
          "pear", "pencil", "plate", "ribbon", "shell", "spoon", "stamp", "sticker", "stone",
          "ticket", "toy");

  private static final List<String> RECEIVERS =
      List.of("child", "friend", "pupil", "cousin", "visitor");

  private static final List<String> CONTAINERS = List.of("box", "bag", "basket", "jar", "drawer");

  private final String first;
  private final String other;
  private final String thing;
  private final List<String> irrelevant;
  private String subject;
  private boolean hasChanged;
  private String pendingQuestion;

  private StoryTexts(String first, String other, String thing, List<String> irrelevant) {
    this.first = first;
    this.other = other;
    this.thing = thing;
    this.irrelevant = irrelevant;
    this.subject = first;
  }

  /**
   * Chooses people and things.
   *
   * @param comparesTwo whether a second person comes up
   */
  static StoryTexts of(boolean comparesTwo, Choices choices) {
    String first = choices.of(NAMES);
    String other = comparesTwo ? choices.of(without(NAMES, first)) : null;
    String thing = choices.of(THINGS);
    return new StoryTexts(first, other, thing, without(THINGS, thing));
  }

  private static List<String> without(List<String> texts, String text) {
    return texts.stream().filter(one -> !one.equals(text)).toList();
  }

  /** The first sentence: somebody has so many. */
  String beginning(int count, Choices choices) {
    return choose(
        choices,
        count,
        "{S} has {n} {things}.",
        "{S} owns {n} {things}.",
        "{S} has {n} {things} at home.",
        "There are {n} {things} on {S}'s table.",
        "{S} starts the day with {n} {things}.",
        "{S} has a box with {n} {things} in it.");
  }

  /** The first sentence: so many groups of so many. */
  String groups(int groups, int size, Choices choices) {
    String container = choices.of(CONTAINERS);
    return choose(
            choices,
            groups,
            "{S} has {n} {boxes} with {m} {things} in each of them.",
            "{S} fills {n} {boxes} with {m} {things} each.",
            "In each of {S}'s {n} {boxes} there are {m} {things}.")
        .replace("{boxes}", plural(container))
        .replace("{m}", Integer.toString(size));
  }

  /** The sentence of a step. */
  String step(StoryStep step, int number, Choices choices) {
    switch (step) {
      case ADD:
        hasChanged = true;
        return choose(
            choices,
            number,
            "Then {S} buys {n} more {things}.",
            "{S} finds {n} more {things}.",
            "{S}'s mother gives {S} {n} more {things}.",
            "A friend brings {S} {n} more {things}.",
            "At school {S} wins {n} more {things}.",
            "Later {S} gets {n} more {things} as a present.");
      case TAKE:
        hasChanged = true;
        return choose(
            choices,
            number,
            "Then {S} gives {n} {things} away.",
            "{S} loses {n} {things}.",
            "{S} gives {n} of the {things} to a friend.",
            "A neighbor takes {n} of {S}'s {things}.",
            "Later {S} throws away {n} of the {things}.",
            "{S} sends {n} {things} to an uncle.");
      case MORE:
        return compare(
            choices,
            number,
            "{O} has {n} more {things} than {S}.",
            "{S} has {n} fewer {things} than {O}.",
            "{O} has {n} {things} more than {S} has.");
      case FEWER:
        return compare(
            choices,
            number,
            "{O} has {n} fewer {things} than {S}.",
            "{S} has {n} more {things} than {O}.",
            "{O} has {n} {things} fewer than {S} has.");
      case TIMES:
        return compare(
            choices,
            number,
            "{O} has {n} times as many {things} as {S}.",
            "For each of {S}'s {things}, {O} has {n} {things}.",
            "The number of {O}'s {things} is {n} times that of {S}'s.");
      case SHARE:
        return share(number, choices);
      default:
        return sell(number, choices);
    }
  }

  private String compare(Choices choices, int number, String... templates) {
    String sentence = choose(choices, number, templates);
    subject = other;
    hasChanged = false;
    return sentence;
  }

  private String share(int number, Choices choices) {
    if (choices.below(2) == 0) {
      String receiver = choices.of(RECEIVERS);
      pendingQuestion = "How many {things} does each {one} get?".replace("{one}", receiver);
      return choose(
              choices,
              number,
              "{S} shares all the {things} equally among {n} {ones}.",
              "All of {S}'s {things} are divided equally among {n} {ones}.",
              "{S} gives all the {things} to {n} {ones}, the same number to each.")
          .replace("{ones}", plural(receiver));
    }
    String container = choices.of(CONTAINERS);
    pendingQuestion = "How many {things} are in each {box}?".replace("{box}", container);
    return choose(
            choices,
            number,
            "{S} puts all the {things} into {n} {boxes}, the same number into each.",
            "{S} packs all the {things} equally into {n} {boxes}.",
            "All of {S}'s {things} go into {n} {boxes}, equally many into each.")
        .replace("{boxes}", plural(container));
  }

  private String sell(int number, Choices choices) {
    if (choices.below(2) == 0) {
      pendingQuestion = "How many coins does {S} get?";
      return choose(
          choices,
          number,
          "{S} sells all the {things} for {n} coins each.",
          "{S} gets {n} coins for each {thing} and sells them all.",
          "A shop buys all the {things} from {S} for {n} coins each.");
    }
    pendingQuestion = "How many coins are {S}'s {things} worth in all?";
    return choose(
        choices,
        number,
        "Each {thing} is worth {n} coins.",
        "One {thing} is worth {n} coins.",
        "The {things} are worth {n} coins each.");
  }

  /** The question at the end. */
  String question(StoryPlan plan, Choices choices) {
    if (pendingQuestion != null) {
      return fill(pendingQuestion, 0);
    }
    if (plan.steps().contains(StoryStep.TOGETHER)) {
      return choose(
          choices,
          0,
          "How many {things} do {F} and {O} have together?",
          "How many {things} do {F} and {O} have in all?",
          "What is the number of {things} that {F} and {O} have together?");
    }
    return hasChanged
        ? choose(
            choices,
            0,
            "How many {things} does {S} have now?",
            "How many {things} does {S} have in the end?",
            "What is the number of {things} that {S} has now?")
        : choose(
            choices,
            0,
            "How many {things} does {S} have?",
            "How many {things} does {S} have in all?",
            "What is the number of {things} that {S} has?");
  }

  /**
   * A sentence about things that nobody asks for.
   *
   * @param which tells the sentences of one text apart, 0 or 1
   */
  String distractor(int which, int number, Choices choices) {
    String irrelevantThing =
        choices.of(irrelevant.subList(which * irrelevant.size() / 2, half(which)));
    return choose(
            choices,
            number,
            "{F} also has {n} {irrelevant}.",
            "A cousin of {F}'s has {n} {irrelevant}.",
            "Last year {F} lost {n} {irrelevant}.",
            "There are {n} {irrelevant} on a shelf.",
            "{F} would like to have {n} {irrelevant}.")
        .replace("{irrelevant}", plural(irrelevantThing));
  }

  /** Two sentences of one text never tell of the same things. */
  private int half(int which) {
    return (which + 1) * irrelevant.size() / 2;
  }

  private String choose(Choices choices, int number, String... templates) {
    return fill(choices.of(List.of(templates)), number);
  }

  private String fill(String template, int number) {
    return template
        .replace("{S}", subject)
        .replace("{F}", first)
        .replace("{O}", other == null ? "" : other)
        .replace("{n}", Integer.toString(number))
        .replace("{things}", plural(thing))
        .replace("{thing}", thing);
  }

  private static String plural(String noun) {
    return noun.equals("child") ? "children" : noun.endsWith("x") ? noun + "es" : noun + "s";
  }
}
