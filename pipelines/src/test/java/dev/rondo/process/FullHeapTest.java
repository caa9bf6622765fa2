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

  @Test
  void whatEndsItselfMeanwhileFailedAndKeepsTheCodeOnlyIfItCameToItsEnd() throws Exception {
    assertThat(run("60000", "1000", "exit")).containsExactly("pending", "full", "exit 1");
    assertThat(run("60000", "1000", "end")).containsExactly("pending", "exit 7");
  }

  private static List<String> run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the launcher has it.
    command.addAll(List.of("-XX:OnOutOfMemoryError=kill -" + FullHeap.SIGNAL + " %p", "-Xmx24m"));
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.add(Filling.class.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> lines =
        new ArrayList<>(out.lines().filter(line -> line.matches("full|pending")).toList());
    lines.add("exit " + process.waitFor());
    return lines;
  }
}
