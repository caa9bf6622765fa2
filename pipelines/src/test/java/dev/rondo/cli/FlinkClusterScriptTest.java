package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which processes {@code runbooks/flink-cluster.sh} takes for its own; no Flink is started. */
@Timeout(120)
class FlinkClusterScriptTest {
  private static final Path SCRIPT =
      Path.of("..", "runbooks", "flink-cluster.sh").toAbsolutePath().normalize();

  @TempDir private Path temporary;
  private Path folder;
  private final List<Process> processes = new ArrayList<>();

  private record Said(int exitCode, String text) {}

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(temporary.toRealPath().resolve("flink"));
    Files.createDirectories(folder.resolve("tmp/inside"));
    Files.createDirectories(folder.resolve("conf"));
  }

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void stoppingEndsTheClustersProcessesAndWaitsButNoOtherThatHasANumberOfTheirs() throws Exception {
    Process stranger = live("sleep 100", "--configDir", folder.resolveSibling("other/conf") + "");
    Process slow =
        live(
            "trap 'sleep 1; [[ -d $2/../tmp/inside ]] && touch $2/../seen; exit' TERM; touch $2/up;"
                + " while :; do sleep 0.1; done",
            "--configDir",
            folder.resolve("conf").toString(),
            "-D");
    while (!Files.exists(folder.resolve("conf/up"))) {
      Thread.sleep(20);
    }
    Files.writeString(folder.resolve("pids"), stranger.pid() + "\n" + slow.pid() + "\n");

    assertThat(script("stop", folder)).isEqualTo(new Said(0, ""));
    assertThat(slow.isAlive()).isFalse();
    assertThat(folder.resolve("seen")).as("what it saw of its files at its end").exists();
    assertThat(stranger.isAlive()).isTrue();
    assertThat(folder.resolve("pids")).doesNotExist();
    assertThat(folder.resolve("tmp")).doesNotExist();
  }

  @Test
  void afterARestartOfTheMachineItSaysWhatToDo() throws Exception {
    Process stranger = live("sleep 100");
    Files.writeString(folder.resolve("pids"), stranger.pid() + "\n");
    for (String command : List.of("start", "add")) {
      Said said = script(command, folder);
      assertThat(said.exitCode()).isEqualTo(1);
      assertThat(said.text().strip())
          .startsWith("Cannot " + command)
          .contains("no process lives any more", "stop " + folder)
          .hasLineCount(1);
    }
    assertThat(script("stop", folder).exitCode()).isZero();
    assertThat(stranger.isAlive()).isTrue();
  }

  /** A process with these words behind its program. */
  private Process live(String program, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", program + "; :", "x"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).start();
    processes.add(process);
    return process;
  }

  private static Said script(String command, Path folder) throws Exception {
    Process process =
        new ProcessBuilder(SCRIPT.toString(), command, folder.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }
}
