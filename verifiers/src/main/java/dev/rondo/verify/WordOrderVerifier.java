package dev.rondo.verify;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges lists of words that are to be put in order. The reference answer is the words in any
 * order, lower-case ASCII letters, one blank between two; the answer must be the same words, each
 * as often, in alphabetical order.
 *
 * <p>Reasons: those of {@link StrictBoxVerifier}, and {@code other-words}, {@code not-in-order}
 * (INCORRECT).
 */
public final class WordOrderVerifier extends StrictBoxVerifier {
  private static final int MOST_CHARACTERS = 10_000;
  private static final Pattern BLANK = Pattern.compile(" ");

  @Override
  public String name() {
    return "word-order";
  }

  @Override
  String judge(String answer, String extracted) {
    if (!isList(extracted)) {
      return UNREADABLE;
    }
    String[] words = BLANK.split(extracted);
    String[] sorted = words.clone();
    Arrays.sort(sorted);
    String[] wanted = BLANK.split(answer);
    Arrays.sort(wanted);
    if (!Arrays.equals(sorted, wanted)) {
      return "other-words";
    }
    return Arrays.equals(words, wanted) ? EQUAL : "not-in-order";
  }

  /** Words with exactly one blank between two. */
  private static boolean isList(String text) {
    boolean afterLetter = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = c >= 'a' && c <= 'z';
      if (!isLetter && (c != ' ' || !afterLetter)) {
        return false;
      }
      afterLetter = isLetter;
    }
    return afterLetter && text.length() <= MOST_CHARACTERS;
  }

  @Override
  public Optional<String> checkReference(String answer) {
    return answer != null && isList(answer.strip())
        ? Optional.empty()
        : Optional.of(
            "Cannot compare with reference answer: "
                + answer
                + " (allowed: words of letters a to z, one blank between two, at most "
                + MOST_CHARACTERS
                + " characters)");
  }
}
