package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FatalErrorsTest {
  @Test
  void whoeverWaitsIsToldThatTheClusterFailed() {
    FatalErrors fatal = new FatalErrors();
    CompletableFuture<String> answered = fatal.orFailure(CompletableFuture.completedFuture("a"));
    CompletableFuture<String> waiting = fatal.orFailure(new CompletableFuture<>());
    assertThat(waiting).isNotDone();
    fatal.onFatalError(new IllegalStateException("not registered"));
    assertThat(waiting).isCompletedExceptionally();
    assertThat(waiting.handle((value, error) -> error.getMessage()).join())
        .isEqualTo("not registered");
    assertThat(answered).isCompletedWithValue("a");
    assertThat(fatal.orFailure(new CompletableFuture<>())).isCompletedExceptionally();
  }
}
