package dev.rondo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndingsTest {

  private static final Set<String> SAID =
      Set.of(
          "true", "computes", "stopped", "removed", "first registered", "last registered", "exit");

  /** A process with endings, which computes until it is stopped, or ends if told to. */
  static final class Computing {
    private static volatile double sum;

    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("exit")));
      Endings.add(() -> System.out.println("first registered"));
      Endings.add(
          () -> {
            throw new IllegalStateException("an ending that fails");
          });
      Endings.Ending removed = Endings.add(() -> System.out.println("removed"));
      Endings.add(() -> System.out.println("last registered"));
      System.out.println(removed.remove() && !removed.remove());
      Endings.onSignal(() -> System.out.println("stopped"));
      System.out.println("computes");
      while (arguments.length == 0) {
        sum += Math.sqrt(sum + 1);
      }
      System.exit(7);
    }
  }

  @Test
  void aProcessThatIsStoppedDoesWhatIsPendingAndEndsByTheSignalWithoutExit() throws Exception {
    for (String signal : List.of("TERM", "HUP", "INT")) {
      List<String> command = new ArrayList<>(List.of("/bin/sh", "-c"));
      // A signal that the runner of the tests ignores would be ignored here too.
      command.add("exec env --default-signal=HUP,INT,TERM \"$0\" \"$@\"");
      command.addAll(java());
      Process process = new ProcessBuilder(command).start();
      BufferedReader out = output(process);
      List<String> lines = new ArrayList<>(List.of(out.readLine(), out.readLine()));
      assertThat(lines).containsExactly("true", "computes");
      kill(signal, process);
      assertThat(rest(out)).containsExactly("stopped", "last registered", "first registered");
      assertThat(process.waitFor())
          .isEqualTo(signal.equals("TERM") ? 143 : signal.equals("HUP") ? 129 : 130);
    }
  }

  @Test
  void aProcessThatEndsByItselfDoesWhatIsPendingAndKeepsItsCode() throws Exception {
    List<String> command = java();
    command.add("end");
    Process process = new ProcessBuilder(command).start();
    assertThat(rest(output(process)))
        .containsExactlyInAnyOrder(
            "true", "computes", "last registered", "first registered", "exit")
        .containsSubsequence("last registered", "first registered");
    assertThat(process.waitFor()).isEqualTo(7);
  }

  @Test
  void aSignalThatIsIgnoredStaysIgnored() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh"));
    command.addAll(java());
    Process process = new ProcessBuilder(command).start();
    BufferedReader out = output(process);
    out.readLine();
    assertThat(out.readLine()).isEqualTo("computes");
    kill("HUP", process);
    assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
    kill("TERM", process);
    assertThat(process.waitFor()).isEqualTo(143);
  }

  private static List<String> java() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    String main = Computing.class.getName();
    return new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-cp", classes, main));
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static List<String> rest(BufferedReader out) {
    return out.lines().filter(SAID::contains).toList(); // and not what is logged
  }

  private static void kill(String signal, Process process)
      throws IOException, InterruptedException {
    new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid()).start().waitFor();
  }
}
