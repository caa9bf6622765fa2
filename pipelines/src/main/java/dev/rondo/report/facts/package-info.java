/**
 * What a run did, as data: the facts that its report and its summary tell.
 *
 * <p>Reading order: {@link dev.rondo.report.facts.RunFacts} with {@link
 * dev.rondo.report.facts.RoundFacts} and {@link dev.rondo.report.facts.SampleRollout}, {@link
 * dev.rondo.report.facts.RunReader} (where each comes from), {@code RoundReader}, {@code
 * SampleReader}, {@code TokenPieces}.
 *
 * <p>Guarantees: reads manifests, summaries, the metrics log, and of the rollouts the columns that
 * are counted, never whole datasets; one row is in memory at a time; the same directory gives the
 * same facts.
 */
package dev.rondo.report.facts;
