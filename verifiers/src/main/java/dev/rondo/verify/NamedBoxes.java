package dev.rondo.verify;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads boxes that each name another letter as one system, however far apart they stand: {@code
 * \boxed{x=3}}, and later {@code \boxed{y=-2}}.
 */
public final class NamedBoxes {
  private NamedBoxes() {}

  /**
   * The last boxes of a response, which all must have names of their own, as a list of equations.
   *
   * @param count how many are wanted
   * @return null if there are fewer, one has no name or that of another, or one is taken back
   */
  public static String system(String response, int count) {
    String scope = AnswerExtractor.withoutReasoning(response);
    List<Boxes.Box> boxes = Boxes.in(scope);
    int size = boxes.size();
    if (size < count) {
      return null;
    }
    Set<String> names = new HashSet<>();
    StringBuilder system = new StringBuilder();
    for (int i = size - count; i < size; i++) {
      Boxes.Box box = boxes.get(i);
      if (box.to() < 0) {
        return null;
      }
      String content = scope.substring(box.from(), box.to()).strip();
      String before = JoinedBoxes.nameBefore(scope, box.start());
      String name = before == null ? nameIn(content) : before;
      int next = i + 1 < size ? boxes.get(i + 1).start() : scope.length();
      if (name == null
          || !names.add(name)
          || next <= box.to()
          || BoxDoubts.takenBack(scope.substring(box.to() + 1, next), content) >= 0) {
        return null;
      }
      if (!system.isEmpty()) {
        system.append(JoinedBoxes.joint(scope, boxes.get(i - 1).to() + 1, box.start()));
      }
      system.append(before == null ? "" : before + " = ").append(content);
    }
    return system.toString();
  }

  /**
   * The letter, with an index or without, that is set equal to something; null if there is none.
   */
  private static String nameIn(String content) {
    int equals = content.indexOf('=');
    String name = equals < 0 ? "" : content.substring(0, equals).strip();
    boolean isName =
        !name.isEmpty()
            && name.length() <= 6
            && Character.isLetter(name.charAt(0))
            && (name.length() == 1 || name.charAt(1) == '_')
            && content.indexOf('=', equals + 1) < 0
            && content.indexOf(',') < 0;
    return isName ? name : null;
  }
}
