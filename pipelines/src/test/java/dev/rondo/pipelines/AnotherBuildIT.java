package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.config.RunConfig;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.worker.WorkFn;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver of another build is refused by every runner's workers, at once and by name. */
class AnotherBuildIT {
  private static final AtomicInteger DONE = new AtomicInteger();

  private static final class CountingFn extends WorkFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void count(@Element Integer element) {
      DONE.addAndGet(element);
    }
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void itsJobDoesNothing(String runner) throws Exception {
    CountingFn ofAnother = new CountingFn();
    Field build = WorkFn.class.getDeclaredField("build");
    build.setAccessible(true);
    build.set(ofAnother, "f".repeat(64));
    BeamJobs.DirectoryJob job =
        new BeamJobs.DirectoryJob(
            "count", StorageLocation.directory(folder), "c".repeat(64), List.of());
    try (BeamJobs jobs =
        BeamJobs.of(RunConfig.parse("", "test").runner(), List.of("--runner=" + runner))) {
      assertThatThrownBy(
              () ->
                  jobs.run(
                      job, pipeline -> pipeline.apply(Create.of(1)).apply(ParDo.of(ofAnother))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Cannot work for a driver of build ffffffffffff: this cluster ");
    }
    assertThat(DONE).hasValue(0);
  }
}
