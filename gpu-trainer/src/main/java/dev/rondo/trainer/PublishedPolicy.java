// What training leaves behind.
package dev.rondo.trainer;

/**
 * A committed policy.
 *
 * @param directory where it lies in the storage
 * @param digest its manifest's digest
 * @param updates updates that made it from its parent
 */
public record PublishedPolicy(String directory, String digest, int updates) {}
