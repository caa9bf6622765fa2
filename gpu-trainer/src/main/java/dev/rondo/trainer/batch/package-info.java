/**
 * What is trained on: token sequences in flat arrays, and how they are cut for one pass. Knows no
 * network.
 *
 * <p>Read in this order: {@link dev.rondo.trainer.batch.CommittedShards} (the files of a round),
 * {@link dev.rondo.trainer.batch.ShardReader} and {@link dev.rondo.trainer.batch.RolloutShard} (one
 * of them in memory), {@link dev.rondo.trainer.batch.WorkedSolutions} (the supervised corpus),
 * {@link dev.rondo.trainer.batch.MicroBatchPlan} (which sequences go together) and {@link
 * dev.rondo.trainer.batch.PackedBatch} (how).
 *
 * <p>Guarantees: what goes together is decided by rule and settings, never by arrival; a row that
 * breaks an invariant is refused with its file.
 */
package dev.rondo.trainer.batch;
