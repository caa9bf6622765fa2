package dev.rondo.config;

import dev.rondo.policy.program.ComputeType;

/** What bounds the memory that training takes. */
public record MemorySettings(
    @Setting(
            meaning =
                "Token budget of one forward and backward pass: bounds memory; the gradient is the"
                    + " same but for its last bits. No sequence may be longer, so rondo init"
                    + " refuses what the longest prompt with the longest response exceeds.",
            unit = "tokens",
            byDefault = "2048",
            min = 1,
            max = 16777216,
            defaultFollows =
                "or 1024 more than `rollout.max-response-tokens` where that is more, and for a new"
                    + " policy the longest prompt and response",
            formerly = "train.micro-batch-tokens")
        int microBatchTokens,
    @Setting(
            meaning =
                "Whether the way back computes each layer's activations again instead of keeping"
                    + " them: less memory, a third more work.",
            byDefault = "false",
            formerly = "train.recompute")
        boolean recompute,
    @Setting(
            meaning =
                "Micro-batches of an update that are computed at the same time, each with"
                    + " compute.threads threads, a float32 gradient and activations of its own."
                    + " Puts processors to work that compute.threads leaves idle. Decides the last"
                    + " bits.",
            byDefault = "1",
            min = 1,
            max = 64,
            formerly = "train.workers")
        int workers,
    @Setting(
            meaning =
                "Type of the weights in forward and backward passes; masters and gradients are"
                    + " float32.",
            byDefault = "float32",
            formerly = "train.compute-type")
        ComputeType computeType,
    @Setting(
            meaning =
                "Type of the optimizer's moments; bfloat16 halves their memory and is rounded at"
                    + " random.",
            byDefault = "float32",
            formerly = "train.moment-type")
        ComputeType momentType) {}
