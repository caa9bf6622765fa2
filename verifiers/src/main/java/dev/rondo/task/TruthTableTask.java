package dev.rondo.task;

import dev.rondo.schema.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Truth tables of formulas in two variables, evaluated from left to right. A variable stands for
 * its column over the four cases 00, 01, 10, 11; each step combines two columns case by case:
 *
 * <pre>{@code
 * a&!b>b=   ->   0011&1010=0010;0010>0101=1101;\boxed{1101}
 * }</pre>
 *
 * <p>Connectives: {@code &} and, {@code |} or, {@code ^} either or, {@code >} implies, {@code <} is
 * implied by, {@code ~} is equivalent to. With the truth values of both sides they are 24 facts;
 * the worked solutions know a share of them and guess a truth value where another one comes up.
 */
public final class TruthTableTask implements TaskGenerator {
  private static final int MOST_OPERANDS = 6;
  private static final String CONNECTIVES = "&|^><~";
  private static final String[] LITERALS = {"a", "b", "!a", "!b"};
  private static final String[] COLUMNS = {"0011", "0101", "1100", "1010"};
  private static final int CASES = 4;
  private static final Pattern WELL_FORMED =
      Pattern.compile("([01]{4}[&|^><~][01]{4}=[01]{4};)+" + TaskTexts.BOX_PATTERN + "[01]{4}\\}");

  private final int operands;
  private final KnownFacts facts;
  private final long problemCount;

  /**
   * @param operands variables in a formula, 2 to 6
   * @param knownFacts share of the 24 facts that the worked solutions get right, 0 to 1
   */
  public TruthTableTask(int operands, double knownFacts) {
    this.operands = TaskTexts.requireSize("truth-table", operands, 2, MOST_OPERANDS, "operands");
    this.facts = new KnownFacts(CONNECTIVES.length() * CASES, knownFacts);
    this.problemCount =
        Math.round(
            LITERALS.length * Math.pow(LITERALS.length * CONNECTIVES.length(), operands - 1));
  }

  @Override
  public String source() {
    return String.format(Locale.ROOT, "truth-table-%d", operands);
  }

  @Override
  public String verifier() {
    return "truth-table";
  }

  @Override
  public long problemCount() {
    return problemCount;
  }

  @Override
  public Problem problem(long seed, long index) {
    long rest = new SeededPermutation(problemCount, seed).at(index);
    int literal = (int) (rest % LITERALS.length);
    rest /= LITERALS.length;
    StringBuilder formula = new StringBuilder(LITERALS[literal]);
    StringBuilder solution = new StringBuilder();
    String written = COLUMNS[literal];
    for (int step = 1; step < operands; step++) {
      literal = (int) (rest % LITERALS.length);
      rest /= LITERALS.length;
      int connective = (int) (rest % CONNECTIVES.length());
      rest /= CONNECTIVES.length();
      char sign = CONNECTIVES.charAt(connective);
      formula.append(sign).append(LITERALS[literal]);
      solution.append(written).append(sign).append(COLUMNS[literal]).append('=');
      written = write(seed, index, step, connective, written, COLUMNS[literal]);
      solution.append(written).append(';');
    }
    solution.append(TaskTexts.box(written));
    return TaskTexts.problem(this, formula + "=", formula.toString(), solution.toString());
  }

  /** Whether the student knows what a connective makes of two truth values. */
  boolean isKnown(long seed, char connective, boolean left, boolean right) {
    return isKnown(seed, CONNECTIVES.indexOf(connective), left, right);
  }

  private boolean isKnown(long seed, int connective, boolean left, boolean right) {
    return facts.isKnown(seed, connective * CASES + (left ? 2 : 0) + (right ? 1 : 0));
  }

  private String write(long seed, long index, int step, int connective, String left, String right) {
    StringBuilder column = new StringBuilder();
    for (int row = 0; row < CASES; row++) {
      boolean p = left.charAt(row) == '1';
      boolean q = right.charAt(row) == '1';
      boolean value =
          isKnown(seed, connective, p, q)
              ? apply(CONNECTIVES.charAt(connective), p, q)
              : KnownFacts.guess(seed, index, step * CASES + row, 2) == 1;
      column.append(value ? '1' : '0');
    }
    return column.toString();
  }

  private static boolean apply(char connective, boolean p, boolean q) {
    return switch (connective) {
      case '&' -> p && q;
      case '|' -> p || q;
      case '^' -> p != q;
      case '>' -> !p || q;
      case '<' -> p || !q;
      default -> p == q;
    };
  }

  @Override
  public List<String> alphabet() {
    return TaskTexts.alphabet("01ab!=;" + CONNECTIVES);
  }

  @Override
  public int longestPromptTokens() {
    return 3 * operands;
  }

  @Override
  public int longestSolutionTokens() {
    int step = "0011&0101=0001;".length();
    return step * (operands - 1) + 1 + CASES + 1;
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }
}
