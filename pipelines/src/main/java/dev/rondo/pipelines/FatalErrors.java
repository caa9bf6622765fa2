package dev.rondo.pipelines;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ends a cluster of Flink as a whole. Its parts tell nobody who waits for an answer of theirs:
 * so whoever waits here is told.
 */
final class FatalErrors implements FatalErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FatalErrors.class);

  private final CompletableFuture<Void> fatal = new CompletableFuture<>();

  @Override
  public void onFatalError(Throwable error) {
    LOG.error("The embedded cluster failed", error);
    fatal.completeExceptionally(error);
  }

  /** An answer of the cluster; fails with the first fatal error if that comes before. */
  <T> CompletableFuture<T> orFailure(CompletableFuture<T> answer) {
    CompletableFuture<T> first = new CompletableFuture<>();
    answer.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            first.complete(value);
          } else {
            first.completeExceptionally(failure);
          }
        });
    fatal.whenComplete((nothing, error) -> first.completeExceptionally(error));
    return first;
  }
}
