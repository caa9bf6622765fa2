package dev.rondo.task;

import dev.rondo.dataset.ProblemIds;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What all generated tasks have in common: the box, the alphabet, how a problem is put together.
 */
final class TaskTexts {
  static final String BOX = "\\boxed{";

  /** The beginning of a box in a regular expression. */
  static final String BOX_PATTERN = "\\\\boxed\\{";

  static final String DIGITS = "0123456789";

  private TaskTexts() {}

  /** The box and its closing brace. */
  static String box(String answer) {
    return BOX + answer + "}";
  }

  /** Single characters, then the box and its closing brace. */
  static List<String> alphabet(String characters) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < characters.length(); i++) {
      pieces.add(characters.substring(i, i + 1));
    }
    pieces.add(BOX);
    pieces.add("}");
    return List.copyOf(pieces);
  }

  /** A problem of a task; its id is that of its content. */
  static Problem problem(TaskGenerator task, String prompt, String answer, String solution) {
    return Problem.newBuilder()
        .setProblemId(ProblemIds.of(task.source(), prompt, answer))
        .setPrompt(prompt)
        .setAnswer(answer)
        .setVerifier(task.verifier())
        .setSource(task.source())
        .setSolution(solution)
        .build();
  }

  /** Refuses a size that a task does not have. */
  static int requireSize(String task, int size, int smallest, int largest, String unit) {
    if (size < smallest || size > largest) {
      throw new InvalidInputException(
          "Cannot make "
              + task
              + " problems of size: "
              + size
              + " (allowed: "
              + smallest
              + " to "
              + largest
              + " "
              + unit
              + ")");
    }
    return size;
  }
}
