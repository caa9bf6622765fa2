package dev.rondo.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Sampling through the policy program. Between native calls it holds the state: keys and values of
 * every row, allocated once, and for each slot of the batch its request, last token and position.
 *
 * <p>Invariant 1: slots hold unfinished requests, and finished ones only until an eighth of the
 * slots is finished. Invariant 2: every unfinished request has the same number of response tokens.
 */
final class DjlSamplingSession implements SamplingSession {
  /** Positions by which the memory for keys and values grows. */
  static final int GROWTH_POSITIONS = 256;

  /**
   * Positions between two looks for stop texts, where there are some. Calls end there whatever
   * their length, so that it is a matter of positions alone which rows are sampled together.
   */
  static final int STOP_POSITIONS = 16;

  private final PolicyModel model;
  private final NDList weights;
  private final String digest;
  private final SamplingSettings settings;
  private final Set<Integer> stopTokens;
  private final Tokenizer tokenizer;
  private final NDManager manager;
  private final List<Response> responses = new ArrayList<>();
  private final NDList caches = new NDList();
  private final NDList tables;
  private final int longestPrompt;
  private final boolean isAligned;
  private final PromptReader prompts;
  private NDList state;
  private int position;
  private int capacity;
  private long sampledTokens;

  DjlSamplingSession(
      PolicyModel model,
      NDList weights,
      Set<Integer> stopTokens,
      Tokenizer tokenizer,
      String digest,
      List<SampleRequest> requests,
      SamplingSettings settings) {
    this.model = model;
    this.weights = weights;
    this.digest = digest;
    this.settings = settings;
    this.stopTokens = stopTokens;
    this.tokenizer = tokenizer;
    int longest = 0;
    int shortest = Integer.MAX_VALUE;
    for (SampleRequest request : requests) {
      longest = Math.max(longest, request.promptTokens().length);
      shortest = Math.min(shortest, request.promptTokens().length);
      responses.add(new Response(new UniformNumbers(request.key())));
    }
    this.longestPrompt = longest;
    this.isAligned = shortest == longest;
    this.prompts = new PromptReader(requests);
    this.manager = model.manager().newSubManager();
    try {
      ModelConfig config = model.config();
      int positions = longest + settings.maxResponseTokens();
      this.capacity = Math.min(positions, longest + GROWTH_POSITIONS);
      for (int i = 0; i < 2 * config.layers(); i++) {
        caches.add(
            model
                .module()
                .call("empty_cache")
                .longs(requests.size(), config.keyValueHeads(), capacity, config.headDimension())
                .longs(model.type().programCode())
                .run(manager)
                .singletonOrThrow());
      }
      this.tables = tables(positions);
      this.state = firstState(requests);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public boolean advance(int maxPositions) {
    if (maxPositions < 1) {
      throw new IllegalArgumentException(
          "Cannot sample on by positions: " + maxPositions + " (allowed: 1 and above)");
    }
    if (prompts.hasNext()) {
      prompts.readBatch();
      if (prompts.hasNext()) {
        return false;
      }
    }
    if (!isFinished()) {
      int left = settings.maxResponseTokens() - position;
      int untilLook = settings.stop().isEmpty() ? left : STOP_POSITIONS - position % STOP_POSITIONS;
      sample(Math.min(maxPositions, Math.min(left, untilLook)));
      boolean isLook = position % STOP_POSITIONS == 0 || isFinished();
      if (!settings.stop().isEmpty() && isLook) {
        stopAtTexts();
      }
    }
    return isFinished();
  }

  @Override
  public long sampledTokens() {
    return sampledTokens;
  }

  @Override
  public List<Completion> completions() {
    if (!isFinished()) {
      throw new IllegalStateException("Cannot read responses: sampling is not finished");
    }
    return responses.stream().map(Response::completion).toList();
  }

  @Override
  public void close() {
    manager.close();
  }

  private boolean isFinished() {
    return position > 0
        && (position == settings.maxResponseTokens()
            || responses.stream().allMatch(response -> response.isStopped));
  }

  /** Makes room for keys and values of further positions, of the rows still in use. */
  private void reserve(int positions) {
    if (positions <= capacity) {
      return;
    }
    int all = longestPrompt + settings.maxResponseTokens();
    int grown = capacity;
    while (grown < positions) {
      grown = Math.min(all, grown + GROWTH_POSITIONS);
    }
    long rows = state.get(0).size();
    for (int i = 0; i < caches.size(); i++) {
      NDArray narrow = caches.get(i);
      caches.set(
          i,
          model
              .module()
              .call("grow_cache")
              .tensor(narrow)
              .longs(rows)
              .longs(grown)
              .run(manager)
              .singletonOrThrow());
      narrow.close();
    }
    capacity = grown;
  }

  private void sample(int count) {
    reserve(longestPrompt + position + count);
    double[] uniforms = new double[responses.size() * count];
    for (int i = 0; i < responses.size(); i++) {
      if (!responses.get(i).isStopped) {
        responses.get(i).uniforms.fill(position, uniforms, i * count, count);
      }
    }
    NDList result;
    try (NDManager scope = manager.newSubManager()) {
      result =
          model
              .module()
              .call("advance")
              .list("w", weights)
              .list("caches", caches)
              .list("state", state)
              .list("tables", tables)
              .tensor(scope.create(uniforms).reshape(responses.size(), count))
              .tensor(model.configuration())
              .doubles(
                  settings.temperature(),
                  settings.topK(),
                  settings.topP(),
                  longestPrompt - 1 + position,
                  isAligned ? 1 : 0,
                  settings.minResponseTokens() - position)
              .run(manager);
    }
    long[] tokens = result.get(0).toLongArray();
    float[] behavior = result.get(1).toFloatArray();
    float[] sampling = result.get(2).toFloatArray();
    for (int i = 0; i < 3; i++) {
      result.get(i).close();
    }
    NDList before = state;
    state = new NDList(result.subList(3, result.size()));
    before.close();
    for (int i = 0; i < responses.size(); i++) {
      for (int j = i * count; j < (i + 1) * count && !responses.get(i).isStopped; j++) {
        if (tokens[j] >= 0) {
          append(responses.get(i), (int) tokens[j], behavior[j], sampling[j]);
        }
      }
    }
    position += count;
  }

  /** Ends the responses that hold a stop text behind the token that completed it. */
  private void stopAtTexts() {
    boolean isAnyStopped = false;
    for (Response response : responses) {
      int end =
          response.isSettled || response.length < settings.minResponseTokens()
              ? 0
              : firstStop(response);
      if (end > 0) {
        sampledTokens -= response.length - end;
        response.length = end;
        response.isStopped = true;
        isAnyStopped = true;
      }
      response.isSettled = response.isStopped;
    }
    if (isAnyStopped) {
      long[] rows = state.get(0).toLongArray();
      boolean[] alive = new boolean[rows.length];
      for (int slot = 0; slot < rows.length; slot++) {
        alive[slot] = !responses.get((int) rows[slot]).isStopped;
      }
      state.get(3).close();
      state.set(3, manager.create(alive));
    }
  }

  /** Tokens of a response up to the one that completes a stop text, 0 if none does. */
  private int firstStop(Response response) {
    // A text that is complete before the last of the first tokens ends nothing.
    int without = Math.max(0, settings.minResponseTokens() - 1);
    String whole = text(response, response.length);
    int before = sharedCharacters(text(response, without), whole);
    if (!holdsStop(whole, before)) {
      return 0;
    }
    int with = response.length;
    while (with - without > 1) {
      int middle = (without + with) >>> 1;
      if (holdsStop(text(response, middle), before)) {
        with = middle;
      } else {
        without = middle;
      }
    }
    return with;
  }

  /** Characters of a text that stay when tokens follow: unfinished ones at its end do not. */
  private static int sharedCharacters(String text, String longer) {
    int end = Math.min(text.length(), longer.length());
    int shared = 0;
    while (shared < end && text.charAt(shared) == longer.charAt(shared)) {
      shared++;
    }
    return shared;
  }

  /** Whether a stop text ends in the text of some tokens, behind so many characters of it. */
  private boolean holdsStop(String text, int before) {
    return settings.stop().stream()
        .anyMatch(stop -> text.indexOf(stop, Math.max(0, before - stop.length() + 1)) >= 0);
  }

  private String text(Response response, int tokens) {
    return tokenizer.decode(Arrays.copyOf(response.tokens, tokens));
  }

  private void append(Response response, int token, float behavior, float sampling) {
    if (Float.isNaN(behavior)) {
      throw new InvalidInputException(
          "Cannot sample from policy " + digest + ": logits: NaN (allowed: finite numbers)");
    }
    response.append(token, Math.min(0, behavior), Math.min(0, sampling));
    response.isStopped = stopTokens.contains(token);
    sampledTokens++;
  }

  private NDList tables(int capacity) {
    long[] positions = new long[capacity];
    Arrays.setAll(positions, i -> i);
    NDList tables =
        model
            .module()
            .call("position_tables")
            .longs(positions)
            .tensor(model.configuration())
            .run(manager);
    boolean[] isStop = new boolean[model.config().vocabularySize()];
    for (int token : stopTokens) {
      isStop[token] = true;
    }
    tables.add(manager.create(isStop));
    return tables;
  }

  /** Every request in its own slot, about to read the last token of its prompt. */
  private NDList firstState(List<SampleRequest> requests) {
    int size = requests.size();
    long[] rows = new long[size];
    long[] tokens = new long[size];
    long[] positions = new long[size];
    boolean[] alive = new boolean[size];
    for (int i = 0; i < size; i++) {
      int[] prompt = requests.get(i).promptTokens();
      rows[i] = i;
      tokens[i] = prompt[prompt.length - 1];
      positions[i] = prompt.length - 1;
      alive[i] = true;
    }
    return new NDList(
        manager.create(rows),
        manager.create(tokens),
        manager.create(positions),
        manager.create(alive));
  }

  /** What is known of one response. */
  private final class Response {
    private final UniformNumbers uniforms;
    private int[] tokens = new int[16];
    private float[] behavior = new float[16];
    private float[] sampling = new float[16];
    private int length;
    private boolean isStopped;
    private boolean isSettled; // stopped, and looked at since

    Response(UniformNumbers uniforms) {
      this.uniforms = uniforms;
    }

    void append(int token, float behaviorLogprob, float samplingLogprob) {
      if (length == tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * length);
        behavior = Arrays.copyOf(behavior, 2 * length);
        sampling = Arrays.copyOf(sampling, 2 * length);
      }
      tokens[length] = token;
      behavior[length] = behaviorLogprob;
      sampling[length] = samplingLogprob;
      length++;
    }

    Completion completion() {
      return new Completion(
          Arrays.copyOf(tokens, length),
          Arrays.copyOf(behavior, length),
          settings.isTruncated() ? Arrays.copyOf(sampling, length) : null,
          isStopped);
    }
  }

  /**
   * Runs the prompts, all but the last token of each, in batches of distinct adjacent prompts, and
   * spreads their keys and values over the rows that share them.
   */
  private final class PromptReader {
    private final List<SampleRequest> requests;
    private int next;

    PromptReader(List<SampleRequest> requests) {
      this.requests = List.copyOf(requests);
    }

    boolean hasNext() {
      return next < requests.size();
    }

    void readBatch() {
      int first = next;
      List<int[]> distinct = new ArrayList<>();
      List<Long> promptOfRow = new ArrayList<>();
      int longest = 0;
      while (hasNext()) {
        int[] prompt = requests.get(next).promptTokens();
        boolean isNew =
            distinct.isEmpty() || !Arrays.equals(prompt, distinct.get(distinct.size() - 1));
        if (isNew) {
          int longer = Math.max(longest, prompt.length - 1);
          if (!distinct.isEmpty()
              && (long) longer * (distinct.size() + 1) > DjlPolicy.BATCH_TOKENS) {
            break;
          }
          longest = longer;
          distinct.add(prompt);
        }
        promptOfRow.add((long) distinct.size() - 1);
        next++;
      }
      if (longest > 0) {
        run(distinct, promptOfRow, longest, first);
      }
    }

    private void run(List<int[]> distinct, List<Long> promptOfRow, int longest, int firstRow) {
      long[] ids = new long[distinct.size() * longest];
      for (int row = 0; row < distinct.size(); row++) {
        int[] prompt = distinct.get(row);
        for (int column = 0; column < prompt.length - 1; column++) {
          ids[row * longest + column] = prompt[column];
        }
      }
      try (NDManager scope = manager.newSubManager()) {
        model
            .module()
            .call("prefill")
            .list("w", weights)
            .tensor(scope.create(ids).reshape(distinct.size(), longest))
            .longs(promptOfRow.stream().mapToLong(Long::longValue).toArray())
            .list("caches", caches)
            .tensor(model.configuration())
            .longs(firstRow)
            .run(scope);
      }
    }
  }
}
