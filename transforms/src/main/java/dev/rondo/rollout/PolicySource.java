package dev.rondo.rollout;

import dev.rondo.policy.Policy;
import java.io.Serializable;

/**
 * Where a worker gets behavior policies from, in a form that travels to the workers. One model a
 * JVM: sources of the same digest give out the same one, and a source of several has one of them
 * open at a time.
 */
@FunctionalInterface
public interface PolicySource extends Serializable {

  /**
   * Takes a policy into use; closing it gives it back, whatever else still uses it.
   *
   * @param digest of the policy that a shard's plan names
   * @throws InterruptedException if the thread was interrupted while another policy was in use
   */
  Policy open(String digest) throws InterruptedException;
}
