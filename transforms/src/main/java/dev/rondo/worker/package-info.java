/**
 * What every step of a job needs at the place where its workers meet the runner.
 *
 * <p>Read in this order: {@link dev.rondo.worker.WorkFn} (what each DoFn is), {@link
 * dev.rondo.worker.Work} (each one's work goes through it), {@link
 * dev.rondo.worker.PermanentFailure} (what the runner's side provides), {@link
 * dev.rondo.worker.BuildDigest}.
 *
 * <p>Guarantees: a failure that trying again cannot mend reaches the runner marked as such, and no
 * other failure does; nothing of a job is done by a worker of another build than its driver's.
 */
package dev.rondo.worker;
