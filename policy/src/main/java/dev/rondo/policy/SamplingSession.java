package dev.rondo.policy;

import java.util.List;

/**
 * A batch of responses being sampled, in short native calls so that the caller can be interrupted
 * between them. The caller owns it and closes it; not thread-safe.
 */
public interface SamplingSession extends AutoCloseable {

  /**
   * Samples on, at most {@code maxPositions} further positions of every unfinished response, in one
   * native call.
   *
   * @return true once every response is finished
   */
  boolean advance(int maxPositions);

  /** Response tokens sampled so far, over all responses. */
  long sampledTokens();

  /**
   * The responses, in the order of the requests.
   *
   * @throws IllegalStateException before {@link #advance} returned true
   */
  List<Completion> completions();

  @Override
  void close();
}
