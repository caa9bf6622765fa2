package dev.rondo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FullHeapTest {

  /** A thread fills the heap and nobody hears of it; the process waits for it, or does not. */
  static final class Filling {
    public static void main(String[] arguments) throws Exception {
      long patience = Long.parseLong(arguments[0]);
      FullHeap.onSignal(() -> System.out.println("full"), Duration.ofMillis(patience));
      Endings.add(() -> System.out.println("pending"));
      CountDownLatch filled = new CountDownLatch(1);
      Thread thread =
          new Thread(
              () -> {
                List<long[]> kept = new ArrayList<>();
                try {
                  while (true) {
                    kept.add(new long[Integer.parseInt(arguments[1])]);
                  }
                } catch (OutOfMemoryError e) {
                  kept.clear();
                }
                while (!FullHeap.isFull()) {
                  Thread.onSpinWait();
                }
                filled.countDown();
              });
      thread.start();
      switch (arguments[2]) {
        case "wait" -> new CountDownLatch(1).await();
        case "exit" -> {
          filled.await();
          System.exit(239); // as Flink ends a process whose threads fail
        }
        default -> {
          filled.await();
          FullHeap.said();
          FullHeap.over();
          System.exit(7);
        }
      }
    }
  }

  @Test
  void aProcessThatWouldWaitForEverEndsWithOneLine() throws Exception {
    for (String words : List.of("1", "100000")) {
      assertThat(run("200", words, "wait")).containsExactly("pending", "full", "exit 1");
    }
  }

  /** The heap stays full, so that no thread can be made, nor this one be told. */
  static final class KeptFull {
    private static Object[] kept;

    public static void main(String[] arguments) throws Exception {
      FullHeap.onSignal(() -> System.out.println("full"), Duration.ZERO, Duration.ofSeconds(2));
      Thread thread =
          new Thread(
              () -> {
                for (int words = 100_000; ; words = Math.max(1, words / 10)) {
                  try {
                    while (true) {
                      Object[] more = new Object[words];
                      more[0] = kept;
                      kept = more;
                    }
                  } catch (OutOfMemoryError e) {
                    Thread.yield();
                  }
                }
              });
      thread.start();
      new CountDownLatch(1).await();
    }
  }

  @Test
  void aHeapWithoutRoomForTheThreadOfTheSignalEndsTheProcessAllTheSame() throws Exception {
    assertThat(run(KeptFull.class, List.of())).last().isEqualTo("exit 1");
  }

  @Test
  void whatEndsItselfMeanwhileFailedAndKeepsTheCodeOnlyIfItCameToItsEnd() throws Exception {
    assertThat(run("60000", "1000", "exit")).containsExactly("pending", "full", "exit 1");
    assertThat(run("60000", "1000", "end")).containsExactly("pending", "exit 7");
  }

  private static List<String> run(String... arguments) throws Exception {
    // As the launcher has it.
    return run(
        Filling.class,
        List.of(
            "-XX:OnOutOfMemoryError=kill -" + FullHeap.SIGNAL + " %p",
            "-XX:+DisplayVMOutputToStderr"),
        arguments);
  }

  /** The lines of standard output, all of them, and the exit code. */
  private static List<String> run(Class<?> program, List<String> flags, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-Xmx24m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>(out.lines().toList());
    lines.add("exit " + process.waitFor());
    return lines;
  }
}
