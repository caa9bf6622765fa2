package dev.rondo.worker;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * What every step of a job is that does anything: a DoFn that works for drivers of its own build
 * alone. A cluster keeps the jars that it was started with, so that a worker's classes may be older
 * than those of the driver that sends it a job, and would do what they say. Each worker asks before
 * its first element; no step has to remember it, and none can leave it out.
 *
 * @param <InputT> of its elements
 * @param <OutputT> of what it emits
 */
public abstract class WorkFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
  private static final long serialVersionUID = 1L;

  private final String build;

  /** A step of this process's build, which is the driver's where a job is put together. */
  protected WorkFn() {
    this(BuildDigest.current());
  }

  /** One of another driver. */
  WorkFn(String build) {
    this.build = build;
  }

  /**
   * Refuses to work for a driver of another build, for good.
   *
   * @throws InvalidInputException if this process has another one
   */
  @Setup
  public final void requireBuildOfDriver() throws IOException, InterruptedException {
    Work.doOnce(() -> BuildDigest.requireSame(build));
  }
}
