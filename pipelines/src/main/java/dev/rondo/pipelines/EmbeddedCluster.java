package dev.rondo.pipelines;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.api.common.time.Time;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.runtime.blob.BlobCacheService;
import org.apache.flink.runtime.blob.BlobServer;
import org.apache.flink.runtime.blob.VoidBlobStore;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.dispatcher.DispatcherId;
import org.apache.flink.runtime.dispatcher.DispatcherOperationCaches;
import org.apache.flink.runtime.dispatcher.MemoryExecutionGraphInfoStore;
import org.apache.flink.runtime.dispatcher.PartialDispatcherServices;
import org.apache.flink.runtime.dispatcher.SessionDispatcherFactory;
import org.apache.flink.runtime.dispatcher.VoidHistoryServerArchivist;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.dispatcher.runner.DispatcherRunner;
import org.apache.flink.runtime.entrypoint.ClusterInformation;
import org.apache.flink.runtime.entrypoint.WorkingDirectory;
import org.apache.flink.runtime.externalresource.ExternalResourceInfoProvider;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.highavailability.nonha.embedded.EmbeddedHaServices;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmanager.HaServicesJobPersistenceComponentFactory;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.metrics.NoOpMetricRegistry;
import org.apache.flink.runtime.metrics.groups.JobManagerMetricGroup;
import org.apache.flink.runtime.resourcemanager.ResourceManagerGateway;
import org.apache.flink.runtime.resourcemanager.ResourceManagerId;
import org.apache.flink.runtime.resourcemanager.ResourceManagerServiceImpl;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rpc.RpcService;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.security.token.DelegationTokenReceiverRepository;
import org.apache.flink.runtime.security.token.NoOpDelegationTokenManager;
import org.apache.flink.runtime.taskexecutor.TaskExecutor;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.webmonitor.retriever.impl.RpcGatewayRetriever;
import org.apache.flink.util.AutoCloseableAsync;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.Reference;
import org.apache.flink.util.concurrent.ExponentialBackoffRetryStrategy;

/**
 * Flink's dispatcher, resource manager and one task manager, put together in this JVM without a
 * socket. Flink's own {@code MiniCluster} opens two, which every user of the machine can reach: a
 * REST endpoint, which takes jobs and jars, and a blob server. Nothing here needs either: jobs come
 * by a method call, their code is on the class path, messages go through a local actor system, and
 * data between tasks stays in memory.
 *
 * <p>Flink's blob server binds its socket when it is made. It is made on loopback and closed at
 * once: its thread is never started, so no connection is ever accepted. What is left of it is a
 * directory.
 *
 * <p>Left out: metrics, high availability, savepoints, jobs that bring jars.
 */
final class EmbeddedCluster implements AutoCloseable {
  private static final String HOST = "localhost";
  private static final int IO_THREADS = 4;
  private static final long CLOSE_SECONDS = 30;

  /** For calls that are answered at once; they stay in this JVM, where nothing gets lost. */
  static final Time CALL_TIMEOUT = Time.fromDuration(Duration.ofMinutes(5));

  /** For calls that are answered when a job ends: as long as Flink can count. */
  static final Time JOB_TIMEOUT = Time.milliseconds(Integer.MAX_VALUE);

  /** What to close, the last one first. */
  private final List<AutoCloseable> opened = new ArrayList<>();

  private final FatalErrors fatal = new FatalErrors();
  private final Configuration configuration;
  private final WorkingDirectory directory;
  private final ExecutorService ioExecutor;
  private final RpcService rpc;
  private final EmbeddedHaServices leaders;
  private final HeartbeatServices heartbeats;
  private final RpcGatewayRetriever<DispatcherId, DispatcherGateway> dispatcher;

