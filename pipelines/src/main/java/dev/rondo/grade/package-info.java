/**
 * Judging answers in bulk, without Beam: JSON Lines in, JSON Lines out, as {@code rondo grade}
 * does.
 *
 * <p>Reading order: {@link dev.rondo.grade.GradeStream} (the loop), {@code GradeRequest} (one line
 * in), {@code GradeResult} (one line out), {@link dev.rondo.grade.GradeSummary}.
 *
 * <p>Guarantees: one line out for every line in, in the same order, whatever the number of threads;
 * a line that cannot be read becomes a line that says why and stops nothing; memory is bounded
 * however long the input is.
 */
package dev.rondo.grade;
