package dev.rondo.programs;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a stream of lines came to: counts by verdict and by reason. Not thread-safe. */
public final class GradeSummary {
  private final Map<String, Long> byVerdict = new TreeMap<>();
  private final Map<String, Long> byReason = new TreeMap<>();
  private long lines;
  private long rejected;

  void add(GradeResult result) {
    lines++;
    if (result.isJudged()) {
      byVerdict.merge(result.verdictName(), 1L, Long::sum);
      byReason.merge(result.reason(), 1L, Long::sum);
    } else {
      rejected++;
    }
  }

  /** Lines read. */
  public long lines() {
    return lines;
  }

  /** Lines that could not be judged. */
  public long rejected() {
    return rejected;
  }

  /** For people: one line with the verdicts, one with the reasons. */
  public String text() {
    String verdicts =
        lines
            + " lines: "
            + count("correct")
            + " correct, "
            + count("incorrect")
            + " incorrect, "
            + count("unknown")
            + " unknown, "
            + rejected
            + " rejected";
    String reasons =
        byReason.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return reasons.isEmpty() ? verdicts : verdicts + System.lineSeparator() + "reasons: " + reasons;
  }

  private long count(String verdict) {
    return byVerdict.getOrDefault(verdict, 0L);
  }
}
