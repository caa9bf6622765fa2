package dev.rondo.verify.math;

/** Reads times of day. */
final class Times {
  private Times() {}

  /** "4:30 p.m." as "4:30pm"; null if it is no time of day with its half. */
  static String time(String given) {
    String text =
        given
            .replace("\\!", "")
            .replace("{:}", ":")
            .replace("\\text", "")
            .replace("\\mathrm", "")
            .replace("{", "")
            .replace("}", "")
            .strip();
    int colon = text.indexOf(':');
    if (colon < 1 || colon > 2 || text.length() > 40 || !Characters.isDigit(text, colon + 1)) {
      return null;
    }
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = Character.toLowerCase(text.charAt(i));
      if (Character.isLetterOrDigit(c) || c == ':') {
        kept.append(c);
      }
    }
    String form = kept.toString();
    boolean hasHalf = form.endsWith("am") || form.endsWith("pm");
    for (int i = 0; hasHalf && i < form.length() - 2; i++) {
      hasHalf = form.charAt(i) == ':' || Characters.isDigit(form, i);
    }
    return hasHalf ? form : null;
  }

  /**
   * Hours and minutes that are no ratio, as 1:05 with its zero, as they are written; null for all
   * else.
   */
  static String clock(String given) {
    String text = Answers.withoutEdges(given).replace("{:}", ":");
    int colon = text.indexOf(':');
    boolean isClock =
        (colon == 1 || colon == 2)
            && text.length() == colon + 3
            && Characters.areAll(text.substring(0, colon) + text.substring(colon + 1), '0', '9');
    if (!isClock) {
      return null;
    }
    boolean isTime = text.charAt(colon + 1) == '0' && text.charAt(colon + 2) != '0';
    return isTime ? text : null;
  }
}
