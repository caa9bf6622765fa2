package dev.rondo.rollout;

import dev.rondo.dataset.Receipt;
import java.io.Serializable;

/**
 * A shard that is complete.
 *
 * @param dataset directory of its dataset
 * @param receipt its receipt
 */
public record VerifiedShard(String dataset, Receipt receipt) implements Serializable {}
