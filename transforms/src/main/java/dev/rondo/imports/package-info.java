/**
 * Published data sets become problems: JSON, JSON Lines and Parquet files in, a problems dataset
 * out, every source row accepted or rejected with its reason.
 *
 * <p>Read in this order: {@link dev.rondo.imports.SourceFormat} (where the fields lie), {@link
 * dev.rondo.imports.JsonRows} and {@link dev.rondo.imports.SourceFile} (rows of a file), {@link
 * dev.rondo.imports.RowConverter} (one row to one candidate), {@link
 * dev.rondo.imports.NormalizedText}, {@link dev.rondo.imports.QuestionDigests}, {@link
 * dev.rondo.imports.RowKeys}, {@link dev.rondo.imports.Duplicates} and {@link
 * dev.rondo.imports.Decisions} (what is the same problem, and which rows leave for it), {@link
 * dev.rondo.imports.ImportPlan} with {@link dev.rondo.imports.ProblemForm} and {@link
 * dev.rondo.imports.Splits}, {@link dev.rondo.imports.ImportWriter} (files and commit), {@link
 * dev.rondo.imports.ImportTarget} (where they go, left as it was if the import fails), then the
 * Beam transform that wires them, {@link dev.rondo.imports.ImportProblems}.
 *
 * <p>Guarantees: rows in = accepted + rejected, asserted at commit; the bytes of the dataset are a
 * function of the source files and the plan, whatever runner and parallelism; memory does not grow
 * with what the rows say, and by 60 bytes for each; a bad row never stops the others; a reference
 * answer that its verifier cannot read is never accepted.
 */
package dev.rondo.imports;
