package dev.rondo.run;

import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.ProblemTally;
import dev.rondo.schema.SamplingSettings;
import java.util.List;

/** Summaries of evaluations for tests of plans, which look at the number of samples alone. */
final class Summaries {
  private Summaries() {}

  /** The bytes of a summary of one problem. */
  static byte[] of(int samples) {
    EvaluationSubject subject =
        new EvaluationSubject(
            "held-out",
            "a".repeat(64),
            "b".repeat(64),
            new SamplingSettings(1, 1, 0, 8),
            "exact@1");
    ProblemTally tally = new ProblemTally("p", samples, 0, 0, 0, 0, null, samples);
    return EvaluationSummary.of(subject, List.of(tally), List.of(1)).toJson();
  }
}
