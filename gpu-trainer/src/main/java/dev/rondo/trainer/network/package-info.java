/**
 * What is trained: networks on a device with everything that an optimizer keeps beside their
 * weights. Knows no objective, no round and no policy directory.
 *
 * <p>Read in this order: {@link dev.rondo.trainer.network.Learner} (the policy) and {@link
 * dev.rondo.trainer.network.Critic} (PPO's value function), both of which hand their weights to
 * {@link dev.rondo.trainer.network.TrainedArrays}, the one owner of weights, moments, steps and
 * gradients; {@link dev.rondo.trainer.network.Adapters} (low-rank matrices to train instead of the
 * weights); {@link dev.rondo.trainer.network.MemorySettings} (what bounds their memory; see
 * docs/memory.md) and {@link dev.rondo.trainer.network.TrainingMemory} (how much that is); {@link
 * dev.rondo.trainer.network.Workers} (micro-batches side by side).
 *
 * <p>Guarantees: a gradient that is not finite changes no weight and no moment; tensors go to files
 * one at a time; gradients of workers are added in a fixed order.
 */
package dev.rondo.trainer.network;
