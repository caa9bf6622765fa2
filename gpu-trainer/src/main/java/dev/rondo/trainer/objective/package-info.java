/**
 * What the policy is trained towards, as pure functions in double: log-probabilities and labels of
 * whole groups in, the loss and its derivative by every log-probability out. No model, no tensor,
 * no input or output.
 *
 * <p>Read in this order: {@link dev.rondo.trainer.objective.GroupBatch} (what goes in), {@link
 * dev.rondo.trainer.objective.Objective}, {@link dev.rondo.trainer.objective.ObjectiveValue} (what
 * comes out), {@link dev.rondo.trainer.objective.PacsObjective} (the paper's equations).
 *
 * <p>Guarantees: groups are independent given the {@link dev.rondo.trainer.objective.UpdateTotals},
 * so a batch may be cut between groups in any way and losses, coefficients and metrics of the parts
 * add up to those of the whole; the same input gives the same bits.
 */
package dev.rondo.trainer.objective;
