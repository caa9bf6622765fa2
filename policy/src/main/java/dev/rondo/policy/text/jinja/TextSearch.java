package dev.rondo.policy.text.jinja;

/** Where, and how often, a text stands in another; positions count code points. */
final class TextSearch {
  private final Budget budget;

  TextSearch(Budget budget) {
    this.budget = budget;
  }

  Object call(String name, String text, Arguments given) {
    Object[] values = given.bindPositional(name, "sub", "start?", "end?");
    if (values[1] != Arguments.ABSENT) {
      throw new TemplateException(name + " with a start is not supported");
    }
    String part = StringMethods.text(values[0], name);
    budget.search(text.length(), part.length());
    if (name.equals("count")) {
      return count(text, part);
    }
    int at = name.startsWith("r") ? text.lastIndexOf(part) : text.indexOf(part);
    if (at < 0 && name.endsWith("index")) {
      throw new TemplateException("a text is not found: " + Text.shortened(part));
    }
    return at < 0 ? -1L : (long) text.codePointCount(0, at);
  }

  private static long count(String text, String part) {
    if (part.isEmpty()) {
      return Kinds.size(text) + 1L;
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }
}
