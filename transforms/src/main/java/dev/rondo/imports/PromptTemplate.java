// What stands around a question in the prompt.
package dev.rondo.imports;

import dev.rondo.schema.InvalidInputException;
import java.io.Serializable;
import java.util.Optional;

/**
 * Text around a question, such as {@code {problem}\nPut the answer in \boxed{}.}; a policy's chat
 * template comes around all of it later.
 *
 * @param text holds {@link #PLACE} once
 */
public record PromptTemplate(String text) implements Serializable {
  /** Where the question goes. */
  public static final String PLACE = "{problem}";

  /** The question alone. */
  public static final PromptTemplate NONE = new PromptTemplate(PLACE);

  /** Checks that the question has one place. */
  public PromptTemplate {
    int at = text.indexOf(PLACE);
    if (at < 0 || text.indexOf(PLACE, at + 1) >= 0) {
      throw new InvalidInputException(
          "Cannot use prompt template: " + text + " (allowed: text with " + PLACE + " once)");
    }
  }

  /** The prompt of a question. */
  public String prompt(String question) {
    int at = text.indexOf(PLACE);
    return text.substring(0, at) + question + text.substring(at + PLACE.length());
  }

  /** The question of a prompt, or empty if the prompt is not of this template. */
  public Optional<String> question(String prompt) {
    int at = text.indexOf(PLACE);
    String before = text.substring(0, at);
    String after = text.substring(at + PLACE.length());
    return prompt.length() >= before.length() + after.length()
            && prompt.startsWith(before)
            && prompt.endsWith(after)
        ? Optional.of(prompt.substring(before.length(), prompt.length() - after.length()))
        : Optional.empty();
  }
}
