package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir private Path run;

  /** Another process that wants the lock: it ends with 0 if it gets it. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws Exception {
      try (RunLock lock = RunLock.acquire(Path.of(args[0]))) {
        System.exit(0);
      } catch (InvalidInputException e) {
        System.exit(3);
      }
    }
  }

  @Test
  @Timeout(30)
  void whatIsNoFileOfTheRunIsNotTakenForItsLock() throws Exception {
    Path victim = Files.writeString(run.resolve("victim"), "mine");
    Path lock = run.resolve(RunLock.FILE_NAME);
    Files.createSymbolicLink(lock, victim);
    assertRefused("a symbolic link (allowed: a regular file, or none)");
    assertThat(victim).as("what the link leads to").hasContent("mine");

    Files.delete(lock);
    Files.createSymbolicLink(lock, lock);
    assertRefused("a symbolic link (allowed: a regular file, or none)");

    Files.delete(lock);
    Files.createDirectory(lock);
    assertRefused("a directory (allowed: a regular file, or none)");

    Files.delete(lock);
    assertThat(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor()).isZero();
    assertRefused("a named pipe, a socket or a device (allowed: a regular file, or none)");

    Files.delete(lock);
    Files.write(lock, new byte[5_000_000]);
    RunLock.acquire(run).close();
    assertThat(Files.readString(lock)).startsWith("process ").hasSizeLessThan(300);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> RunLock.acquire(run))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot write " + run.resolve(RunLock.FILE_NAME) + ": " + message);
  }

  @Test
  void aSecondTryInTheSameProcessLeavesTheLockHeld() throws Exception {
    Path link = Files.createSymbolicLink(run.resolveSibling(run.getFileName() + "-link"), run);
    try (RunLock lock = RunLock.acquire(run)) {
      for (Path name : new Path[] {run, run.resolve("..").resolve(run.getFileName()), link}) {
        assertThatThrownBy(() -> RunLock.acquire(name))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("process " + ProcessHandle.current().pid());
      }
      assertThat(other()).as("another process is refused").isEqualTo(3);
    } finally {
      Files.delete(link);
    }

    assertThat(other()).as("another process gets it").isZero();
    RunLock.acquire(run).close();
  }

  private int other() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                run.toString())
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
