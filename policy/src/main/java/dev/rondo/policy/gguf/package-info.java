/**
 * Policies from GGUF files: the one file in which the ggml library keeps a model becomes a
 * checkpoint in the layout of Hugging Face.
 *
 * <p>Read {@link dev.rondo.policy.gguf.GgufCheckpoint} (the act), {@code GgufFile} (the head of a
 * file: metadata and where tensors lie), {@code ShapeReader} and {@code RopeReader} (metadata to
 * config.json), {@code TokenizerWriter} (metadata to tokenizer.json), {@code WeightWriter} with
 * {@code Blocks} (quantized blocks to safetensors).
 *
 * <p>Guarantees: weights are the same float32 numbers that ggml computes, or these rounded to
 * bfloat16; nothing that the file claims is believed before it is checked; whatever bytes a file
 * has, it is converted or refused in one line that names file and key or tensor.
 */
package dev.rondo.policy.gguf;
