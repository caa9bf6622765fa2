/**
 * What Rondo does besides its rounds, one class a program; the command line only reads options and
 * prints. Given directories in, committed datasets or judged lines out.
 *
 * <p>Read in this order: {@link dev.rondo.programs.PolicyEvaluation}, {@link
 * dev.rondo.programs.DatasetTraining}, {@link dev.rondo.programs.Reverification}, {@link
 * dev.rondo.programs.ProblemImport}, {@link dev.rondo.programs.CheckpointAdoption}, {@link
 * dev.rondo.programs.PromptView}, {@link dev.rondo.programs.GradeStream} (JSON Lines in and out,
 * without Beam; {@code GradeRequest} is a line in, {@code GradeResult} a line out).
 *
 * <p>Guarantees: a program that is killed and started again goes on and ends with the same bytes;
 * done twice it changes nothing; a target that holds something else is refused. Grading answers
 * every line in order, whatever the number of threads, with bounded memory.
 */
package dev.rondo.programs;
