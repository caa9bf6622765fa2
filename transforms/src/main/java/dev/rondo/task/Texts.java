// What the generated tasks have in common: the box, alphabets, rows.
package dev.rondo.task;

import dev.rondo.dataset.ProblemIds;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.List;

/** The box, alphabets and rows of generated tasks. */
final class Texts {
  /** Opens the answer. */
  static final String BOX = "\\boxed{";

  /** The same in a regular expression. */
  static final String BOX_PATTERN = "\\\\boxed\\{";

  static final String DIGITS = "0123456789";

  private Texts() {}

  /** Every character by itself, then the longer pieces, the box and its brace. */
  static List<String> alphabet(String characters, List<String> pieces) {
    List<String> alphabet = new ArrayList<>();
    characters.chars().forEach(c -> alphabet.add(Character.toString(c)));
    alphabet.addAll(pieces);
    alphabet.add(BOX);
    alphabet.add("}");
    return List.copyOf(alphabet);
  }

  /** An answer in its box. */
  static String boxed(String answer) {
    return BOX + answer + "}";
  }

  /** A row of a task. */
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

  /** Refuses settings outside the ranges of a task. */
  static void require(String task, int size, int smallest, int largest, double knownFacts) {
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
              + ")");
    }
    if (!(knownFacts >= 0 && knownFacts <= 1)) {
      throw new InvalidInputException(
          "Cannot make "
              + task
              + " problems with known-facts: "
              + knownFacts
              + " (allowed: 0 to 1)");
    }
  }
}
