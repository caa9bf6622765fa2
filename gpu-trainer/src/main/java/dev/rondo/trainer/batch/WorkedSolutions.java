// The supervised corpus: prompts with worked solutions as token sequences, and the order in which
// they are trained on.
package dev.rondo.trainer.batch;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.SplitMix64;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Worked solutions of a problems dataset, in its order: the prompt's tokens, then the solution's
 * tokens and the stop token as the response. Keeps the order of the epoch that it was last asked
 * for. Not thread-safe.
 */
public final class WorkedSolutions {

  private final Sequences sequences;
  private long knownSeed;
  private long knownEpoch = -1;
  private int[] knownOrder;

  public WorkedSolutions(Sequences sequences) {
    this.sequences = sequences;
  }

  /** The tokens. */
  public Sequences sequences() {
    return sequences;
  }

  /**
   * Reads every problem that has a solution.
   *
   * @param stopTokens of these, the one that the tokenizer names ends each response
   * @param maxPositions longest allowed sequence in tokens
   */
  public static WorkedSolutions read(
      Storage storage,
      String directory,
      Tokenizer tokenizer,
      Set<Integer> stopTokens,
      int maxPositions)
      throws IOException {
    List<Problem> all = new DatasetStore(storage, directory).readAllRows(Problem.class);
    return of(all, directory, tokenizer, stopTokens, maxPositions);
  }

  /**
   * Takes every problem that has a solution.
   *
   * @param all problems with and without
   * @param directory names them in messages
   * @param stopTokens of these, the one that the tokenizer names ends each response
   * @param maxPositions longest allowed sequence in tokens
   * @throws InvalidInputException if none has a solution, or one cannot be encoded or is too long
   */
  public static WorkedSolutions of(
      List<Problem> all,
      String directory,
      Tokenizer tokenizer,
      Set<Integer> stopTokens,
      int maxPositions) {
    int stopToken = tokenizer.answerEnd(stopTokens);
    List<Problem> problems = all.stream().filter(problem -> problem.getSolution() != null).toList();
    if (problems.isEmpty()) {
      throw new InvalidInputException(
          "Cannot train on " + directory + ": 0 problems with a solution (allowed: 1 and above)");
    }
    Growing prompts = new Growing(problems.size());
    Growing responses = new Growing(problems.size());
    for (Problem problem : problems) {
      String named = "problem " + problem.getProblemId() + " of " + directory;
      int[] prompt = encode(named + ": prompt", tokenizer::encodePrompt, problem.getPrompt());
      int[] solution = encode(named + ": solution", tokenizer::encode, problem.getSolution());
      if (prompt.length == 0 || prompt.length + solution.length + 1 > maxPositions) {
        throw new InvalidInputException(
            "Cannot train on "
                + named
                + ": "
                + (prompt.length + solution.length + 1)
                + " tokens (allowed: a prompt of at least 1, and at most "
                + maxPositions
                + " with solution and stop token)");
      }
      prompts.add(prompt);
      int[] response = Arrays.copyOf(solution, solution.length + 1);
      response[solution.length] = stopToken;
      responses.add(response);
    }
    return new WorkedSolutions(
        new Sequences(prompts.offsets, prompts.content(), responses.offsets, responses.content()));
  }

  private static int[] encode(String field, Function<String, int[]> encoder, String text) {
    try {
      return encoder.apply(text);
    } catch (InvalidInputException e) {
      throw new InvalidInputException("Cannot train on " + field + ": " + e.getMessage(), e);
    }
  }

  /**
   * Which sequences an update trains on: the next {@code size} of an endless sequence of epochs,
   * each a permutation that is a function of (seed, epoch) alone.
   *
   * @param update 0-based
   */
  public int[] batch(long seed, int update, int size) {
    int count = sequences.count();
    int[] batch = new int[size];
    long position = (long) update * size;
    for (int k = 0; k < size; k++, position++) {
      batch[k] = order(seed, position / count)[(int) (position % count)];
    }
    return batch;
  }

  int[] order(long seed, long epoch) {
    if (epoch != knownEpoch || seed != knownSeed) {
      knownOrder = permutation(seed, epoch, sequences.count());
      knownSeed = seed;
      knownEpoch = epoch;
    }
    return knownOrder;
  }

  /** Sorts 0 .. count-1 by a hash of (seed, epoch, index). */
  public static int[] permutation(long seed, long epoch, int count) {
    long key =
        SplitMix64.mix(SplitMix64.mix(seed + SplitMix64.GAMMA) + (epoch + 1) * SplitMix64.GAMMA);
    record Keyed(long hash, int index) {}
    Keyed[] keyed = new Keyed[count];
    for (int i = 0; i < count; i++) {
      keyed[i] = new Keyed(SplitMix64.mix(key + (i + 1) * SplitMix64.GAMMA), i);
    }
    Arrays.sort(
        keyed,
        (a, b) ->
            a.hash != b.hash ? Long.compare(a.hash, b.hash) : Integer.compare(a.index, b.index));
    return Arrays.stream(keyed).mapToInt(Keyed::index).toArray();
  }

  /** Token arrays put one after the other. */
  private static final class Growing {
    private final int[] offsets;
    private int[] tokens = new int[256];
    private int filled;

    Growing(int count) {
      offsets = new int[count + 1];
    }

    void add(int[] more) {
      int end = offsets[filled] + more.length;
      if (end > tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * end);
      }
      System.arraycopy(more, 0, tokens, offsets[filled], more.length);
      offsets[++filled] = end;
    }

    int[] content() {
      return Arrays.copyOf(tokens, offsets[filled]);
    }
  }
}
