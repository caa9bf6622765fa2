package dev.rondo.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Policies shared by everything in one process that needs them: each is loaded once, by its digest,
 * counted while in use, and closed some time after its last use, or as soon as another one is to be
 * loaded. Thread-safe.
 *
 * <p>Invariant 1: a policy with a lease is open. Invariant 2: of one digest at most one policy is
 * open.
 */
public final class PolicyCache {
  private static final Duration DEFAULT_IDLE_TIME = Duration.ofMinutes(2);
  private static final PolicyCache SHARED = new PolicyCache(DEFAULT_IDLE_TIME);

  private final Duration idleTime;
  private final Map<String, Entry> entries = new HashMap<>();
  private final ScheduledThreadPoolExecutor timer;

  /** A policy in use; closing it, once or more often, gives it back. */
  public static final class Lease implements AutoCloseable {
    private final PolicyCache cache;
    private final Entry entry;
    private boolean isReturned;

    private Lease(PolicyCache cache, Entry entry) {
      this.cache = cache;
      this.entry = entry;
    }

    /** The policy; not to be closed by its users. */
    public Policy policy() {
      return entry.policy;
    }

    @Override
    public synchronized void close() {
      if (!isReturned) {
        isReturned = true;
        cache.release(entry);
      }
    }
  }

  /** One digest: the policy once it is loaded, and how many leases it has. */
  private static final class Entry {
    private Policy policy;
    private int leases;
    private ScheduledFuture<?> closing;
  }

  /**
   * @param idleTime how long a policy without leases stays open
   */
  PolicyCache(Duration idleTime) {
    this.idleTime = idleTime;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "policy-cache");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** The cache of this process. */
  public static PolicyCache shared() {
    return SHARED;
  }

  /**
   * The policy with this digest, loaded if it is not open. Others wait while one loads.
   *
   * @param loader called at most once per load; what it throws is thrown on, and nothing is kept
   */
  public synchronized Lease acquire(String digest, Supplier<? extends Policy> loader) {
    Entry entry = entries.get(digest);
    if (entry == null) {
      closeIdle();
      entry = new Entry();
      entry.policy = loader.get();
      entries.put(digest, entry);
    }
    if (entry.closing != null) {
      entry.closing.cancel(false);
      entry.closing = null;
    }
    entry.leases++;
    return new Lease(this, entry);
  }

  /**
   * As {@link #acquire}, once no other policy of a set has a lease: of the set at most one is open.
   *
   * @param digests of the policies that are used one after the other; this one may be among them
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public synchronized Lease acquireAlone(
      String digest, Set<String> digests, Supplier<? extends Policy> loader)
      throws InterruptedException {
    while (isAnotherLeased(digest, digests)) {
      wait();
    }
    return acquire(digest, loader);
  }

  private boolean isAnotherLeased(String digest, Set<String> digests) {
    for (Map.Entry<String, Entry> open : entries.entrySet()) {
      if (!open.getKey().equals(digest)
          && digests.contains(open.getKey())
          && open.getValue().leases > 0) {
        return true;
      }
    }
    return false;
  }

  /** Closes every policy that has no lease. */
  public synchronized void closeIdle() {
    List<Policy> idle = new ArrayList<>();
    for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (entry.leases == 0) {
        if (entry.closing != null) {
          entry.closing.cancel(false);
        }
        idle.add(entry.policy);
        all.remove();
      }
    }
    idle.forEach(Policy::close);
  }

  private synchronized void release(Entry entry) {
    entry.leases--;
    if (entry.leases == 0) {
      notifyAll();
      entry.closing =
          timer.schedule(() -> closeIfIdle(entry), idleTime.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void closeIfIdle(Entry entry) {
    if (entry.leases == 0 && entries.values().remove(entry)) {
      entry.policy.close();
    }
  }
}
