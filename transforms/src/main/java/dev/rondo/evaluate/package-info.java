/**
 * What an evaluation says: pass@k from stored verdicts, with intervals, and the paired comparison
 * of two policies on the same problems.
 *
 * <p>Read in this order: {@link dev.rondo.evaluate.ProblemTally} (what was counted), {@link
 * dev.rondo.evaluate.PassAtK} (the estimator), {@link dev.rondo.evaluate.MeanIntervals}
 * (intervals), {@link dev.rondo.evaluate.EvaluationSummary} ({@code pass-at-k.json}), {@link
 * dev.rondo.evaluate.PairedComparison}, {@link dev.rondo.evaluate.EvaluationPlanner} (which samples
 * are there, which are drawn).
 *
 * <p>Guarantees: every number is a pure function of the tallies and a seed; tallies of blocks of
 * samples add up, so samples can be added later without repeating any.
 */
package dev.rondo.evaluate;
