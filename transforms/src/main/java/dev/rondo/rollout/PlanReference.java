package dev.rondo.rollout;

import dev.rondo.dataset.Lineage;
import java.io.Serializable;

/**
 * Where a dataset's plan lies: what a job carries in place of the plan, of the same size whatever
 * is planned.
 *
 * @param directory of the dataset in its storage
 * @param digest of the plan
 * @param headBytes length of the first line of the plan's file, which the digest is of
 * @param shardCount shards of the dataset
 * @param lineage of the dataset
 */
public record PlanReference(
    String directory, String digest, int headBytes, int shardCount, Lineage lineage)
    implements Serializable {}
