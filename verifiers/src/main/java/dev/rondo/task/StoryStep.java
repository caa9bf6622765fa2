package dev.rondo.task;

/** What can happen in a word problem after its first sentence: one step of arithmetic each. */
enum StoryStep {
  /** Somebody gets some more. */
  ADD,
  /** Somebody has some less. */
  TAKE,
  /** Somebody else has so many more; the story goes on with that other one. */
  MORE,
  /** Somebody else has so many fewer; the story goes on with that other one. */
  FEWER,
  /** Somebody else has so many times as many; the story goes on with that other one. */
  TIMES,
  /** What the two of the comparison have in all; the last step. */
  TOGETHER,
  /** The same number for each of so many; the last step. */
  SHARE,
  /** So many coins for each; the last step. */
  SELL;

  /** Whether it brings in the other one. */
  boolean isComparison() {
    return this == MORE || this == FEWER || this == TIMES;
  }

  /** Whether nothing can happen after it. */
  boolean isLast() {
    return this == TOGETHER || this == SHARE || this == SELL;
  }

  /** Whether its operand is a factor, which is kept smaller than what is added or taken. */
  boolean isByFactor() {
    return this == TIMES || this == SHARE || this == SELL;
  }

  /** How a worked solution writes it. */
  char operator() {
    return switch (this) {
      case ADD, MORE, TOGETHER -> '+';
      case TAKE, FEWER -> '-';
      case TIMES, SELL -> '*';
      case SHARE -> '/';
    };
  }

  /**
   * What comes out.
   *
   * @param before what the one of whom it tells has
   * @param operand its number; of {@link #TOGETHER} what the first one has
   */
  int apply(int before, int operand) {
    return switch (operator()) {
      case '+' -> before + operand;
      case '-' -> before - operand;
      case '*' -> before * operand;
      default -> before / operand;
    };
  }
}
