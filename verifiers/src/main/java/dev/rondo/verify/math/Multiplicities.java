package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads how often roots count, where this is said: double root, of multiplicity 3. */
final class Multiplicities {
  private static final Map<String, Integer> TIMES =
      Map.of("simple", 1, "double", 2, "triple", 3, "quadruple", 4);

  private Multiplicities() {}

  /** That both say it and not the same; null if that does not decide. */
  static Sameness compare(String reference, String given) {
    List<Integer> wanted = read(reference);
    List<Integer> answer = wanted.isEmpty() ? wanted : read(given);
    return wanted.isEmpty() || answer.isEmpty() || wanted.equals(answer)
        ? null
        : Sameness.DIFFERENT;
  }

  private static List<Integer> read(String text) {
    boolean mayBe = text.contains("ultiplicity") || text.contains("root") || text.contains("zero");
    if (!mayBe || text.length() > 300) {
      return List.of();
    }
    List<Integer> times = new ArrayList<>();
    List<String> words =
        Pieces.of(text.toLowerCase(Locale.ROOT).replace("\\text", " "), " {}(),.$\\;=~");
    for (int i = 0; i + 1 < words.size(); i++) {
      String next = words.get(i + 1);
      Integer named = TIMES.get(words.get(i));
      if (named != null && (next.startsWith("root") || next.startsWith("zero"))) {
        times.add(named);
      } else if (words.get(i).equals("multiplicity")) {
        String number = next.equals("of") && i + 2 < words.size() ? words.get(i + 2) : next;
        boolean isNumber = number.length() <= 3 && Characters.areAll(number, '0', '9');
        int value = isNumber ? Integer.parseInt(number) : Words.number(number);
        if (value > 0) {
          times.add(value);
        }
      }
    }
    Collections.sort(times);
    return times;
  }
}
