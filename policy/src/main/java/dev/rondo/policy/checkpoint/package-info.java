/**
 * Policies as files, in the layout of Hugging Face checkpoints.
 *
 * <p>Read {@link dev.rondo.policy.checkpoint.ModelConfig} (the shape and the weights that follow
 * from it), {@link dev.rondo.policy.checkpoint.Safetensors} (the weights' file format), {@link
 * dev.rondo.policy.checkpoint.ModelInitializer} (random first weights).
 *
 * <p>Guarantees: a damaged or foreign file is refused in one line that names file and tensor or
 * field; the same content gives the same bytes.
 */
package dev.rondo.policy.checkpoint;
