package dev.rondo.rollout;

import dev.rondo.policy.Policy;
import java.io.Serializable;

/**
 * Where a worker gets the behavior policy from, in a form that travels to the workers. One model a
 * JVM: sources of the same digest give out the same one.
 */
@FunctionalInterface
public interface PolicySource extends Serializable {

  /** Takes the policy into use; closing it gives it back, whatever else still uses it. */
  Policy open();
}