  /**
   * Starts the cluster.
   *
   * @param settings of the cluster and its one task manager
   * @param folder for its files; emptied by nobody but the caller
   */
  static EmbeddedCluster start(Configuration settings, Path folder) throws Exception {
    EmbeddedCluster cluster = new EmbeddedCluster(settings, folder);
    try {
      cluster.startManagers();
      cluster.startTaskManager();
      return cluster;
    } catch (Exception | Error e) {
      try {
        cluster.close();
      } catch (Exception suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private EmbeddedCluster(Configuration settings, Path folder) throws Exception {
    configuration = new Configuration(settings);
    configuration.set(JobManagerOptions.BIND_HOST, HOST);
    configuration.set(BlobServerOptions.PORT, "0");
    // Whatever is passed on to tasks goes with the message, however large, and never by blob.
    configuration.set(BlobServerOptions.OFFLOAD_MINSIZE, Integer.MAX_VALUE);
    directory = WorkingDirectory.create(folder.resolve("cluster").toFile());
    ioExecutor = Executors.newFixedThreadPool(IO_THREADS, EmbeddedCluster::ioThread);
    opened.add(this::stopExecutor);
    RpcSystem rpcSystem = RpcSystem.load(configuration);
    opened.add(rpcSystem);
    rpc =
        rpcSystem
            .localServiceBuilder(configuration)
            .withExecutorConfiguration(new RpcSystem.ForkJoinExecutorConfiguration(1.0, 2, 4))
            .createAndStart();
    opened.add(closing(rpc));
    leaders = new EmbeddedHaServices(ioExecutor);
    opened.add(leaders);
    heartbeats = HeartbeatServices.fromConfiguration(configuration);
    dispatcher =
        new RpcGatewayRetriever<>(rpc, DispatcherGateway.class, DispatcherId::fromUuid, backoff());
    LeaderRetrievalService leader = leaders.getDispatcherLeaderRetriever();
    leader.start(dispatcher);
    opened.add(leader::stop);
  }

  private static Thread ioThread(Runnable work) {
    Thread thread = new Thread(work, "rondo-flink-io");
    thread.setDaemon(true);
    return thread;
  }

  private static ExponentialBackoffRetryStrategy backoff() {
    return new ExponentialBackoffRetryStrategy(21, Duration.ofMillis(5), Duration.ofMillis(20));
  }

  /** The one who receives jobs and the one who hands out slots. */
  private void startManagers() throws Exception {
    BlobServer blobs = closedBlobServer();
    RpcGatewayRetriever<ResourceManagerId, ResourceManagerGateway> resourceManager =
        new RpcGatewayRetriever<>(
            rpc, ResourceManagerGateway.class, ResourceManagerId::fromUuid, backoff());
    ResourceManagerServiceImpl resourceManagerService =
        ResourceManagerServiceImpl.create(
            StandaloneResourceManagerFactory.getInstance(),
            configuration,
            ResourceID.generate(),
            rpc,
            leaders,
            heartbeats,
            new NoOpDelegationTokenManager(),
            fatal,
            new ClusterInformation(HOST, blobs.getPort()),
            null,
            NoOpMetricRegistry.INSTANCE,
            HOST,
            ioExecutor);
    opened.add(closing(resourceManagerService));
    DispatcherOperationCaches operations = new DispatcherOperationCaches();
    opened.add(closing(operations));
    DispatcherRunner runner =
        DefaultDispatcherRunnerFactory.createSessionRunner(SessionDispatcherFactory.INSTANCE)
            .createDispatcherRunner(
                leaders.getDispatcherLeaderElection(),
                fatal,
                new HaServicesJobPersistenceComponentFactory(leaders),
                ioExecutor,
                rpc,
                new PartialDispatcherServices(
                    configuration,
                    leaders,
                    resourceManager,
                    blobs,
                    heartbeats,
                    () ->
                        JobManagerMetricGroup.createJobManagerMetricGroup(
                            NoOpMetricRegistry.INSTANCE, HOST),
                    new MemoryExecutionGraphInfoStore(),
                    fatal,
                    VoidHistoryServerArchivist.INSTANCE,
                    null,
                    ioExecutor,
                    operations,
                    List.of()));
    opened.add(closing(runner));
    resourceManagerService.start();
    LeaderRetrievalService leader = leaders.getResourceManagerLeaderRetriever();
    leader.start(resourceManager);
    opened.add(leader::stop);
  }

  /** A blob server that serves nobody: its socket is closed before anything was accepted on it. */
  private BlobServer closedBlobServer() throws IOException {
    BlobServer server =
        new BlobServer(
            configuration,
            Reference.borrowed(directory.getBlobStorageDirectory()),
            new VoidBlobStore());
    server.close();
    return server;
  }

  private void startTaskManager() throws Exception {
    BlobCacheService blobs = new NoBlobs(configuration, directory);
    opened.add(blobs);
    TaskExecutor taskManager =
        TaskManagerRunner.startTaskManager(
            configuration,
            ResourceID.generate(),
            rpc,
            leaders,
            heartbeats,
            NoOpMetricRegistry.INSTANCE,
            blobs,
            true,
            ExternalResourceInfoProvider.NO_EXTERNAL_RESOURCES,
            directory.createSubWorkingDirectory("task-manager"),
            fatal,
            new DelegationTokenReceiverRepository(configuration, null));
    taskManager.start();
    opened.add(closing(taskManager));
  }

  /** Hands a job to the cluster; it runs once this completes. */
  CompletableFuture<Acknowledge> submit(JobGraph graph) {
    // The receiver works on what it is given: a copy, as it would be behind a network.
    JobGraph copy = InstantiationUtil.cloneUnchecked(graph);
    return ask(gateway -> gateway.submitJob(copy, CALL_TIMEOUT));
  }

  /** Asks the one who knows about jobs; fails if the cluster does before the answer comes. */
  <T> CompletableFuture<T> ask(Function<DispatcherGateway, CompletableFuture<T>> question) {
    return fatal.orFailure(dispatcher.getFuture().thenCompose(question));
  }

  private static AutoCloseable closing(AutoCloseableAsync service) {
    return () -> service.closeAsync().get(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  private void stopExecutor() throws InterruptedException {
    ioExecutor.shutdown();
    if (!ioExecutor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      ioExecutor.shutdownNow();
    }
  }

  @Override
  public void close() throws Exception {
    Exception failure = null;
    for (int i = opened.size() - 1; i >= 0; i--) {
      try {
        opened.get(i).close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    opened.clear();
    if (failure != null) {
      throw failure;
    }
  }

  /** A cache that is told of no server, so that it can ask none. */
  private static final class NoBlobs extends BlobCacheService {
    NoBlobs(Configuration configuration, WorkingDirectory directory) throws IOException {
      super(
          configuration,
          Reference.borrowed(directory.getBlobStorageDirectory()),
          new VoidBlobStore(),
          null);
    }

    @Override
    public void setBlobServerAddress(InetSocketAddress address) {
      // The address is that of a server that was closed.
    }
  }
}
