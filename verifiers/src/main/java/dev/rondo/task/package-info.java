/**
 * Generated tasks: problems with worked solutions and exact answers, as many as a run wants, from a
 * seed.
 *
 * <p>Read in this order: {@link dev.rondo.task.TaskGenerator}, {@link dev.rondo.task.KnownFacts}
 * (the student who writes the worked solutions and does not know everything), {@link
 * dev.rondo.task.LastDigitTask}; the other families {@link dev.rondo.task.CountdownTask}, {@link
 * dev.rondo.task.LinearEquationTask}, {@link dev.rondo.task.BaseConversionTask}, {@link
 * dev.rondo.task.WordOrderTask}, {@link dev.rondo.task.TruthTableTask}; {@link
 * dev.rondo.task.WordProblemTask} for policies that read English, with its {@link
 * dev.rondo.task.StoryPlan} (the arithmetic), {@link dev.rondo.task.Story} and {@link
 * dev.rondo.task.StoryTexts} (the sentences); {@link dev.rondo.task.TaskSplit} (held-out problems,
 * demonstrations and training problems, no problem in two of them), {@link
 * dev.rondo.task.SeededPermutation}.
 *
 * <p>Guarantee: a problem is a pure function of (task, seed, index), and two indices never give the
 * same problem. The reference answer is always right; a worked solution may be wrong where the
 * student guesses.
 */
package dev.rondo.task;
