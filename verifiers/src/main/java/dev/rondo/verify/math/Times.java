package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads times of day: 4:30 p.m., 16:30, 7 a.m., noon, 下午4点30分. */
final class Times {
  private static final int MOST_CHARACTERS = 60;

  private static final Map<String, String> HALVES =
      Map.ofEntries(
          Map.entry("am", "am"),
          Map.entry("pm", "pm"),
          Map.entry("inthemorning", "am"),
          Map.entry("intheafternoon", "pm"),
          Map.entry("intheevening", "pm"));

  /** Before a time in Chinese, Japanese and Korean. */
  private static final Map<String, String> HALVES_BEFORE =
      Map.ofEntries(
          Map.entry("上午", "am"),
          Map.entry("早上", "am"),
          Map.entry("凌晨", "am"),
          Map.entry("清晨", "am"),
          Map.entry("下午", "pm"),
          Map.entry("傍晚", "pm"),
          Map.entry("晚上", "pm"),
          Map.entry("午前", "am"),
          Map.entry("午後", "pm"),
          Map.entry("오전", "am"),
          Map.entry("오후", "pm"));

  private static final Map<String, String> NAMED =
      Map.of(
          "noon", "12:00pm",
          "12noon", "12:00pm",
          "midday", "12:00pm",
          "midnight", "12:00am",
          "12midnight", "12:00am");

  private Times() {}

  /** "4:30 p.m." as "4:30pm", "7 a.m." as "7:00am"; null if it is no time of day with its half. */
  static String time(String given) {
    if (given.length() > MOST_CHARACTERS || !maySayTime(given)) {
      return null;
    }
    String form = withoutCommands(given);
    String named = NAMED.get(form);
    if (named != null) {
      return named;
    }
    for (Map.Entry<String, String> half : HALVES_BEFORE.entrySet()) {
      if (form.startsWith(half.getKey())) {
        String rest = form.substring(half.getKey().length());
        for (String sign : List.of("点", "點", "时", "時", "시")) {
          rest = rest.replace(sign, ":");
        }
        rest = rest.replace("分", "").replace("분", "").replace(":半", ":30");
        return of(rest.endsWith(":") ? rest + "00" : rest, half.getValue());
      }
    }
    for (Map.Entry<String, String> half : HALVES.entrySet()) {
      if (form.endsWith(half.getKey())) {
        String rest = form.substring(0, form.length() - half.getKey().length());
        return of(rest.replace("oclock", ""), half.getValue());
      }
    }
    for (String hour : List.of("uhr", "h", "点", "點")) {
      int at = form.indexOf(hour);
      if (at > 0) {
        String minutes = form.substring(at + hour.length()).replace("分", "");
        String clock =
            form.substring(0, at).indexOf(':') > 0 && minutes.isEmpty()
                ? form.substring(0, at)
                : form.substring(0, at)
                    + ":"
                    + (minutes.isEmpty() && !hour.equals("h") ? "00" : minutes);
        return of(clock, "");
      }
    }
    return null;
  }

  /** Whether a letter stands there that a time of day has; most answers have none. */
  private static boolean maySayTime(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'm' || c == 'M' || c == 'n' || c == 'h' || c >= 0x2e80) {
        return true;
      }
    }
    return false;
  }

  /** A time of its hours and minutes, with the half of the day; null if it is none. */
  private static String of(String clock, String half) {
    String text = clock.indexOf(':') < 0 && !half.isEmpty() ? clock + ":00" : clock;
    int colon = text.indexOf(':');
    if (colon < 1 || colon > 2 || text.length() < colon + 3) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if (i != colon && !Characters.isDigit(text, i) && text.charAt(i) != ':') {
        return null;
      }
    }
    int hour = Integer.parseInt(text.substring(0, colon));
    boolean isClock = text.length() == colon + 3 || text.length() == colon + 6;
    if (!isClock || text.charAt(colon + 1) > '5' || text.indexOf(':', colon + 1) == colon + 2) {
      return null;
    }
    if (half.isEmpty()) {
      return hour >= 13 && hour <= 23 ? hour - 12 + text.substring(colon) + "pm" : null;
    }
    if (hour > 12 && half.equals("pm") && hour < 24) {
      hour -= 12; // 15:30 pm
    }
    return hour > 12 ? null : hour + text.substring(colon) + half;
  }

  /** Small letters, digits, colons and characters of scripts without blanks. */
  private static String withoutCommands(String given) {
    String text =
        given
            .replace("\\!", "")
            .replace("{:}", ":")
            .replace("\\text", "")
            .replace("\\mathrm", "")
            .replace("\\quad", "")
            .replace("：", ":");
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c) || c == ':') {
        kept.append(c);
      } else if (" .{}\\,;~'’$".indexOf(c) < 0) {
        return ""; // something else
      }
    }
    String form = kept.toString().toLowerCase(Locale.ROOT);
    return form.startsWith("at") && Characters.isDigit(form, 2) ? form.substring(2) : form;
  }

  /** Minutes from midnight of a time with its half or of 24 hours; -1 if a text is none. */
  static int minutes(String time) {
    boolean isMorning = time.endsWith("am");
    boolean hasHalf = isMorning || time.endsWith("pm");
    String clock = hasHalf ? time.substring(0, time.length() - 2) : time;
    int colon = clock.indexOf(':');
    boolean isClock =
        colon > 0
            && colon < 3
            && clock.length() == colon + 3
            && Characters.areAll(clock.substring(0, colon) + clock.substring(colon + 1), '0', '9');
    if (!isClock) {
      return -1;
    }
    int hour = Integer.parseInt(clock.substring(0, colon));
    int minutes = Integer.parseInt(clock.substring(colon + 1));
    if (hasHalf) {
      hour = hour % 12 + (isMorning ? 0 : 12);
    }
    return hour < 24 && minutes < 60 ? 60 * hour + minutes : -1;
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
