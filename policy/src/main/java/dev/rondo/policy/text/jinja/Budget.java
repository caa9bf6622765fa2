package dev.rondo.policy.text.jinja;

/**
 * What one rendering may use. Every evaluated node costs a step, and every value costs by its size,
 * so that neither time nor memory can grow without bound.
 */
final class Budget {
  /** Characters of one value, and of the whole output, beside those that are given. */
  private static final int CHARACTERS = 200_000;

  private static final int TIMES_GIVEN = 4;

  /** Elements of one list. */
  static final int MOST_ELEMENTS = 100_000;

  private static final long STEPS = 50_000;
  private static final int CHARACTERS_A_STEP = 32;
  private static final int ELEMENTS_A_STEP = 4;
  private static final int MOST_LEVELS = 400;

  private final long allowed;
  private final int mostCharacters;
  private long steps;
  private int level;

  /**
   * A budget that grows with what is given to the template.
   *
   * @param givenCharacters size of the messages
   */
  Budget(long givenCharacters) {
    this.allowed = STEPS + TIMES_GIVEN * givenCharacters;
    this.mostCharacters =
        (int) Math.min(Integer.MAX_VALUE / 8, CHARACTERS + TIMES_GIVEN * givenCharacters);
  }

  /** Characters of one value, and of the whole output. */
  int mostCharacters() {
    return mostCharacters;
  }

  void step() {
    spend(1);
  }

  private void spend(long cost) {
    steps += cost;
    if (steps > allowed) {
      throw new TemplateException("the template takes too long (allowed: " + allowed + " steps)");
    }
  }

  /** Pays for a text that is about to be made or gone through. */
  void text(long characters) {
    if (characters > mostCharacters) {
      throw new TemplateException(
          "a text is too long (allowed: " + mostCharacters + " characters)");
    }
    spend(1 + characters / CHARACTERS_A_STEP);
  }

  String text(String text) {
    text(text.length());
    return text;
  }

  /** Pays for a list that is about to be made or gone through. */
  void elements(long count) {
    if (count > MOST_ELEMENTS) {
      throw new TemplateException("a list is too long (allowed: " + MOST_ELEMENTS + " elements)");
    }
    spend(1 + count / ELEMENTS_A_STEP);
  }

  /** Pays for looking a text up in another one. */
  void search(int where, int what) {
    text(where);
    spend((long) where * Math.min(what, where) / 1024);
  }

  /** One level deeper, such as a macro in a macro. */
  void enter() {
    if (++level > MOST_LEVELS) {
      throw new TemplateException("nested too deeply (allowed: " + MOST_LEVELS + " levels)");
    }
  }

  void leave() {
    level--;
  }
}
