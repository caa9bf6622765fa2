/**
 * The rollout job, one step a class: plan shards, make each, commit.
 *
 * <p>Read in this order: {@link dev.rondo.rollout.ShardPlan} (what decides a shard's bytes), {@link
 * dev.rondo.rollout.ShardSampler}, {@link dev.rondo.rollout.ShardVerifier}, {@link
 * dev.rondo.rollout.ShardMaker} (both, and what is kept if judging fails), {@link
 * dev.rondo.rollout.DatasetCommitter} (the plain logic), then the Beam transforms that wire them:
 * {@link dev.rondo.rollout.PlanShards}, {@link dev.rondo.rollout.MakeShards}, {@link
 * dev.rondo.rollout.CommitManifest}. Re-verification is {@link dev.rondo.rollout.ReverifyPlan},
 * {@link dev.rondo.rollout.ShardReverifier}, {@link dev.rondo.rollout.ReverifyRollouts} and {@link
 * dev.rondo.rollout.LabelDifferences}.
 *
 * <p>Guarantees: one element is one shard, and only plans and receipts travel; a shard's bytes are
 * a function of its plan and the policy, whatever runner, parallelism, worker or attempt makes it;
 * a shard with a receipt is not made again; groups stay whole, and accepted + rejected = planned is
 * asserted at commit; the manifest is written last.
 */
package dev.rondo.rollout;
