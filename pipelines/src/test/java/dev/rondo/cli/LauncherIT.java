package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher itself, in a checkout whose path is not ASCII, with what this build packaged: other
 * locales, other Javas, signals.
 */
class LauncherIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final String SETPRIV = "/usr/bin/setpriv";

  @TempDir private Path directory;
  private Path checkout;
  private Path temporary;
  private Path cache;
  private List<String> asEverybodyElse;

  /** Where each process that was started puts what it says. */
  private final Map<Process, Path> outputs = new HashMap<>();

  /** What a process said, and how it ended. */
  private record Ending(int exitCode, String out, String err) {}

  @BeforeEach
  void makeCheckout() throws Exception {
    asEverybodyElse = asEverybodyElse();
    checkout = Files.createDirectories(directory.resolve("aus dem Büro 请/rondo"));
    temporary = Files.createDirectory(directory.resolve("tmp"));
    cache = Files.createDirectory(directory.resolve("cache"));
    Files.copy(HOME.resolve("rondo"), checkout.resolve("rondo"));
    assertThat(checkout.resolve("rondo").toFile().setExecutable(true)).isTrue();
    Files.createDirectories(checkout.resolve("pipelines/target"));
    for (String name :
        List.of("pipelines/src", "pipelines/pom.xml", "policy", "configs", "pom.xml")) {
      Files.createSymbolicLink(checkout.resolve(name), HOME.resolve(name));
    }
    Path builds = Files.createDirectories(checkout.resolve(".rondo/builds"));
    copyBuild(builds.resolve("of-this-test"));
    Files.writeString(builds.resolveSibling("built"), "of-this-test\n");
  }

  /** What this build packaged, as the launcher has its own builds. */
  private static void copyBuild(Path target) throws IOException {
    Files.createDirectory(target);
    Path packaged = HOME.resolve("pipelines/target");
    Files.createSymbolicLink(target.resolve("lib"), packaged.resolve("lib"));
    try (Stream<Path> files = Files.list(packaged)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
        Files.createSymbolicLink(target.resolve(file.getFileName()), file);
      }
    }
    Files.createFile(target.resolve("in-use"));
  }

  @Test
  void argumentsAreReadAsTypedWhateverTheLocale() throws Exception {
    for (String locale : List.of("C", "POSIX", "C.UTF-8", "xx_XX.UTF-8", "tr_TR.ISO-8859-9")) {
      Ending ending =
          rondo(Map.of("LC_ALL", locale), "grade", "--gold", "é½", "--pred", "\\boxed{é½}");
      assertThat(ending.exitCode()).as(ending.err()).isZero();
      assertThat(ending.out()).as(locale).contains("\"extracted\":\"é½\"");
    }
  }

  @Test
  void aJavaThatIsNotUsedIsNamed() throws Exception {
    Path old = Files.createDirectories(directory.resolve("old/bin")).resolve("java");
    Files.writeString(old, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertThat(old.toFile().setExecutable(true)).isTrue();

    assertThat(rondo(Map.of("JAVA_HOME", "/nowhere"), "--version").err())
        .contains("rondo: Using ", "JAVA_HOME is /nowhere, which does not exist");
    assertThat(rondo(Map.of("JAVA_HOME", directory.resolve("old").toString()), "--version").err())
        .contains("which is Java 11 (allowed: a JDK 17 or newer)");
  }

  @Test
  void aConfigurationThatIsNoFileIsNamedAndNotReadFrom() throws Exception {
    for (String file : List.of("/dev/zero", directory.toString())) {
      Ending ending =
          rondo(
              Map.of(), "train", "--config", file, "--rollouts", "r", "--policy", "p", "--to", "o");
      assertThat(ending.exitCode()).isEqualTo(1);
      assertThat(ending.err()).contains("Cannot ").hasLineCount(1);
    }
  }

  /**
   * Stopped in the middle in Farsi, without a UTF-8 locale and in another time zone, and ended in
   * Arabic from a checkout that cannot be written, it has the same bytes.
   */
  @Test
  void aRunThatIsStoppedSaysHowToGoOnAndTheLocaleChangesNoByte() throws Exception {
    Path plain = directory.resolve("plain");
    Ending ending = rondo(Map.of("LC_ALL", "C.UTF-8"), tiny(plain));
    assertThat(ending.exitCode()).as(ending.err()).isZero();

    Map<String, String> farsi =
        Map.of(
            "LC_ALL",
            "C",
            "TZ",
            "Asia/Kathmandu",
            "RONDO_JAVA_OPTS",
            "-Duser.language=fa -Duser.country=IR");
    Path stopped = directory.resolve("stopped");
    Process process = start(farsi, tiny(stopped));
    awaitRollouts(process, stopped);
    process.destroy();
    ending = ending(process);
    assertThat(ending.exitCode()).as(ending.err()).isEqualTo(143);
    assertThat(ending.err())
        .contains("What is committed is kept and whole; the same command goes on: rondo quickstart")
        .doesNotContain("fatal error");
    Map<String, String> arabic =
        Map.of(
            "LC_ALL",
            "tr_TR.UTF-8",
            "TZ",
            "Pacific/Apia",
            "RONDO_JAVA_OPTS",
            "-Duser.language=ar -Duser.country=EG");
    setWritable(checkout, false);
    ending = rondo(arabic, tiny(stopped));
    assertThat(ending.exitCode()).as(ending.err()).isZero();

    assertThat(committed(stopped)).isEqualTo(committed(plain));
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aHeapThatIsTooSmallIsNamedInOneLineWhateverIsAtWork() throws Exception {
    for (String heap : List.of("24m")) {
      Path run = directory.resolve("run-" + heap);
      Ending ending = rondo(Map.of("RONDO_HEAP", heap), tiny(run));
      assertThat(ending.exitCode()).as(heap + ending.err()).isEqualTo(1);
      assertThat(ending.err().lines().filter(line -> line.startsWith("rondo: ")))
          .as(ending.err())
          .singleElement()
          .asString()
          .contains("out of memory, the Java heap of ", "RONDO_HEAP=4g");
      assertThat(ending.out()).as("of the virtual machine").doesNotContain("OutOfMemoryError");
    }
  }

  /** What it needs between starts is kept in a cache of the user's alone. */
  @Test
  void aBuiltCheckoutThatCannotBeWrittenWorksAndAnUnbuiltOneIsNamed() throws Exception {
    assumeThat(System.getProperty("user.name").equals("root") && asEverybodyElse.isEmpty())
        .as("the superuser, who may write everywhere")
        .isFalse();
    setWritable(checkout, false);
    Ending graded = rondo(Map.of(), "grade", "--gold", "1/2", "--pred", "\\boxed{0.5}");
    assertThat(graded.exitCode()).as(graded.err()).isZero();
    assertThat(graded.err()).isEmpty();
    Path ofRondo = cache.resolve("rondo");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ofRondo)))
        .isEqualTo("rwx------");

    setWritable(checkout, true);
    Files.delete(checkout.resolve(".rondo/built"));
    setWritable(checkout, false);
    Ending unbuilt = rondo(Map.of(), "grade", "--gold", "1", "--pred", "1");
    assertThat(unbuilt.exitCode()).isEqualTo(1);
    assertThat(unbuilt.err())
        .hasLineCount(1)
        .contains("Cannot build", checkout.toString(), "cannot be written (allowed: ");
  }

  /** As after a pull: the next command builds, and a run that was begun before keeps its jars. */
  @Test
  void aBuildBesideAProgramAtWorkLeavesItsJars() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/flock"))).isTrue();
    Path builds = checkout.resolve(".rondo/builds");
    Path mavens = Files.createDirectory(directory.resolve("mavens"));
    Path maven = mavens.resolve("mvn");
    Files.writeString(
        maven,
        """
        #!/usr/bin/env bash
        for word; do
          case $word in
            -v) echo 'Apache Maven 3.9.9' ;;
            -Drondo.lib=*)
              mkdir -p "${word#*=}"
              ln -s '%1$s'/lib/*.jar "${word#*=}"
              ln -s '%1$s'/rondo-pipelines-*.jar pipelines/target
              ;;
          esac
        done
        """
            .formatted(HOME.resolve("pipelines/target")));
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    Map<String, String> path = Map.of("PATH", mavens + ":" + System.getenv("PATH"));

    Path run = directory.resolve("run");
    Process process = start(Map.of(), tiny(run));
    awaitRollouts(process, run);
    signal(process, "STOP"); // so that it is at work still
    Path killed = Files.createDirectory(builds.resolve("of-one-that-was-killed"));
    Files.setLastModifiedTime(checkout.resolve(".rondo/built"), FileTime.fromMillis(0));
    Ending built = rondo(path, "grade", "--gold", "1/2", "--pred", "\\boxed{0.5}");

    assertThat(built.exitCode()).as(built.err()).isZero();
    assertThat(built.err()).contains("Building Rondo", "Built in ");
    assertThat(builds.resolve("of-this-test/lib")).isDirectory();
    assertThat(killed).doesNotExist();
    signal(process, "CONT");
    Ending ending = ending(process);
    assertThat(ending.exitCode()).as(ending.err()).isZero();

    Files.setLastModifiedTime(checkout.resolve(".rondo/built"), FileTime.fromMillis(0));
    assertThat(rondo(path, "grade", "--gold", "1", "--pred", "1").exitCode()).isZero();
    try (Stream<Path> left = Files.list(builds)) {
      assertThat(left)
          .singleElement()
          .extracting(Path::getFileName)
          .asString()
          .isEqualTo(Files.readString(checkout.resolve(".rondo/built")).strip());
    }
  }

  private static void setWritable(Path checkout, boolean isWritable) throws IOException {
    for (Path path : List.of(checkout, checkout.resolve(".rondo"))) {
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(isWritable ? "rwxr-xr-x" : "r-xr-xr-x"));
    }
  }

  /** The superuser without the right to pass over permissions, where that can be given away. */
  private static List<String> asEverybodyElse() throws Exception {
    if (!System.getProperty("user.name").equals("root") || !Files.isExecutable(Path.of(SETPRIV))) {
      return List.of();
    }
    List<String> command = List.of(SETPRIV, "--bounding-set=-dac_override,-dac_read_search", "--");
    List<String> probe = new ArrayList<>(command);
    probe.add("/bin/true");
    Process process = new ProcessBuilder(probe).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0 ? command : List.of();
  }

  @AfterEach
  void makeCheckoutWritable() throws IOException {
    setWritable(checkout, true);
  }

  @Test
  void whateverStopsACommandNothingIsLeftInTheTemporaryDirectory() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 400_000; i++) {
      rows.append("{\"problem\": \"Is it ").append(i).append("?\", \"answer\": 1}\n");
    }
    Path source = Files.writeString(directory.resolve("rows.jsonl"), rows);
    Files.writeString(directory.resolve("one.jsonl"), "{\"problem\": \"1?\", \"answer\": 1}\n");

    for (String signal : List.of("INT", "HUP", "KILL")) {
      if (isIgnored(signal)) {
        continue; // as in a job of the background, which its processes inherit
      }
      Path target = directory.resolve(signal);
      Process process = start(Map.of(), plainImport(source, target));
      while (process.isAlive() && isEmpty(temporary)) {
        Thread.sleep(50);
      }
      Thread.sleep(1_000); // Longer is no harm: the import takes seconds.
      signal(process, signal);
      Ending ending = ending(process);
      assertThat(ending.exitCode())
          .isEqualTo(Map.of("INT", 130, "HUP", 129, "KILL", 137).get(signal));
      assertThat(target.resolve("__rondo/manifest.json")).doesNotExist();
      if (signal.equals("KILL")) {
        assertThat(isEmpty(temporary)).isFalse();
        Path one = directory.resolve("one");
        ending = rondo(Map.of(), plainImport(directory.resolve("one.jsonl"), one));
        assertThat(ending.exitCode()).as(ending.err()).isZero();
      } else {
        assertThat(ending.err()).contains("the same command goes on: rondo import");
      }
      assertThat(isEmpty(temporary)).as(signal).isTrue();
    }
  }

  private static void signal(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** Whether this process was started with a signal switched off. */
  private static boolean isIgnored(String signal) throws IOException {
    int bit = Map.of("HUP", 0, "INT", 1).getOrDefault(signal, -1);
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (bit >= 0 && line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> bit & 1) == 1;
      }
    }
    return false;
  }

  private static String[] plainImport(Path source, Path target) {
    return new String[] {
      "import",
      "--format",
      "plain",
      "--verifier",
      "arithmetic",
      "--from",
      source.toString(),
      "--to",
      target.toString()
    };
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      return left.findAny().isEmpty();
    }
  }

  private static String[] tiny(Path run) {
    return new String[] {"quickstart", "--size", "tiny", "--out", run.toString()};
  }

  private static void awaitRollouts(Process process, Path run) throws InterruptedException {
    while (process.isAlive()
        && !Files.exists(run.resolve("rollouts/round-000001/__rondo/manifest.json"))) {
      Thread.sleep(50);
    }
  }

  private Ending rondo(Map<String, String> environment, String... arguments) throws Exception {
    return ending(start(environment, arguments));
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(asEverybodyElse);
    words.add(checkout.resolve("rondo").toString());
    words.addAll(List.of(arguments));
    Path output = Files.createDirectory(directory.resolve("output-" + outputs.size()));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectOutput(output.resolve("out").toFile())
            .redirectError(output.resolve("err").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    Process process = builder.start();
    outputs.put(process, output);
    return process;
  }

  private Ending ending(Process process) throws Exception {
    try {
      assertThat(process.waitFor(400, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ending(
        process.exitValue(),
        Files.readString(outputs.get(process).resolve("out"), StandardCharsets.UTF_8),
        Files.readString(outputs.get(process).resolve("err"), StandardCharsets.UTF_8));
  }

  /** Every manifest, which holds the digests of everything else that is committed. */
  private static SortedMap<String, String> committed(Path run) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(run)) {
      for (Path file : all.filter(path -> path.endsWith("manifest.json")).toList()) {
        files.put(run.relativize(file).toString(), Files.readString(file));
      }
    }
    assertThat(files).hasSizeGreaterThan(5);
    return files;
  }
}
