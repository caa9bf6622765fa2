/**
 * A run: its directory, what can be done next, and the loop that does it.
 *
 * <p>Read in this order: {@link dev.rondo.run.RunDirectory} (the directory is the whole state),
 * {@link dev.rondo.run.Action}, {@link dev.rondo.run.Plan} (a pure function of the directory),
 * {@link dev.rondo.run.RoundLoop}, {@link dev.rondo.run.RunActions} (how an action is done), {@link
 * dev.rondo.run.RunPlans} (what a job is to make), {@link dev.rondo.run.MemoryPlan} (what it takes
 * of the machine).
 *
 * <p>Guarantees: a run that is killed at any instant and started again goes on, and ends with the
 * same datasets, byte for byte; two processes on one run do no harm to each other.
 */
package dev.rondo.run;
