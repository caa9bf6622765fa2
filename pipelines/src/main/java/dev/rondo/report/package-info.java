/**
 * What a run did, told to people: one page of HTML and one page of text.
 *
 * <p>Reading order: {@link dev.rondo.report.RunReport} (the facts), {@link
 * dev.rondo.report.RunReader} (where they come from), {@link dev.rondo.report.HtmlReport} with
 * {@code LineChart}, {@link dev.rondo.report.SummaryText}.
 *
 * <p>Guarantees: reads committed datasets and the metrics log, writes nothing else; the page is
 * self-contained and, up to its last section (times), the same bytes for the same datasets.
 */
package dev.rondo.report;
