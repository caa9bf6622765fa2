package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Flink session cluster of {@code runbooks/flink-cluster.sh}: a JobManager and some
 * TaskManagers, separate processes on loopback that speak to the holder of their key alone. Closing
 * it kills them all.
 */
final class FlinkCluster implements AutoCloseable {
  private static final Path SCRIPT =
      Path.of("..", "runbooks", "flink-cluster.sh").toAbsolutePath().normalize();
  private static final List<String> OPENS =
      Stream.of("util", "lang", "nio", "util.concurrent", "net", "time")
          .map(name -> "--add-opens=java.base/java." + name + "=ALL-UNNAMED")
          .toList();

  private final Path folder;
  private final int restPort = freePort();
  private final Map<String, String> environment = new TreeMap<>();
  private final Thread killer = new Thread(this::kill);

  private FlinkCluster(Path folder, int taskManagers, int slotsEach, String javaOptions)
      throws IOException {
    this.folder = folder;
    environment.put("REST_PORT", Integer.toString(restPort));
    environment.put("RPC_PORT", Integer.toString(freePort()));
    environment.put("TASK_MANAGERS", Integer.toString(taskManagers));
    environment.put("SLOTS", Integer.toString(slotsEach));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("RONDO_BUILD", Path.of("target").toAbsolutePath().toString());
    environment.put("JAVA_TOOL_OPTIONS", javaOptions);
    // As this process and its drivers compute, which no launcher has pinned.
    environment.put(
        "ATEN_CPU_CAPABILITY",
        Numerics.numericClass(new DeviceSettings("cpu")).instructionSet().toLowerCase(Locale.ROOT));
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /**
   * Starts a cluster and waits until all TaskManagers have registered.
   *
   * @param folder for configuration, keys, logs and temporary files
   */
  static FlinkCluster start(Path folder, int taskManagers, int slotsEach) throws Exception {
    return start(folder, taskManagers, slotsEach, "-XX:TieredStopAtLevel=1");
  }

  /**
   * As above.
   *
   * @param javaOptions of all its processes; tests that are over in seconds compile less
   */
  static FlinkCluster start(Path folder, int taskManagers, int slotsEach, String javaOptions)
      throws Exception {
    FlinkCluster cluster = new FlinkCluster(folder, taskManagers, slotsEach, javaOptions);
    try {
      cluster.script("start");
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts one more TaskManager; it registers by itself. */
  void addTaskManager() throws Exception {
    script("add");
  }

  private void script(String command) throws Exception {
    Path log = folder.resolve("script.out");
    ProcessBuilder builder =
        new ProcessBuilder(SCRIPT.toString(), command, folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(240, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("The script could not " + command + ": " + Files.readString(log));
    }
  }

  /** Kills a process as a machine that loses power would: {@code jobmanager} or a TaskManager. */
  void kill(String name) throws IOException {
    process(folder.resolve(name + ".pid"))
        .ifPresent(
            process -> {
              process.destroyForcibly();
              process.onExit().join();
            });
  }

  /** The name of one of the TaskManagers that run. */
  String anyTaskManager(Random random) throws IOException {
    List<String> names = new ArrayList<>(processes().keySet());
    names.remove("jobmanager");
    return names.get(random.nextInt(names.size()));
  }

  /** Host and port as {@code --flinkMaster} takes them. */
  String master() {
    return "localhost:" + restPort;
  }

  /** Its configuration with the key, as {@code --flinkConfDir} takes it. */
  Path configuration() {
    return folder.resolve("conf");
  }

  /** Its processes that live, by name. */
  Map<String, ProcessHandle> processes() throws IOException {
    Map<String, ProcessHandle> processes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".pid")).toList()) {
        String name = file.getFileName().toString().replace(".pid", "");
        process(file).ifPresent(process -> processes.put(name, process));
      }
    }
    return processes;
  }

  private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
        .filter(ProcessHandle::isAlive);
  }

  /** What the REST interface answers. */
  JsonNode rest(String path) throws IOException, InterruptedException {
    return new FlinkRest(FlinkAccess.of(configuration().toString())).read(path);
  }

  /**
   * Class path of a driver.
   *
   * @param build the module's build folder, with {@code lib/} and the module's own jar
   */
  static String classPath(Path build) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> own = Files.list(build)) {
      own.filter(
              path ->
                  path.getFileName().toString().matches("rondo-pipelines-[^-]*(-SNAPSHOT)?\\.jar"))
          .forEach(jars::add);
    }
    try (Stream<Path> lib = Files.list(build.resolve("lib"))) {
      lib.filter(path -> path.toString().endsWith(".jar")).sorted().forEach(jars::add);
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

  /** Waits until exactly this many TaskManagers are registered. */
  void awaitTaskManagers(int count) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (rest("/overview").path("taskmanagers").asInt() != count) {
      if (System.nanoTime() > deadline) {
        throw new IOException("The cluster has not " + count + " TaskManagers; see " + folder);
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
    try {
      processes().values().forEach(ProcessHandle::destroyForcibly);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws Exception {
    kill();
    // They are not children of this process: nobody tells when they have ended.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!processes().isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    Runtime.getRuntime().removeShutdownHook(killer);
  }
}
