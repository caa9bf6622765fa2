package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PolicyCacheTest {
  private final PolicyCache cache = new PolicyCache(Duration.ofHours(1));

  @Test
  void onePolicyIsSharedByAllWhoNeedIt() {
    ScriptedPolicy policy = policy();
    try (PolicyCache.Lease first = cache.acquire("a", () -> policy);
        PolicyCache.Lease second = cache.acquire("a", PolicyCacheTest::policy)) {
      assertThat(first.policy()).isSameAs(policy);
      assertThat(second.policy()).isSameAs(policy);
    }
    assertThat(policy.isClosed()).isFalse();
  }

  @Test
  void anIdlePolicyIsClosedBeforeAnotherIsLoadedAndALeasedOneIsNot() {
    ScriptedPolicy idle = policy();
    ScriptedPolicy leased = policy();
    cache.acquire("idle", () -> idle).close();
    try (PolicyCache.Lease lease = cache.acquire("leased", () -> leased)) {
      assertThat(idle.isClosed()).isTrue();
      cache.acquire("other", PolicyCacheTest::policy).close();
      assertThat(lease.policy()).isSameAs(leased);
      assertThat(leased.isClosed()).isFalse();
    }
    cache.closeIdle();
    assertThat(leased.isClosed()).isTrue();
  }

  @Test
  void ofPoliciesThatAreUsedAloneTheNextIsLoadedWhenThePreviousIsClosed() throws Exception {
    ScriptedPolicy first = policy();
    Set<String> both = Set.of("a", "b");
    PolicyCache.Lease one = cache.acquireAlone("a", both, () -> first);
    PolicyCache.Lease two = cache.acquireAlone("a", both, PolicyCacheTest::policy);
    AtomicBoolean wasClosed = new AtomicBoolean();
    Thread other =
        new Thread(
            () -> {
              try {
                cache
                    .acquireAlone(
                        "b",
                        both,
                        () -> {
                          wasClosed.set(first.isClosed());
                          return policy();
                        })
                    .close();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    other.start();
    while (other.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    cache.acquireAlone("elsewhere", Set.of(), PolicyCacheTest::policy).close();
    one.close();
    assertThat(first.isClosed()).isFalse();
    two.close();
    other.join();
    assertThat(wasClosed).isTrue();
  }

  @Test
  void aLeaseThatIsClosedTwiceCountsOnce() {
    ScriptedPolicy policy = policy();
    PolicyCache.Lease lease = cache.acquire("a", () -> policy);
    try (PolicyCache.Lease other = cache.acquire("a", () -> policy)) {
      lease.close();
      lease.close();
      cache.closeIdle();
      assertThat(other.policy()).isSameAs(policy);
      assertThat(policy.isClosed()).isFalse();
    }
  }

  @Test
  void aPolicyIsClosedSomeTimeAfterItsLastUse() throws InterruptedException {
    ScriptedPolicy policy = policy();
    new PolicyCache(Duration.ofMillis(1)).acquire("a", () -> policy).close();
    for (int i = 0; i < 1000 && !policy.isClosed(); i++) {
      Thread.sleep(10);
    }
    assertThat(policy.isClosed()).isTrue();
  }

  @Test
  void aFailedLoadLeavesNothingBehind() {
    assertThatThrownBy(
            () ->
                cache.acquire(
                    "a",
                    () -> {
                      throw new InvalidInputException("Cannot read policy: x (allowed: y)");
                    }))
        .isInstanceOf(InvalidInputException.class);
    ScriptedPolicy policy = policy();
    try (PolicyCache.Lease lease = cache.acquire("a", () -> policy)) {
      assertThat(lease.policy()).isSameAs(policy);
    }
  }

  private static ScriptedPolicy policy() {
    return new ScriptedPolicy((prompt, key) -> "1");
  }
}
