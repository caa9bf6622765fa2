/**
 * The log of numbers that a run leaves behind: {@link dev.rondo.trainer.metrics.MetricsLog}, one
 * JSON object a line, each with the position it belongs to ({@link
 * dev.rondo.trainer.metrics.MetricsPosition}). The same numbers go into TensorBoard event files
 * beside it ({@code EventFile}).
 *
 * <p>Guarantees: rows of one phase are in ascending order of position and none is there twice, also
 * after a kill and a resume. Times stand in files of their own, so that the log of a run and its
 * event files are the same bytes however often the run was killed.
 */
package dev.rondo.trainer.metrics;
