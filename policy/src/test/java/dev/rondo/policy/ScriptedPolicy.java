package dev.rondo.policy;

import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A policy that says what a script tells it to: no model, no native code. It speaks bytes ({@link
 * ByteTokenizer}), ends each response with {@link ByteTokenizer#END} unless the length limit cuts
 * it, and gives every token the log-probability {@link #logprob}. Counts what it was asked for.
 */
public final class ScriptedPolicy implements Policy {
  /** Longest prompt with response, in tokens. */
  public static final int MAX_POSITIONS = 4096;

  /** What to answer. */
  @FunctionalInterface
  public interface Script {
    /** The response text to a prompt; a pure function. */
    String responseTo(String prompt, SampleKey key);
  }

  private final String digest;
  private final Script script;
  private final ByteTokenizer tokenizer = new ByteTokenizer();
  private final AtomicLong sessions = new AtomicLong();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  public ScriptedPolicy(Script script) {
    this("a".repeat(64), script);
  }

  /**
   * @param digest what {@link #digest} returns
   * @param script pure function
   */
  public ScriptedPolicy(String digest, Script script) {
    this.digest = digest;
    this.script = script;
  }

  /** Log-probability of every occurrence of a token, whatever precedes it. */
  public static float logprob(int token) {
    return -(1 + token % 7) / 8f;
  }

  /** Number of batches that were started. */
  public long sessions() {
    return sessions.get();
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return isClosed.get();
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public SamplingSession startSampling(List<SampleRequest> requests, SamplingSettings settings) {
    sessions.incrementAndGet();
    for (SampleRequest request : requests) {
      int positions = request.promptTokens().length + settings.maxResponseTokens();
      if (positions > MAX_POSITIONS) {
        throw new InvalidInputException(
            "Cannot sample: prompt and response tokens: "
                + positions
                + " (allowed: 2 to "
                + MAX_POSITIONS
                + ")");
      }
      for (int token : request.promptTokens()) {
        if (token < 0 || token >= tokenizer.vocabularySize()) {
          throw new InvalidInputException(
              "Cannot sample: prompt token: "
                  + token
                  + " (allowed: 0 to "
                  + (tokenizer.vocabularySize() - 1)
                  + ")");
        }
      }
    }
    return new Session(List.copyOf(requests), settings);
  }

  @Override
  public List<float[]> score(List<TokenSequence> sequences, double temperature) {
    return sequences.stream().map(sequence -> logprobs(sequence.responseTokens())).toList();
  }

  @Override
  public void close() {
    isClosed.set(true);
  }

  private static float[] logprobs(int[] tokens) {
    float[] logprobs = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      logprobs[i] = logprob(tokens[i]);
    }
    return logprobs;
  }

  private final class Session implements SamplingSession {
    private final List<Completion> completions = new ArrayList<>();
    private final int longest;
    private int position;

    Session(List<SampleRequest> requests, SamplingSettings settings) {
      int most = 0;
      for (SampleRequest request : requests) {
        String text = script.responseTo(tokenizer.decode(request.promptTokens()), request.key());
        int[] bytes = tokenizer.encode(text);
        int[] whole = Arrays.copyOf(bytes, bytes.length + 1);
        whole[bytes.length] = ByteTokenizer.END;
        boolean isStopped = whole.length <= settings.maxResponseTokens();
        int[] tokens = isStopped ? whole : Arrays.copyOf(whole, settings.maxResponseTokens());
        float[] logprobs = logprobs(tokens);
        completions.add(
            new Completion(
                tokens, logprobs, settings.isTruncated() ? logprobs.clone() : null, isStopped));
        most = Math.max(most, tokens.length);
      }
      this.longest = most;
    }

    @Override
    public boolean advance(int maxPositions) {
      position = Math.min(longest, position + maxPositions);
      return position == longest;
    }

    @Override
    public long sampledTokens() {
      return completions.stream()
          .mapToLong(completion -> Math.min(position, completion.responseTokens().length))
          .sum();
    }

    @Override
    public List<Completion> completions() {
      if (position < longest) {
        throw new IllegalStateException("Cannot read responses: not finished");
      }
      return List.copyOf(completions);
    }

    @Override
    public void close() {
      completions.clear();
    }
  }
}
