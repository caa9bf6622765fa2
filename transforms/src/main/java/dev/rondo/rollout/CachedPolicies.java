package dev.rondo.rollout;

import dev.rondo.policy.Policy;
import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several committed policies in one job. A JVM has one of them in memory at a time: who wants
 * another one waits until the shards of the first are done, and the first is closed before the
 * other is loaded. Plans that name the policies one after the other make that happen once a policy.
 */
public final class CachedPolicies implements PolicySource {
  private static final long serialVersionUID = 1L;

  private final ArrayList<CachedPolicy> policies;

  /**
   * @param policies of different digests
   */
  public CachedPolicies(List<CachedPolicy> policies) {
    this.policies = new ArrayList<>(policies);
  }

  @Override
  public Policy open(String digest) throws InterruptedException {
    Set<String> keys = policies.stream().map(CachedPolicy::cacheKey).collect(Collectors.toSet());
    for (CachedPolicy policy : policies) {
      if (policy.digest().equals(digest)) {
        return policy.open(digest, keys);
      }
    }
    throw new InvalidInputException(
        "Cannot sample with policy "
            + digest
            + " (allowed: "
            + String.join(", ", policies.stream().map(CachedPolicy::digest).toList())
            + ")");
  }
}
