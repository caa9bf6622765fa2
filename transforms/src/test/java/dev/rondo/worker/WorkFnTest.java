package dev.rondo.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That every DoFn is one of these is in {@code StepsOfJobsTest}. */
class WorkFnTest {
  private static final AtomicInteger DONE = new AtomicInteger();

  private static final class CountingFn extends WorkFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    CountingFn(String build) {
      super(build);
    }

    @ProcessElement
    public void count(@Element Integer element) {
      DONE.addAndGet(element);
    }
  }

  @BeforeEach
  void forget() {
    DONE.set(0);
  }

  @Test
  void aWorkerDoesNothingForADriverOfAnotherBuild() {
    assertThatThrownBy(() -> run("f".repeat(64)))
        .hasRootCauseInstanceOf(InvalidInputException.class)
        .hasStackTraceContaining("Cannot work for a driver of build ffffffffffff: this cluster");
    assertThat(DONE).hasValue(0);

    assertThatThrownBy(() -> run(null))
        .as("what an older one sends")
        .hasMessageContaining("unknown");

    run(BuildDigest.current());
    assertThat(DONE).hasValue(3);
  }

  private static void run(String build) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    pipeline.apply(Create.of(1, 2)).apply(ParDo.of(new CountingFn(build)));
    pipeline.run().waitUntilFinish();
  }
}
