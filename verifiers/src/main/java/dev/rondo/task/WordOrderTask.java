package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Words to be put in alphabetical order. They have three letters, a vowel in the middle, and begin
 * with different letters:
 *
 * <pre>{@code
 * rud bel zon=   ->   \boxed{bel rud zon}
 * }</pre>
 *
 * <p>The facts are the places of the 26 letters in the alphabet. The worked solutions know a share
 * of them; the words that begin with one of the other letters they put between the others at
 * random.
 */
public final class WordOrderTask implements TaskGenerator {
  private static final int MOST_WORDS = 5;
  private static final int LETTERS = 26;
  private static final String VOWELS = "aeiou";
  private static final String LAST_LETTERS = "dglmnprstx";
  private static final int TAILS = VOWELS.length() * LAST_LETTERS.length();
  private static final int WORD_LENGTH = 3;
  private static final Pattern WELL_FORMED =
      Pattern.compile(TaskTexts.BOX_PATTERN + "[a-z]{3}( [a-z]{3})+\\}");

  private final int words;
  private final KnownFacts facts;

  /**
   * @param words to be sorted, 2 to 5
   * @param knownFacts share of the letters whose place the worked solutions know, 0 to 1
   */
  public WordOrderTask(int words, double knownFacts) {
    this.words = TaskTexts.requireSize("word-order", words, 2, MOST_WORDS, "words");
    this.facts = new KnownFacts(LETTERS, knownFacts);
  }

  @Override
  public String source() {
    return String.format(Locale.ROOT, "word-order-%d", words);
  }

  @Override
  public String verifier() {
    return "word-order";
  }

  @Override
  public long problemCount() {
    long count = 1;
    for (int i = 0; i < words; i++) {
      count *= (long) (LETTERS - i) * TAILS;
    }
    return count;
  }

  @Override
  public Problem problem(long seed, long index) {
    List<String> given = given(new SeededPermutation(problemCount(), seed).at(index));
    List<String> written = new ArrayList<>();
    for (String word : given) {
      if (isKnown(seed, word)) {
        written.add(word);
      }
    }
    Collections.sort(written);
    for (int i = 0; i < words; i++) {
      if (!isKnown(seed, given.get(i))) {
        written.add(KnownFacts.guess(seed, index, i, written.size() + 1), given.get(i));
      }
    }
    String list = String.join(" ", given);
    return TaskTexts.problem(this, list + "=", list, TaskTexts.box(String.join(" ", written)));
  }

  private static List<String> lettersOfTheAlphabet() {
    List<String> letters = new ArrayList<>();
    for (char letter = 'a'; letter <= 'z'; letter++) {
      letters.add(String.valueOf(letter));
    }
    return letters;
  }

  /** The words that a number stands for; different numbers, different lists. */
  private List<String> given(long number) {
    long rest = number;
    List<String> firstLetters = lettersOfTheAlphabet();
    List<String> given = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      int tail = (int) (rest % TAILS);
      rest /= TAILS;
      String first = firstLetters.remove((int) (rest % firstLetters.size()));
      rest /= LETTERS - i;
      given.add(
          first
              + VOWELS.charAt(tail % VOWELS.length())
              + LAST_LETTERS.charAt(tail / VOWELS.length()));
    }
    return given;
  }

  /** Whether the student knows where a word belongs. */
  boolean isKnown(long seed, String word) {
    return facts.isKnown(seed, word.charAt(0) - 'a');
  }

  @Override
  public List<String> alphabet() {
    return TaskTexts.alphabet(String.join("", lettersOfTheAlphabet()) + " =");
  }

  @Override
  public int longestPromptTokens() {
    return words * (WORD_LENGTH + 1);
  }

  @Override
  public int longestSolutionTokens() {
    return 1 + words * (WORD_LENGTH + 1);
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }
}
