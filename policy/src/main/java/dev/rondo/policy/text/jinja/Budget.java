package dev.rondo.policy.text.jinja;

/**
 * What one rendering may use. Every evaluated node costs a step, and every value costs by its size,
 * so that neither time nor memory can grow without bound.
 */
final class Budget {
  /** Characters of one value, and of the whole output. */
  static final int MOST_CHARACTERS = 2_000_000;

  /** Elements of one list. */
  static final int MOST_ELEMENTS = 100_000;

  private static final long STEPS = 300_000;
  private static final int CHARACTERS_A_STEP = 64;
  private static final int ELEMENTS_A_STEP = 4;
  private static final int MOST_LEVELS = 400;

  private final long allowed;
  private long steps;
  private int level;

  /**
   * A budget that grows with what is given to the template.
   *
   * @param givenCharacters size of the messages
   */
  Budget(long givenCharacters) {
    this.allowed = STEPS + givenCharacters;
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
    if (characters > MOST_CHARACTERS) {
      throw new TemplateException(
          "a text is too long (allowed: " + MOST_CHARACTERS + " characters)");
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
