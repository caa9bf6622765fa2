package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadPlanTest {
  @Test
  void moreThreadsThanProcessorsAreSaidWhereAnOperationHasSeveral() {
    String slots = "runner: {parallelism: 3}\n";
    assertThat(warnings(slots + "compute: {threads: 2}", 6)).isEmpty();
    assertThat(warnings(slots + "compute: {threads: 2}", 5))
        .containsExactly(
            "compute.threads 2 for each of 3 shards that are sampled (runner.parallelism) is more"
                + " than the machine's processors: 6 threads on 5");
    assertThat(warnings("runner: {parallelism: 1}\ncompute: {threads: 2}\nmemory: {workers: 4}", 6))
        .containsExactly(
            "compute.threads 2 for each of 4 micro-batches that are trained on (memory.workers) is"
                + " more than the machine's processors: 8 threads on 6");
    assertThat(warnings("runner: {parallelism: 1}\ncompute: {threads: 4}", 2)).hasSize(2);
  }

  @Test
  void whatComputesElsewhereOrWithOneThreadIsNotLookedAt() {
    assertThat(warnings("runner: {parallelism: 8}\nmemory: {workers: 8}", 1)).isEmpty();
    assertThat(
            warnings(
                "runner: {parallelism: 8, flink-master: 'flink:8081'}\ncompute: {threads: 2}", 2))
        .isEmpty();
    assertThat(warnings("compute: {device: cuda, threads: 8}", 2)).isEmpty();
  }

  private static List<String> warnings(String yaml, int processors) {
    RunConfig config = RunConfig.parse("rollout: {shards: 4}\n" + yaml + "\n", "run.yaml");
    return ThreadPlan.warnings(config, config.runner(), processors);
  }
}
