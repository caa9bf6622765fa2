package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.run.JobFaultException;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class JobFailuresTest {
  /** As it is for one in the trainer. */
  @Test
  void aFaultOfTheProgramInAWorkerOfThisProcessIsOne() throws Exception {
    for (Throwable fault :
        List.of(
            new NullPointerException("x"), new OutOfMemoryError(), new UnsatisfiedLinkError())) {
      assertThat(explained(fault, true)).isInstanceOf(JobFaultException.class);
    }
    assertThat(explained(new NullPointerException("x"), true))
        .hasMessage("Job tiny failed: java.lang.NullPointerException: x");
  }

  @Test
  void whatAMachineDidIsNone() throws Exception {
    for (Throwable fault :
        List.of(
            new IOException("Stale file handle"),
            new UncheckedIOException(new IOException("reset")),
            new TimeoutException("no answer"))) {
      assertThat(explained(fault, true)).isNotInstanceOf(JobFaultException.class);
    }
    assertThat(explained(new NullPointerException(), false))
        .as("machines of a cluster differ, and what comes from there is text")
        .isNotInstanceOf(JobFaultException.class);
  }

  @Test
  void memoryOfAClusterIsNotThatOfThisProcess() {
    assertThatThrownBy(() -> explained(new OutOfMemoryError("Java heap space"), false))
        .isInstanceOf(InvalidInputException.class)
        .hasNoCause()
        .hasMessageStartingWith(
            "Cannot run job tiny: a TaskManager ran out of memory (Java heap space; allowed: ");
    assertThatThrownBy(() -> explained(new OutOfMemoryError(), false))
        .hasMessageStartingWith("Cannot run job tiny: a TaskManager ran out of memory (allowed: ");
  }

  private static IOException explained(Throwable fault, boolean isHere) throws Exception {
    return JobFailures.explain(
        "tiny", new RuntimeException(new IllegalStateException(fault)), isHere);
  }
}
