// Words put into alphabetical order.
package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Different words put into alphabetical order:
 *
 * <pre>{@code
 * net,cat,owl;   ->   \boxed{cat,net,owl}
 * }</pre>
 *
 * <p>Each word is one token that begins with a letter of its own, so the facts are which of two
 * words comes first. The student puts each word before the first one of its list that comes after
 * it, and tosses a coin over two words that it does not know.
 */
public final class WordOrderTask implements TaskGenerator {
  private static final List<String> WORDS =
      List.of(
          "ant", "bat", "cat", "dog", "elk", "fox", "gnu", "hen", "ink", "jay", "kit", "lap", "mug",
          "net", "owl", "pig", "quo", "rat", "sun", "tin", "urn", "van", "web", "xis", "yak",
          "zoo");
  private static final int PAIRS = WORDS.size() * (WORDS.size() - 1) / 2;

  private final int size;
  private final double knownFacts;
  private final Pattern wellFormed;

  /**
   * @param size words of a problem, 2 to 6
   * @param knownFacts share of the pairs that the worked solutions order right, 0 to 1
   */
  public WordOrderTask(int size, double knownFacts) {
    Texts.require("word-order", size, 2, 6, knownFacts);
    this.size = size;
    this.knownFacts = knownFacts;
    String word = "[a-z]{3}";
    this.wellFormed =
        Pattern.compile(Texts.BOX_PATTERN + word + ("," + word).repeat(size - 1) + "}");
  }

  @Override
  public String source() {
    return "word-order-" + size;
  }

  @Override
  public String verifier() {
    return "exact";
  }

  @Override
  public long problemCount() {
    long count = 1;
    for (int k = 0; k < size; k++) {
      count *= WORDS.size() - k;
    }
    return count;
  }

  @Override
  public Problem problem(long seed, long index) {
    long rest = new SeededPermutation(problemCount(), seed).at(index);
    List<Integer> left = new ArrayList<>();
    for (int word = 0; word < WORDS.size(); word++) {
      left.add(word);
    }
    List<Integer> given = new ArrayList<>();
    for (int k = 0; k < size; k++) {
      given.add(left.remove((int) (rest % left.size())));
      rest /= WORDS.size() - k;
    }
    Student student = new Student(seed, knownFacts);
    List<Integer> written = new ArrayList<>();
    int step = 0;
    for (int word : given) {
      int place = 0;
      while (place < written.size()
          && !isBefore(student, index, step++, word, written.get(place))) {
        place++;
      }
      written.add(place, word);
    }
    return Texts.problem(
        this,
        joined(given) + ";",
        joined(given.stream().sorted().toList()),
        Texts.boxed(joined(written)));
  }

  private static boolean isBefore(Student student, long index, int step, int word, int other) {
    int high = Math.max(word, other);
    int pair = high * (high - 1) / 2 + Math.min(word, other);
    return student.knows(pair, PAIRS) ? word < other : student.guess(index, step, 2) == 0;
  }

  private static String joined(List<Integer> words) {
    return String.join(",", words.stream().map(WORDS::get).toList());
  }

  @Override
  public List<String> alphabet() {
    return Texts.alphabet(",;", WORDS);
  }

  @Override
  public int longestPromptTokens() {
    return 2 * size;
  }

  @Override
  public int longestSolutionTokens() {
    return 2 * size - 1 + 2; // words and commas, box and brace
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return wellFormed.matcher(responseText).matches();
  }
}
