package dev.rondo.pipelines;

import dev.rondo.rollout.CachedPolicy;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.ShardSampler;
import dev.rondo.rollout.Spool;
import dev.rondo.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Samples the shards of a run's first round, writes their rows and nothing else, without a runner:
 * some threads, each with one shard at a time. What a job takes longer than this is what the job
 * costs. Arguments: the run, the number of threads. Prints the seconds from the loaded policy to
 * the last shard.
 */
final class BareSampler {
  private BareSampler() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    RunDirectory run = RunDirectory.open(Path.of(arguments[0]));
    int threads = Integer.parseInt(arguments[1]);
    DatasetPlan plan = TinyRun.firstRound(run);
    CachedPolicy policy = TinyRun.basePolicy(run);
    policy.open(policy.digest()).close();

    long start = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    Spool spool = new Spool(run.storage());
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    List<Future<?>> work = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      work.add(
          workers.submit(
              (Callable<Void>)
                  () -> {
                    int shard = next.getAndIncrement();
                    while (shard < plan.shards().size()) {
                      spool.keep(new ShardSampler(policy).sample(plan.shards().get(shard)));
                      shard = next.getAndIncrement();
                    }
                    return null;
                  }));
    }
    for (Future<?> one : work) {
      one.get();
    }
    workers.shutdown();
    System.out.printf(Locale.ROOT, "seconds %.3f%n", (System.nanoTime() - start) / 1e9);
  }
}
