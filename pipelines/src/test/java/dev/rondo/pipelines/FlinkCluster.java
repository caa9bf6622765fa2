package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Flink session cluster of separate processes on loopback, made of the jars in {@code target/lib}
 * and nothing else: a JobManager and some TaskManagers. Closing it kills them all.
 */
final class FlinkCluster implements AutoCloseable {
  private static final String EXEC_PREFIX = "BASH_JAVA_UTILS_EXEC_RESULT:";
  private static final List<String> OPENS =
      Stream.of("util", "lang", "nio", "util.concurrent", "net", "time")
          .map(name -> "--add-opens=java.base/java." + name + "=ALL-UNNAMED")
          .toList();

  private final Path folder;
  private final Path build;
  private final int restPort;
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private int taskManagersStarted;
  private final Thread killer = new Thread(this::kill);

  private FlinkCluster(Path folder, Path build, int restPort) {
    this.folder = folder;
    this.build = build;
    this.restPort = restPort;
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /**
   * Starts a cluster and waits until all TaskManagers have registered.
   *
   * @param folder for configuration, logs and temporary files
   * @param build the module's build folder, with {@code lib/} and the module's own jar
   */
  static FlinkCluster start(Path folder, Path build, int taskManagers, int slotsEach)
      throws Exception {
    FlinkCluster cluster = new FlinkCluster(folder, build, freePort());
    try {
      cluster.writeConfiguration(slotsEach);
      cluster.startProcess(
          "jobmanager",
          "GET_JM_RESOURCE_PARAMS",
          "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
          List.of());
      for (int i = 1; i <= taskManagers; i++) {
        cluster.addTaskManager();
      }
      cluster.awaitTaskManagers(taskManagers);
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Starts one more TaskManager; it registers by itself.
   *
   * @return its name
   */
  String addTaskManager() throws Exception {
    String name = "taskmanager-" + ++taskManagersStarted;
    startProcess(
        name,
        "GET_TM_RESOURCE_PARAMS",
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        List.of("-D", "taskmanager.resource-id=" + name));
    return name;
  }

  /** Kills a process as a machine that loses power would: {@code jobmanager} or a TaskManager. */
  void kill(String name) throws InterruptedException {
    processes.remove(name).destroyForcibly().waitFor();
  }

  /** The name of one of the TaskManagers that run. */
  String anyTaskManager(Random random) {
    List<String> names = new ArrayList<>(processes.keySet());
    names.remove("jobmanager");
    return names.get(random.nextInt(names.size()));
  }

  /** Host and port as {@code --flinkMaster} takes them. */
  String master() {
    return "localhost:" + restPort;
  }

  /** What the REST interface answers. */
  JsonNode rest(String path) throws IOException, InterruptedException {
    return new FlinkRest(FlinkAccess.of(master(), null)).read(path);
  }

  /** Class path of client and cluster alike; the Direct runner stays out of the cluster. */
  static String classPath(Path build, boolean forCluster) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> own = Files.list(build)) {
      own.filter(
              path ->
                  path.getFileName().toString().matches("rondo-pipelines-[^-]*(-SNAPSHOT)?\\.jar"))
          .forEach(jars::add);
    }
    try (Stream<Path> lib = Files.list(build.resolve("lib"))) {
      lib.filter(path -> path.toString().endsWith(".jar"))
          .filter(path -> !forCluster || !path.toString().contains("beam-runners-direct"))
          .sorted()
          .forEach(jars::add);
    }
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** Command line of a JVM with what Beam, Flink and Arrow need opened. */
  static List<String> java(List<String> flags, String classPath, String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(OPENS);
    command.addAll(List.of("-Dai.djl.offline=true", "-Dai.djl.pytorch.graph_optimizer=false"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, main));
    return command;
  }

  private void writeConfiguration(int slotsEach) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Files.createDirectories(folder.resolve("conf"));
    String text =
        String.join(
            "\n",
            "jobmanager.rpc.address: localhost",
            "jobmanager.rpc.port: " + freePort(),
            "jobmanager.bind-host: localhost",
            "jobmanager.memory.process.size: 768m",
            "jobmanager.memory.jvm-metaspace.size: 192m",
            "taskmanager.memory.process.size: 1024m",
            "taskmanager.memory.jvm-metaspace.size: 192m",
            "taskmanager.memory.managed.size: 64m",
            "taskmanager.memory.network.min: 32mb",
            "taskmanager.memory.network.max: 32mb",
            "taskmanager.memory.task.off-heap.size: 192m",
            "taskmanager.bind-host: localhost",
            "taskmanager.host: localhost",
            "taskmanager.numberOfTaskSlots: " + slotsEach,
            "rest.address: localhost",
            "rest.bind-address: localhost",
            "rest.port: " + restPort,
            "cluster.evenly-spread-out-slots: true",
            "heartbeat.interval: 2000",
            "heartbeat.timeout: 10000",
            "heartbeat.rpc-failure-threshold: 2",
            "restart-strategy.type: exponential-delay",
            "restart-strategy.exponential-delay.initial-backoff: 1 s",
            "restart-strategy.exponential-delay.max-backoff: 10 s",
            "restart-strategy.exponential-delay.backoff-multiplier: 1.5",
            "restart-strategy.exponential-delay.reset-backoff-threshold: 2 min",
            "restart-strategy.exponential-delay.attempts-before-reset-backoff: 30",
            "jobmanager.execution.failover-strategy: region",
            "taskmanager.network.sort-shuffle.min-buffers: 64",
            "classloader.resolve-order: parent-first",
            "io.tmp.dirs: " + temporary,
            "blob.storage.directory: " + temporary,
            "");
    Files.writeString(folder.resolve("conf/flink-conf.yaml"), text);
  }

  private void startProcess(String name, String parameters, String main, List<String> moreArguments)
      throws Exception {
    String classPath = classPath(build, true);
    String[] resources = resources(parameters, classPath);
    List<String> command =
        new ArrayList<>(java(Arrays.asList(resources[0].split(" ")), classPath, main));
    command.addAll(List.of("--configDir", folder.resolve("conf").toString()));
    if (resources.length > 1) {
      command.addAll(Arrays.asList(resources[1].trim().split(" ")));
    }
    command.addAll(moreArguments);
    processes.put(
        name,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .start());
  }

  /** JVM flags, then configuration, as Flink's own start scripts compute them. */
  private String[] resources(String parameters, String classPath) throws Exception {
    List<String> command =
        java(List.of(), classPath, "org.apache.flink.runtime.util.bash.BashJavaUtils");
    command.addAll(List.of(parameters, "--configDir", folder.resolve("conf").toString()));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("resources.err").toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    String[] results =
        output
            .lines()
            .filter(line -> line.startsWith(EXEC_PREFIX))
            .map(line -> line.substring(EXEC_PREFIX.length()))
            .toArray(String[]::new);
    if (results.length == 0) {
      throw new IOException("Flink computed no memory settings: " + output);
    }
    return results;
  }

  /** Waits until exactly this many TaskManagers are registered. */
  void awaitTaskManagers(int count) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (true) {
      try {
        if (rest("/overview").path("taskmanagers").asInt() == count) {
          return;
        }
      } catch (IOException | RuntimeException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      for (Process process : processes.values()) {
        if (!process.isAlive()) {
          throw new IOException("A process of the cluster ended; see " + folder);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("The cluster did not start; see " + folder);
      }
      Thread.sleep(200);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void kill() {
    processes.values().forEach(Process::destroyForcibly);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
    for (Process process : processes.values()) {
      process.waitFor();
    }
    Runtime.getRuntime().removeShutdownHook(killer);
  }
}
