// How the answer field of a data set is read.
package dev.rondo.imports;

import java.util.Optional;
import java.util.regex.Pattern;

/** How the text of an answer field becomes the reference answer. */
public enum AnswerRule {
  /** The text is the answer. */
  PLAIN {
    @Override
    Optional<String> answer(String text) {
      return Optional.of(text.strip());
    }
  },
  /**
   * The answer is what follows the last {@code ####}; commas inside numbers are left out. A worked
   * solution is what stands before, without the marks of a calculator ({@code <<2+3=5>>}), and ends
   * with the answer in a box.
   */
  HASHES {
    @Override
    Optional<String> answer(String text) {
      int mark = text.lastIndexOf(MARK);
      return mark < 0
          ? Optional.empty()
          : Optional.of(
              text.substring(mark + MARK.length())
                  .strip()
                  .replaceAll("(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", ""));
    }

    @Override
    String solution(String text) {
      int mark = text.lastIndexOf(MARK);
      String working = (mark < 0 ? text : text.substring(0, mark)).strip();
      working = CALCULATION.matcher(working).replaceAll("");
      return mark < 0 || working.isEmpty()
          ? working
          : working + "\n\\boxed{" + answer(text).orElseThrow() + "}";
    }
  },
  /** The answer is what stands in the last {@code \boxed} or {@code \fbox}. */
  BOXED {
    @Override
    Optional<String> answer(String text) {
      return LastBox.content(text).map(String::strip);
    }
  };

  private static final String MARK = "####";
  private static final Pattern CALCULATION = Pattern.compile("<<[^<>\n]*>>");

  /** The reference answer in a text, or empty if the text has none. */
  abstract Optional<String> answer(String text);

  /** The worked solution in a text; empty if the text has none. */
  String solution(String text) {
    return text.strip();
  }
}
