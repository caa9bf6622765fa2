/**
 * Generated tasks: problems with worked solutions and exact answers, as many as a run wants, from a
 * seed.
 *
 * <p>Read in this order: {@link dev.rondo.task.TaskGenerator}, {@link
 * dev.rondo.task.LastDigitTask}, {@link dev.rondo.task.EquationTask}, {@link
 * dev.rondo.task.BaseConversionTask}, {@link dev.rondo.task.LogicTask}, {@link
 * dev.rondo.task.WordOrderTask}, {@link dev.rondo.task.CountdownTask}, {@link
 * dev.rondo.task.Student} (who writes their worked solutions), {@link dev.rondo.task.TaskSplit}
 * (held-out problems, demonstrations and training problems, no problem in two of them), {@link
 * dev.rondo.task.SeededPermutation}.
 *
 * <p>Guarantee: a problem is a pure function of (task, seed, index), and two indices never give the
 * same problem.
 */
package dev.rondo.task;
