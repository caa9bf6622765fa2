/**
 * A page of a report as a list of typed sections, and the one writer of its HTML.
 *
 * <p>Reading order: {@link dev.rondo.report.page.Page}, {@link dev.rondo.report.page.Section},
 * {@link dev.rondo.report.page.Block} (what a section is made of), {@link
 * dev.rondo.report.page.Chart}, {@link dev.rondo.report.page.PageWriter}, {@code HtmlWriter} (the
 * one place that escapes), {@code PageScript} (what the browser runs).
 *
 * <p>Guarantees: text from anywhere is escaped, its direction of writing ends with it, and
 * characters that a browser obeys are shown; the file asks nothing of the network and says so in
 * its content security policy; the same page gives the same bytes.
 */
package dev.rondo.report.page;
