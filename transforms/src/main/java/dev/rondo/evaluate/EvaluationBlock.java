package dev.rondo.evaluate;

import dev.rondo.dataset.Lineage;
import java.io.Serializable;

/**
 * One block of samples that an evaluation counts.
 *
 * @param directory of the dataset in its storage
 * @param lineage of the dataset; that of its manifest if it is committed, which another version of
 *     this program may have written
 * @param manifestDigest of the committed dataset; null if it is to be made
 */
public record EvaluationBlock(String directory, Lineage lineage, String manifestDigest)
    implements Serializable {

  /** Whether its samples are there. */
  public boolean isCommitted() {
    return manifestDigest != null;
  }
}
