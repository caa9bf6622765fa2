package dev.rondo.pipelines;

import dev.rondo.run.EmbeddedSlots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.taskexecutor.TaskExecutorResourceUtils;

/**
 * A Flink cluster inside this JVM that outlives a job, so that a round does not pay for starting
 * one; it opens no port. While it is open, Beam jobs with {@code flinkMaster=[auto]} go to it. One
 * at a time in a JVM.
 */
final class EmbeddedFlink implements AutoCloseable {
  private final EmbeddedCluster cluster;
  private final Configuration configuration;

  private EmbeddedFlink(EmbeddedCluster cluster, Configuration configuration) {
    this.cluster = cluster;
    this.configuration = configuration;
  }

  /**
   * Starts a cluster.
   *
   * @param slots shards that are worked on at the same time
   * @param temporaryDirectory for the cluster's own files; emptied by nobody but the caller
   */
  static EmbeddedFlink start(int slots, Path temporaryDirectory) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16L * slots));
    MemorySize network = new MemorySize(EmbeddedSlots.networkBytes(slots));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    // There is one task manager, and it is here: a job need not wait for others to register.
    configuration.set(ResourceManagerOptions.REQUIREMENTS_CHECK_DELAY, Duration.ZERO);
    configuration.set(CoreOptions.TMP_DIRS, temporaryDirectory.toString());
    configuration.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    configuration.set(DeploymentOptions.TARGET, "rondo-embedded");
    configuration.set(DeploymentOptions.ATTACHED, true);
    // As Flink sets it for clusters in one process: buffers are few, a busy machine is no failure.
    configuration.set(NettyShuffleEnvironmentOptions.NETWORK_SORT_SHUFFLE_MIN_BUFFERS, 16);
    configuration.set(RpcOptions.ASK_TIMEOUT_DURATION, Duration.ofMinutes(5));
    // What a shard computes is not cut short: the job's failure counts, not that the others went
    // on.
    configuration.set(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, Duration.ZERO);
    // Nobody here can be lost without the others: a machine that was asleep for a while goes on.
    configuration.setString("heartbeat.timeout", "86400000 ms");
    configuration.set(ClusterOptions.CLUSTER_IO_EXECUTOR_POOL_SIZE, 4);
    TaskExecutorResourceUtils.adjustForLocalExecution(configuration);
    EmbeddedFlink embedded =
        new EmbeddedFlink(EmbeddedCluster.start(configuration, temporaryDirectory), configuration);
    EmbeddedEnvironment.install(embedded, slots);
    return embedded;
  }

  @Override
  public void close() throws Exception {
    EmbeddedEnvironment.uninstall();
    cluster.close();
  }

  private CompletableFuture<JobClient> submit(JobGraph graph, ClassLoader classLoader) {
    return cluster
        .submit(graph)
        .thenApply(submitted -> new EmbeddedJobClient(cluster, graph.getJobID(), classLoader));
  }

  /** What Flink asks for the environment of a job that names no cluster. */
  private static final class EmbeddedEnvironment extends ExecutionEnvironment {
    private EmbeddedEnvironment(EmbeddedFlink embedded, int slots) {
      super(
          new EmbeddedExecutor(embedded),
          embedded.configuration,
          EmbeddedFlink.class.getClassLoader());
      setParallelism(slots);
    }

    static void install(EmbeddedFlink embedded, int slots) {
      initializeContextEnvironment(() -> new EmbeddedEnvironment(embedded, slots));
    }

    static void uninstall() {
      resetContextEnvironment();
    }
  }

  /** The path that a job takes from the environment to the cluster. */
  private record EmbeddedExecutor(EmbeddedFlink embedded)
      implements PipelineExecutorServiceLoader, PipelineExecutorFactory {
    @Override
    public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
      return this;
    }

    @Override
    public Stream<String> getExecutorNames() {
      return Stream.of(getName());
    }

    @Override
    public String getName() {
      return "rondo-embedded";
    }

    @Override
    public boolean isCompatibleWith(Configuration configuration) {
      return true;
    }

    @Override
    public PipelineExecutor getExecutor(Configuration configuration) {
      return (pipeline, settings, classLoader) ->
          embedded.submit(
              PipelineExecutorUtils.getJobGraph(pipeline, settings, classLoader), classLoader);
    }
  }
}
