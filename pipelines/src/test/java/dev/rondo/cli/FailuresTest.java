package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
  @TempDir private Path directory;

  @Test
  void aLongMessageLosesItsMiddleAndKeepsWhatIsWrongAndWhatIsAllowed() {
    String value = "v".repeat(400);
    for (int length : new int[] {1, 180, 240, 330}) {
      String allowed = "(allowed: " + "a".repeat(length) + ")";
      String line = Failures.oneLine("Cannot read field: " + value + "\n " + allowed);
      assertThat(line).hasSizeLessThanOrEqualTo(500).startsWith("Cannot read field: vvv");
      assertThat(line).endsWith(allowed);
    }
    assertThat(Failures.oneLine("Cannot read " + value + " (allowed: " + value + "z)"))
        .hasSize(500)
        .contains("...")
        .endsWith("vz)");
    assertThat(Failures.oneLine("x".repeat(501))).hasSize(500).contains("x...x");
    assertThat(Failures.oneLine(" a\r\n  b ")).isEqualTo("a b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | Too many open files | Cannot use x: Too many open files (allowed: a higher limit of"
            + " open files, see ulimit -n)",
        "x | Stale file handle | Cannot use x: Stale file handle (allowed: a file system that stays"
            + " mounted; try it again)",
        " | Input/output error | Cannot use a file: Input/output error (allowed: a disk that can be"
            + " read and written)",
        "x | Is a directory | Cannot use x: Is a directory (allowed: a regular file there)"
      })
  void whatAFileSystemRefusedIsNamedWithWhatIsAllowed(String file, String reason, String line) {
    assertThat(reported(new FileSystemException(file, null, reason))).isEqualTo("rondo: " + line);
  }

  @Test
  void aFaultOfAFileSystemThatNobodyKnowsNamesTheLog() {
    String before = System.setProperty("rondo.log", directory.resolve("a.log").toString());
    try {
      assertThat(reported(new FileSystemException("x", null, "Wrong moon phase")))
          .isEqualTo(
              "rondo: Cannot use x: Wrong moon phase (allowed: what the file system takes)"
                  + " (details: "
                  + directory.resolve("a.log")
                  + ")");
    } finally {
      if (before == null) {
        System.clearProperty("rondo.log");
      } else {
        System.setProperty("rondo.log", before);
      }
    }
    assertThat(directory.resolve("a.log")).content().contains("Wrong moon phase");
  }

  @Test
  void whatSaysItselfWhatCannotBeDoneStandsAlone() {
    assertThat(reported(new IOException("Cannot reach Flink at x (no connection)")))
        .startsWith("rondo: Cannot reach Flink at x (no connection)");
    assertThat(reported(new IOException("The JobManager at x is gone")))
        .startsWith("rondo: Cannot go on: IOException: The JobManager at x is gone");
  }

  /** A larger heap is no help where it was not the heap that was full. */
  @Test
  void onlyAFullHeapIsToldAsOne() {
    for (String message : new String[] {null, "Java heap space", "GC overhead limit exceeded"}) {
      assertThat(reported(new OutOfMemoryError(message)))
          .startsWith("rondo: Cannot go on: out of memory, the Java heap of ");
    }
    for (String message :
        List.of(
            "Metaspace", "unable to create native thread", "Cannot reserve 9 bytes of direct")) {
      assertThat(reported(new IllegalStateException(new OutOfMemoryError(message))))
          .startsWith("rondo: Cannot go on: out of memory beside the Java heap: " + message)
          .doesNotContain("RONDO_HEAP");
    }
  }

  private static String reported(IOException failure) {
    return reported(new UncheckedIOException(failure));
  }

  private static String reported(Throwable failure) {
    StringWriter text = new StringWriter();
    Failures.report(failure, new PrintWriter(text));
    return text.toString().strip();
  }
}
