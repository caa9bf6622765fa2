package dev.rondo.dataset;

import java.io.Serializable;

/**
 * One committed file of a dataset.
 *
 * @param path relative to the dataset's directory, with {@code /}
 * @param bytes size of the file
 * @param sha256 SHA-256 of the file's bytes, lower-case hex: integrity
 * @param rows number of rows; 0 for a file that has none (weights, tokenizer)
 * @param rowDigest SHA-256 over the decoded rows in canonical encoding, lower-case hex: identity,
 *     whatever library wrote the file; null for a file without rows
 */
public record FileEntry(String path, long bytes, String sha256, long rows, String rowDigest)
    implements Serializable {}
