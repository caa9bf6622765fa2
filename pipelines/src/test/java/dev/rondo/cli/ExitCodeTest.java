package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitCodeTest {
  @Test
  void whatAMachineDidWrongIsTriedAgainAndTheRestIsForAPerson() {
    assertThat(of(new IOException("The JobManager at http://x is gone"))).isEqualTo(75);
    assertThat(of(new RuntimeException(), new IOException("reset by peer"))).isEqualTo(75);
    assertThat(of(new IOException(), new InvalidInputException("Cannot"))).isEqualTo(1);
    assertThat(of(new Storage.ConflictException("other bytes"))).isEqualTo(1);
    assertThat(of(new IOException("No space left on device"))).isEqualTo(1);
    assertThat(of(new IOException("f: Read-only file system"))).isEqualTo(1);
    assertThat(of(new IOException(), new OutOfMemoryError())).isEqualTo(1);
    assertThat(of(new IllegalStateException("a fault of the program"))).isEqualTo(1);
  }

  @Test
  void whatAFileSystemCannotDoIsForAPersonWhateverTheFileIsCalled() {
    for (String reason :
        List.of(
            "Operation not permitted",
            "File name too long",
            "File too large",
            "No locks available",
            "Too many levels of symbolic links",
            "Is a directory",
            "Read-only file system",
            "Operation not supported",
            "Too many open files")) {
      assertThat(of(new FileSystemException("/run/x", null, reason))).as(reason).isEqualTo(1);
      assertThat(of(new IOException(reason))).as(reason).isEqualTo(1);
      assertThat(FileFaults.isUnderstood(new FileSystemException("/run/x", null, reason)))
          .as(reason)
          .isTrue();
    }
    assertThat(of(new FileSystemException("/is a directory", null, "Stale file handle")))
        .isEqualTo(75);
    assertThat(of(new FileSystemException("/run/x", null, "Input/output error"))).isEqualTo(75);
  }

  private static int of(Throwable... causes) {
    return ExitCode.ofRun(List.of(causes));
  }

  @Test
  void aSchedulerLearnsThatARunHasMoreToDo(@TempDir Path folder) {
    String run = folder.resolve("run").toString();
    assertThat(rondo("init", "--config", "../configs/tiny.yaml", "--run", run).exitCode()).isZero();
    String direct = "--runner=DirectRunner";

    assertThat(rondo("step", "--run", run, "--exit-code-if-more", "10", "--", direct).exitCode())
        .isEqualTo(10);
    for (String code : List.of("1", "2", "75", "126", "x")) {
      assertThat(rondo("step", "--run", run, "--exit-code-if-more", code).exitCode()).isEqualTo(2);
    }
    assertThat(rondo("run", "--run", folder.resolve("none").toString()).exitCode()).isEqualTo(1);
  }
}
