/**
 * What a run did, told to people: one page of HTML and one page of text.
 *
 * <p>Reading order: {@link dev.rondo.report.facts} (what is told), {@link dev.rondo.report.Report}
 * (the page's sections in their order), a section such as {@code HeldOutSection} (its numbers),
 * {@link dev.rondo.report.page} (how a page is written), {@link dev.rondo.report.SummaryText}.
 *
 * <p>Guarantees: writes nothing but the page and four event files for TensorBoard, each whole or
 * not at all, so that a run and whoever follows it may both write them; the page is self-contained
 * and the same bytes for the same directory.
 */
package dev.rondo.report;
