/**
 * What every step of a job needs at the place where its workers meet the runner.
 *
 * <p>Read in this order: {@link dev.rondo.worker.Work} (each DoFn's work goes through it), {@link
 * dev.rondo.worker.PermanentFailure} (what the runner's side provides).
 *
 * <p>Guarantees: a failure that trying again cannot mend reaches the runner marked as such; no
 * other failure does.
 */
package dev.rondo.worker;
