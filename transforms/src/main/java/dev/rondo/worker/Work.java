package dev.rondo.worker;

import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The boundary between a worker's steps and the runner. Every {@link WorkFn} does its work inside
 * {@link #once}: what trying again cannot mend (something given is wrong, or other bytes are there
 * already) is marked for the runner, which then fails the job at once; everything else may have
 * been a machine's fault, and the runner tries again.
 */
public final class Work {
  // Not the thread's loader: the service lies beside this class, wherever a cluster loads it from.
  private static final Optional<PermanentFailure> MARK =
      ServiceLoader.load(PermanentFailure.class, Work.class.getClassLoader()).findFirst();

  private Work() {}

  /** One element's work. */
  @FunctionalInterface
  public interface Step<T> {
    /** Does it. */
    T run() throws IOException, InterruptedException;
  }

  /** One element's work that gives nothing back. */
  @FunctionalInterface
  public interface Task {
    /** Does it. */
    void run() throws IOException, InterruptedException;
  }

  /** Does a step, and marks its failure if that is permanent. */
  public static <T> T once(Step<T> step) throws IOException, InterruptedException {
    try {
      return step.run();
    } catch (InvalidInputException e) {
      throw MARK.map(mark -> mark.of(e)).orElse(e);
    } catch (Storage.ConflictException e) {
      if (MARK.isPresent()) {
        throw MARK.get().of(e);
      }
      throw e;
    }
  }

  /** As {@link #once}, for work that gives nothing back. */
  public static void doOnce(Task task) throws IOException, InterruptedException {
    once(
        () -> {
          task.run();
          return null;
        });
  }
}
