// Which of several rows with the same question stays.
package dev.rondo.imports;

import dev.rondo.verify.Verifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides over rows that state the same problem. Where their answers agree the first one stays and
 * the others are rejected as {@code duplicate}; where any two differ nobody knows which is right,
 * and all are rejected as {@code conflicting-answers}. A problem that a benchmark has too is
 * rejected as {@code in-benchmark}.
 */
final class Duplicates {
  private Duplicates() {}

  /**
   * Decides over the rows of one key.
   *
   * @param rows in any order
   * @param benchmarkProblem where a benchmark states the problem; null if none does
   * @return as many rows, in the order of the source
   */
  static List<Candidate> resolve(
      List<Candidate> rows,
      String benchmarkProblem,
      Verifier verifier,
      List<String> sourceFileNames) {
    List<Candidate> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingInt(Candidate::file).thenComparingLong(Candidate::row));
    List<Candidate> open = sorted.stream().filter(row -> !row.isRejected()).toList();
    if (open.isEmpty()) {
      return sorted;
    }
    Candidate first = open.get(0);
    Candidate conflicting =
        open.stream()
            .filter(row -> !RowConverter.isSame(verifier, first.answer(), row.answer()))
            .findFirst()
            .orElse(null);
    List<Candidate> decided = new ArrayList<>();
    for (Candidate row : sorted) {
      if (row.isRejected()) {
        decided.add(row);
      } else if (benchmarkProblem != null) {
        decided.add(row.rejected("in-benchmark", "The same problem is " + benchmarkProblem));
      } else if (conflicting != null) {
        Candidate other = row == first ? conflicting : first;
        decided.add(
            row.rejected(
                "conflicting-answers",
                "The answer is "
                    + shortened(row.answer())
                    + ", that of "
                    + place(other, sourceFileNames)
                    + " is "
                    + shortened(other.answer())));
      } else if (row != first) {
        decided.add(
            row.rejected("duplicate", "The same problem is " + place(first, sourceFileNames)));
      } else {
        decided.add(row);
      }
    }
    return decided;
  }

  private static String place(Candidate row, List<String> sourceFileNames) {
    return sourceFileNames.get(row.file()) + " line " + row.line();
  }

  private static String shortened(String answer) {
    return answer.length() > 60 ? answer.substring(0, 60) + "..." : answer;
  }
}
