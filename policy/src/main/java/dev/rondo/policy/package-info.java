/**
 * The language model as sampler and scorer.
 *
 * <p>Read {@link dev.rondo.policy.Policy} and {@link dev.rondo.policy.SamplingSession} (what a
 * policy does), {@link dev.rondo.policy.SampleRequest}, {@link dev.rondo.policy.SampleKey} and
 * {@link dev.rondo.policy.Completion} (what goes in and comes out), {@link
 * dev.rondo.policy.DjlPolicy} (the implementation on libtorch). Text and token ids are in {@code
 * dev.rondo.policy.text}, files in {@code checkpoint} and {@code gguf}, the computation in {@code
 * program}.
 *
 * <p>Guarantees: a response's random numbers depend on its key and position only; the same batch
 * gives the same bytes, however its sampling is cut into calls; log-probabilities of sampling are
 * those of the untruncated softmax(logits / temperature).
 */
package dev.rondo.policy;
