// Which of several rows with the same question stays.
package dev.rondo.imports;

import dev.rondo.imports.RowKeys.RowKey;
import dev.rondo.verify.Verifier;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Decides over rows that state the same problem. Where their answers agree the first one stays and
 * the others are rejected as {@code duplicate}; where any two differ nobody knows which is right,
 * and all are rejected as {@code conflicting-answers}. A problem that a benchmark has too is
 * rejected as {@code in-benchmark}.
 *
 * <p>Rows are walked through several times and never held: of each question only its first row and
 * the first one that contradicts it are.
 */
final class Duplicates {

  /** The rows of one question. */
  private static final class Question {
    private final String inBenchmark;
    private RowKey first;
    private RowKey conflicting;

    Question(RowKey first, String inBenchmark) {
      this.first = first;
      this.inBenchmark = inBenchmark;
    }
  }

  private final List<byte[]> packs;
  private final UnaryOperator<String> benchmarks;
  private final Verifier verifier;
  private final List<String> fileNames;
  private final Map<String, Question> questions = new HashMap<>();

  /**
   * Of rows that hold all rows of each of their questions.
   *
   * @param packs of {@link RowKeys}, in any order
   * @param benchmarks key of a question to the place where a benchmark states it, or null
   * @param fileNames names of the source files
   */
  Duplicates(
      List<byte[]> packs,
      UnaryOperator<String> benchmarks,
      Verifier verifier,
      List<String> fileNames) {
    this.packs = packs;
    this.benchmarks = benchmarks;
    this.verifier = verifier;
    this.fileNames = fileNames;
  }

  /** The decisions by file; every file of a pack is there. */
  TreeMap<Integer, Decisions> resolve() throws IOException {
    for (byte[] pack : packs) {
      RowKeys.forEach(pack, this::findFirst);
    }
    for (byte[] pack : packs) {
      RowKeys.forEach(pack, this::findConflicting);
    }
    TreeMap<Integer, Decisions> decisions = new TreeMap<>();
    for (byte[] pack : packs) {
      Decisions ofFile = decisions.computeIfAbsent(RowKeys.fileOf(pack), file -> new Decisions());
      RowKeys.forEach(pack, row -> decide(row, ofFile));
    }
    return decisions;
  }

  private void findFirst(RowKey row) {
    Question question = questions.get(row.key());
    if (question == null) {
      questions.put(row.key(), new Question(row, benchmarks.apply(row.key())));
    } else if (row.place().isBefore(question.first.place())) {
      question.first = row;
    }
  }

  private void findConflicting(RowKey row) {
    Question question = questions.get(row.key());
    boolean isEarliest =
        question.conflicting == null || row.place().isBefore(question.conflicting.place());
    if (isEarliest && !RowConverter.isSame(verifier, question.first.answer(), row.answer())) {
      question.conflicting = row;
    }
  }

  private void decide(RowKey row, Decisions decisions) throws IOException {
    Question question = questions.get(row.key());
    boolean isFirst = row.equals(question.first);
    if (question.inBenchmark != null) {
      decisions.add(row, "in-benchmark", "The same problem is " + question.inBenchmark);
    } else if (question.conflicting != null) {
      RowKey other = isFirst ? question.conflicting : question.first;
      decisions.add(
          row,
          "conflicting-answers",
          "The answer is "
              + shortened(row.answer())
              + ", that of "
              + fileNames.get(other.place().file())
              + " line "
              + other.place().line()
              + " is "
              + shortened(other.answer()));
    } else if (!isFirst) {
      decisions.addDuplicate(row, question.first);
    }
  }

  private static String shortened(String answer) {
    return answer.length() > 60 ? answer.substring(0, 60) + "..." : answer;
  }
}
