/**
 * The learner: reads committed shards of rollouts and publishes policies. Knows no Beam; meets the
 * pipelines only in files.
 *
 * <p>Read in this order: {@link dev.rondo.trainer.TrainRound} (one round), {@link
 * dev.rondo.trainer.batch} (what it reads), {@link dev.rondo.trainer.network} (what it trains),
 * {@link dev.rondo.trainer.objective} (what it descends), {@link dev.rondo.trainer.WarmStart}
 * (supervised training, before round 1 and as a control), {@link dev.rondo.trainer.state} (what it
 * carries on), {@link dev.rondo.trainer.metrics} (what it logs).
 *
 * <p>Guarantees: weights and trainer state are published under one manifest, written last; a kill
 * before it repeats the work with equal bytes, in one numeric class; nothing committed holds a
 * clock, a host or an order of arrival.
 */
package dev.rondo.trainer;
