// The last box of a worked solution.
package dev.rondo.imports;

import dev.rondo.verify.Boxes;
import java.util.List;
import java.util.Optional;

/** Takes the last box of published solutions, as {@link Boxes} finds them. */
final class LastBox {
  private LastBox() {}

  /** What stands in the last box, or empty if there is none or it is not closed. */
  static Optional<String> content(String text) {
    List<Boxes.Box> boxes = Boxes.in(text);
    Boxes.Box last = boxes.isEmpty() ? null : boxes.get(boxes.size() - 1);
    return last == null || last.to() < 0
        ? Optional.empty()
        : Optional.of(text.substring(last.from(), last.to()));
  }
}
