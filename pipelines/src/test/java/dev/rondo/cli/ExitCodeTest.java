package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.Storage;
import dev.rondo.run.JobFaultException;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
    RuntimeException fault = new IllegalStateException("a fault of the program");
    assertThat(of(new JobFaultException("Job x failed", fault), fault)).isEqualTo(1);
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
    return ExitCode.ofJobs(List.of(causes));
  }

  /** Whatever runs jobs goes on where it ended; what a person asks for is failed. */
  @Test
  void commandsThatRunJobsSayThatTryingAgainMayHelp() {
    CommandLine rondo = Main.commandLine();
    rondo.setErr(new PrintWriter(new StringWriter()));
    for (Map.Entry<String, CommandLine> command : rondo.getSubcommands().entrySet()) {
      boolean runsJobs =
          List.of("run", "step", "eval", "import", "reverify", "repair", "reproduce")
              .contains(command.getKey());
      Exception failure = new IOException("Cannot reach Flink at flinkMaster: http://x:1");
      assertThat(Failures.report(failure, command.getValue(), null))
          .as(command.getKey())
          .isEqualTo(runsJobs ? 75 : 1);
    }
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
